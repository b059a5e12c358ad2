// How many objects the samples of a heap profile stand for, which V8 leaves out of its answers.

/**
 * V8 samples an object of `s` bytes with probability 1 - exp(-s / interval): a Poisson process over bytes. So one sample
 * stands for 1 / (1 - exp(-s / interval)) objects (V8's SamplingHeapProfiler::ScaleSample).
 */
export function objectsPerSample(objectSize: number, interval: number): number {
  return 1 / -Math.expm1(-objectSize / interval);
}

/**
 * The sizes of the objects behind the samples of one call tree node. V8 writes for a sample `size = s * c` with `c`
 * rounded from `objectsPerSample`, and for the node the sum over its sizes of `s * round(samples * objectsPerSample)`.
 * Objects are whole words, so `s` is one of few divisors of `size`; of these, those that give the node's sum are taken.
 * @param samples how many samples there are of each `size`.
 * @param nodeBytes the `selfSize` of the node.
 * @returns bytes of one object, by `size`. Exact where one choice alone gives the sum; else an estimate.
 */
export function findObjectSizes(
  samples: ReadonlyMap<number, number>,
  nodeBytes: number,
  interval: number,
): Map<number, number> {
  const sizes = [...samples.keys()];
  const candidates = sizes.map((size) => possibleSizes(size, interval));
  const choice = candidates.map((possible) => possible.length >> 1);
  if (candidates.reduce((product, possible) => product * possible.length, 1) <= mostChoices) {
    const bytes = candidates.map((possible, i) =>
      possible.map((s) => s * Math.round(samples.get(sizes[i]!)! * objectsPerSample(s, interval))),
    );
    chooseClosest(bytes, nodeBytes, choice);
  }
  return new Map(sizes.map((size, i) => [size, candidates[i]![choice[i]!]!]));
}

/** Trying all choices is worth it for a node with few sizes; one with many has objects of all kinds. */
const mostChoices = 4096;
const bytesPerWord = 8;

/** Ascending; at least one. */
function possibleSizes(size: number, interval: number): number[] {
  const words = size / bytesPerWord;
  if (!Number.isInteger(words) || words < 2) return [size];
  const possible: number[] = [];
  for (let divisor = 1; divisor * divisor <= words; divisor++) {
    if (words % divisor !== 0) continue;
    if (fits(divisor, words / divisor, interval)) possible.push(divisor * bytesPerWord);
    if (divisor * divisor < words && fits(words / divisor, divisor, interval)) {
      possible.push((words / divisor) * bytesPerWord);
    }
  }
  return possible.length === 0 ? [size] : possible.sort((a, b) => a - b);
}

/** Whether one sample of an object of so many words stands for `count` objects. No object is a single word. */
function fits(words: number, count: number, interval: number): boolean {
  return words >= 2 && Math.round(objectsPerSample(words * bytesPerWord, interval)) === count;
}

/** Sets `choice` to those of the candidates whose sum is closest to the whole. */
function chooseClosest(bytes: readonly (readonly number[])[], whole: number, choice: number[]): void {
  const tried = bytes.map(() => 0);
  let closest = Number.POSITIVE_INFINITY;
  for (let isLast = false; !isLast;) {
    const sum = bytes.reduce((total, possible, i) => total + possible[tried[i]!]!, 0);
    if (Math.abs(sum - whole) < closest) {
      closest = Math.abs(sum - whole);
      tried.forEach((candidate, i) => (choice[i] = candidate));
    }
    let at = 0;
    while (at < tried.length && tried[at] === bytes[at]!.length - 1) tried[at++] = 0;
    if (at === tried.length) isLast = true;
    else tried[at]! += 1;
  }
}
