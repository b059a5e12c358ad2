// Prints a time span as Go's time.Duration does: '1h2m3.5s', '1.5ms', '0s'.

const nanosPerSecond = 1_000_000_000n;

/** `nanos` is an int64 count of nanoseconds. */
export function goDuration(nanos: bigint): string {
  if (nanos === 0n) return '0s';
  if (nanos < 0n) return `-${goDuration(-nanos)}`;
  if (nanos < 1_000n) return `${nanos}ns`;
  if (nanos < 1_000_000n) return `${decimal(nanos, 3)}µs`;
  if (nanos < nanosPerSecond) return `${decimal(nanos, 6)}ms`;
  const minutes = nanos / (60n * nanosPerSecond);
  const seconds = `${decimal(nanos % (60n * nanosPerSecond), 9)}s`;
  if (minutes === 0n) return seconds;
  return minutes < 60n ? `${minutes}m${seconds}` : `${minutes / 60n}h${minutes % 60n}m${seconds}`;
}

/** `units` divided by 10 to the power of `places`, without trailing zeros. */
function decimal(units: bigint, places: number): string {
  const digits = String(units).padStart(places + 1, '0');
  const fraction = digits.slice(-places).replace(/0+$/, '');
  const whole = digits.slice(0, -places);
  return fraction === '' ? whole : `${whole}.${fraction}`;
}
