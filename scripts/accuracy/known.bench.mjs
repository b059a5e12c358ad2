// The benchmarks whose B/op `npm run accuracy` compares with what the objects take.
import { kinds } from './kinds.mjs';

const ring = Array.from({ length: 8 }, () => /** @type {unknown} */ (null));

/** @param {import('../../src/bench/index.ts').Benchmark} b */
export function benchmarkKinds(b) {
  for (const [kind, { allocate }] of Object.entries(kinds)) {
    void b.run(kind, (b) => allocate(ring, b.n));
  }
}
