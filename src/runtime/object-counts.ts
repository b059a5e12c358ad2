// How many objects a heap sample stands for, which V8 leaves out of its answers.

/**
 * V8 samples an object of `s` bytes with probability 1 - exp(-s / interval) (a Poisson process over bytes), and
 * writes `size = s * c` with `c = round(1 / (1 - exp(-s / interval)))`, the objects that one sample stands for
 * (V8's SamplingHeapProfiler::ScaleSample). Objects are whole words, so `s` is a divisor of `size`; of the few
 * that fit, the middle one is taken. For equal objects this is right within the sampling error; where several
 * sizes fit it can be off by their ratio.
 */
export function estimateObjects(size: number, interval: number): number {
  const words = size / bytesPerWord;
  if (!Number.isInteger(words) || words <= 0) return Math.max(1, Math.round(size / interval));
  const fitting: number[] = [];
  for (let divisor = 1; divisor * divisor <= words; divisor++) {
    if (words % divisor !== 0) continue;
    if (fits(divisor, words / divisor, interval)) fitting.push(words / divisor);
    if (divisor * divisor < words && fits(words / divisor, divisor, interval)) fitting.push(divisor);
  }
  fitting.sort((a, b) => a - b);
  return fitting[fitting.length >> 1] ?? Math.max(1, Math.round(size / interval));
}

const bytesPerWord = 8;

/** Whether one sample of an object of so many words stands for `count` objects. */
function fits(words: number, count: number, interval: number): boolean {
  // No object of V8's heap is a single word.
  if (words < 2) return false;
  return Math.round(1 / -Math.expm1((-words * bytesPerWord) / interval)) === count;
}
