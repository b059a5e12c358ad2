// Distributions and statistical tests.
export {
  binomialAtLeast,
  normalTails,
  poissonInterval,
  studentAbove,
  studentQuantile,
  studentTails,
} from './distributions.ts';
export { mannWhitney, smallestSampleToDiffer } from './mann-whitney.ts';
export { geometricMean, medianInterval, smallestSampleForInterval, type MedianInterval } from './median.ts';
