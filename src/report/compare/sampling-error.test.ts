// How the variance of a sample follows from the way in which its profile was sampled.

import { describe, expect, test } from 'vitest';
import { objectsAreFunctions, objectsAreSamples, type Profile, type ProfileHeader } from '#profile';
import { profileFromStacks } from '#testing';
import { heapCompanion, samplingModel, sampleVariance, type SamplingModel } from './sampling-error.ts';

const bytesPeriod = { periodType: { type: 'space', unit: 'bytes' }, period: 524_288n };
const heapTypes = [
  { type: 'inuse_objects', unit: 'count' },
  { type: 'inuse_space', unit: 'bytes' },
];

function modelOf(header: Partial<ProfileHeader>, sampleType = 0, hasCompanion = true): SamplingModel {
  const values = (header.sampleTypes ?? []).map(() => '1').join(' ');
  return samplingModel(profileFromStacks(`main ${values}`, header) as Profile, sampleType, hasCompanion);
}

test.each([
  ['inuse_space', 'inuse_objects'],
  ['alloc_objects', 'alloc_space'],
  ['space', 'objects'],
  ['cpu', undefined],
  ['spaces', undefined],
])('%s goes with %s', (type, companion) => {
  expect(heapCompanion(type)).toBe(companion);
});

describe('the model', () => {
  test.each([
    [
      'of a heap',
      { sampleTypes: heapTypes, ...bytesPeriod },
      1,
      { kind: 'objects', rate: 524_288, value: 'size' },
    ],
    [
      'of objects',
      { sampleTypes: heapTypes, ...bytesPeriod },
      0,
      { kind: 'objects', rate: 524_288, value: 'count' },
    ],
    [
      'of V8',
      { sampleTypes: heapTypes, ...bytesPeriod, comments: [objectsAreSamples] },
      1,
      { kind: 'samples', rate: 524_288, value: 'size' },
    ],
    [
      'of V8 without samples',
      { sampleTypes: heapTypes, ...bytesPeriod, comments: [objectsAreFunctions] },
      1,
      { kind: 'events', step: 524_288 },
    ],
    [
      'of V8 objects without samples',
      { sampleTypes: heapTypes, ...bytesPeriod, comments: [objectsAreFunctions] },
      0,
      { kind: 'unknown' },
    ],
    ['of a heap of rate 1', { sampleTypes: heapTypes, ...bytesPeriod, period: 1n }, 1, { kind: 'exact' }],
    ['of a heap without a rate', { sampleTypes: heapTypes }, 1, { kind: 'unknown' }],
    [
      'of time',
      {
        sampleTypes: [{ type: 'cpu', unit: 'milliseconds' }],
        periodType: { type: 'cpu', unit: 'nanoseconds' },
        period: 10_000_000n,
      },
      0,
      { kind: 'events', step: 10 },
    ],
    ['of samples', { sampleTypes: [{ type: 'samples', unit: 'count' }] }, 0, { kind: 'events', step: 1 }],
    [
      'of goroutines',
      {
        sampleTypes: [{ type: 'goroutine', unit: 'count' }],
        periodType: { type: 'goroutine', unit: 'count' },
        period: 1n,
      },
      0,
      { kind: 'exact' },
    ],
    [
      'of contentions',
      {
        sampleTypes: [{ type: 'contentions', unit: 'count' }],
        periodType: { type: 'contentions', unit: 'count' },
        period: 1n,
      },
      0,
      { kind: 'unknown' },
    ],
  ] as const)('%s', (_, header, sampleType, expected) => {
    expect(modelOf(header, sampleType)).toEqual(expected);
  });

  test('without counts is that of small objects', () => {
    const header = { sampleTypes: heapTypes.slice(1), ...bytesPeriod };
    expect(modelOf(header, 0, false)).toEqual({ kind: 'events', step: 524_288 });
  });
});

describe('the variance', () => {
  const rate = 1000;

  test('of small objects is close to rate times bytes, of large ones nothing', () => {
    const size = { kind: 'objects', rate, value: 'size' } as const;
    expect(sampleVariance(size, 50_000, 50_000)).toBeCloseTo(50_000 * rate, -5);
    expect(sampleVariance(size, 50 * rate, 1)).toBeLessThan(1e-9);
    expect(sampleVariance(size, 0, 0)).toBe(0);
    // A base that was subtracted varies as much as one that was added.
    expect(sampleVariance(size, -3000, -3)).toBe(sampleVariance(size, 3000, 3));
  });

  test('of a count is that of the size over the square of the size of one', () => {
    const [count, size] = [
      (value: number, companion: number) =>
        sampleVariance({ kind: 'objects', rate, value: 'count' }, value, companion),
      (value: number, companion: number) =>
        sampleVariance({ kind: 'objects', rate, value: 'size' }, value, companion),
    ];
    expect(size(6000, 20) / count(20, 6000)).toBeCloseTo(300 ** 2, 6);
  });

  test.each([10, 300, 1000, 5000])('of V8 is that of Go for the same objects of %d bytes', (each) => {
    const met = 12;
    const probability = 1 - Math.exp(-each / rate);
    const go = sampleVariance(
      { kind: 'objects', rate, value: 'size' },
      (met * each) / probability,
      met / probability,
    );
    const v8 = sampleVariance({ kind: 'samples', rate, value: 'size' }, (met * each) / probability, met);
    expect(v8 / go).toBeCloseTo(1, 6);
  });

  test('of time is one period for each sample', () => {
    expect(sampleVariance({ kind: 'events', step: 10 }, 70, 0)).toBe(7 * 10 ** 2);
  });
});
