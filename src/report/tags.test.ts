// The tags report: sums, order and units.

import { scaledLabel } from '#measurement';
import { createProfileBuilder, numericLabel, stringLabel, type Profile } from '#profile';
import { expect, test } from 'vitest';

import { buildTags, printTags } from './tags.ts';

function labelled(): Profile {
  const builder = createProfileBuilder();
  const { strings, labelSets } = builder;
  const stack = builder.stacks.add([], 0, 0);
  const text = (key: string, value: string): ReturnType<typeof stringLabel> =>
    stringLabel(strings, key, value);
  const number = (key: string, value: bigint): ReturnType<typeof numericLabel> =>
    numericLabel(strings, key, value);
  builder.addSample(stack, labelSets.add([text('job', 'b'), number('size', 1024n)]), [1024]);
  builder.addSample(stack, labelSets.add([text('job', 'a'), text('job', 'c')]), [2048]);
  builder.addSample(stack, labelSets.add([text('job', 'b'), number('size', 1024n)]), [512]);
  builder.addSample(stack, labelSets.add([text('äre', 'x'), text('Zone', 'y')]), [-3072]);
  builder.addSample(stack, 0, [4096]);
  labelSets.add([text('unused', 'z')]);
  return builder.build({ sampleTypes: [{ type: 'space', unit: 'bytes' }] });
}

function report(total: number): ReturnType<typeof buildTags> {
  const profile = labelled();
  const labelUnits = new Map([['size', 'bytes']]);
  return buildTags({ profile, values: profile.samples.values[0]!, total, labelUnits, outputUnit: 'minimum' });
}

test('values are added up by key and text, largest first', () => {
  expect(report(8192).tags).toEqual([
    { key: 'Zone', total: -3072, values: [{ text: 'y', value: -3072 }] },
    {
      key: 'job',
      total: 5632,
      values: [
        { text: 'a', value: 2048 },
        { text: 'c', value: 2048 },
        { text: 'b', value: 1536 },
      ],
    },
    { key: 'size', total: 1536, values: [{ text: '1kB', value: 1536 }] },
    { key: 'äre', total: -3072, values: [{ text: 'x', value: -3072 }] },
  ]);
});

const format = (value: number): string => scaledLabel(value, 'bytes', 'minimum');

test('the text, with shares of the profile', () => {
  expect(printTags(report(8192), format).split('\n').slice(3, 8)).toEqual([
    ' job: Total 5.50kB of 8kB (68.75%)',
    '         2kB (25.00%): a',
    '         2kB (25.00%): c',
    '      1.50kB (18.75%): b',
    '',
  ]);
});

test('without a positive total there are no shares', () => {
  expect(printTags(report(0), format).split('\n').slice(0, 2)).toEqual([
    ' Zone: Total -3kB of 0',
    '       -3kB: y',
  ]);
});
