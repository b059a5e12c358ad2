// Prints points in time as Go does, in the time zone of whoever reads the report.

/** The offset from UTC that holds at one moment, and the zone's name then: 'CET', 'EDT', '-03'. */
export interface ZoneTime {
  /** East of Greenwich. */
  readonly offsetSeconds: number;
  /** '' where the zone has none; the offset is printed in its place. */
  readonly abbreviation: string;
}

/** The zone at a moment, in seconds since 1970. */
export type TimeZone = (unixSeconds: bigint) => ZoneTime;

export const utc: TimeZone = () => ({ offsetSeconds: 0, abbreviation: 'UTC' });

const nanosPerSecond = 1_000_000_000n;

/** Go's time.String, '2026-11-24 03:30:00.123456789 +0100 CET'; `nanos` since 1970. */
export function goTime(nanos: bigint, timeZone: TimeZone): string {
  const { seconds, fraction } = split(nanos);
  const zone = timeZone(seconds);
  const offset = offsetText(zone.offsetSeconds);
  const digits = String(fraction).padStart(9, '0').replace(/0+$/, '');
  const moment = dateAndTime(seconds, zone);
  return `${moment}${digits === '' ? '' : `.${digits}`} ${offset} ${zone.abbreviation || offset}`;
}

/** The time in report headers, '2026-11-24 03:30:00 CET'; `nanos` since 1970. */
export function headerTime(nanos: bigint, timeZone: TimeZone): string {
  const { seconds } = split(nanos);
  const zone = timeZone(seconds);
  return `${dateAndTime(seconds, zone)} ${zone.abbreviation || offsetText(zone.offsetSeconds)}`;
}

/** Rounds towards the past, so that the fraction is never negative. */
function split(nanos: bigint): { readonly seconds: bigint; readonly fraction: bigint } {
  const fraction = ((nanos % nanosPerSecond) + nanosPerSecond) % nanosPerSecond;
  return { seconds: (nanos - fraction) / nanosPerSecond, fraction };
}

function dateAndTime(seconds: bigint, zone: ZoneTime): string {
  // An int64 of nanoseconds stays between 1677 and 2262, where ISO years have four digits.
  const local = new Date((Number(seconds) + zone.offsetSeconds) * 1000).toISOString();
  return `${local.slice(0, 10)} ${local.slice(11, 19)}`;
}

/** '+0530'; seconds of an offset are cut off. */
function offsetText(offsetSeconds: number): string {
  const minutes = Math.trunc(offsetSeconds / 60);
  const magnitude = Math.abs(minutes);
  const digits = Math.trunc(magnitude / 60) * 100 + (magnitude % 60);
  return `${minutes < 0 ? '-' : '+'}${String(digits).padStart(4, '0')}`;
}
