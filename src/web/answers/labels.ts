// What the samples of a profile are labelled with: texts by weight, numbers as a histogram.

import { selectForReport, type Request } from '#driver';
import type { ReportContext } from '#report';
import type { LabelBucket, LabelFacts, LabelsAnswer } from '#web/api';
import { configOfQuery } from './query.ts';
import { reply, type Reply } from './reply.ts';
import { warningHeaders, worldOfRequest } from './reports.ts';
import type { Served } from './served.ts';

export async function labelsReply(query: URLSearchParams, served: Served): Promise<Reply> {
  const { profile, request } = served.current();
  const warnings: string[] = [];
  const config = { ...configOfQuery(query, request.config), mean: false };
  const labelsRequest: Request = { ...request, command: 'tags', regexp: '', config };
  const { context } = await selectForReport(profile, labelsRequest, worldOfRequest(served, warnings));
  const answer: LabelsAnswer = {
    type: context.sampleType,
    unit: context.sampleUnit,
    total: context.total,
    labels: labelsOfProfile(context),
  };
  return reply(200, 'application/json; charset=utf-8', [JSON.stringify(answer)], warningHeaders(warnings));
}

/** The sums of one key. */
interface KeySums {
  value: number;
  readonly texts: Map<string, number>;
  readonly numbers: Map<number, { value: number; samples: number }>;
}

function labelsOfProfile({ profile, selection, labelUnits }: ReportContext): LabelFacts[] {
  const { samples, labelSets, strings } = profile;
  const values = samples.values[selection.sampleType]!;
  // Many samples share few label sets.
  const sums = new Float64Array(labelSets.count);
  const counts = new Uint32Array(labelSets.count);
  for (let sample = 0; sample < samples.count; sample++) {
    sums[samples.labelSet[sample]!]! += values[sample]!;
    counts[samples.labelSet[sample]!]!++;
  }
  const keys = new Map<string, KeySums>();
  for (let set = 0; set < labelSets.count; set++) {
    if (counts[set] === 0) continue;
    for (let i = labelSets.offsets[set]!; i < labelSets.offsets[set + 1]!; i++) {
      const key = strings.text(labelSets.key[i]!);
      const sumsOfKey: KeySums = keys.get(key) ?? { value: 0, texts: new Map(), numbers: new Map() };
      keys.set(key, sumsOfKey);
      sumsOfKey.value += sums[set]!;
      if (labelSets.isNumber[i] === 1) {
        const number = Number(labelSets.number[i]);
        const known = sumsOfKey.numbers.get(number) ?? { value: 0, samples: 0 };
        known.value += sums[set]!;
        known.samples += counts[set]!;
        sumsOfKey.numbers.set(number, known);
      } else {
        const text = strings.text(labelSets.text[i]!);
        sumsOfKey.texts.set(text, (sumsOfKey.texts.get(text) ?? 0) + sums[set]!);
      }
    }
  }
  return [...keys]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { value, texts, numbers }]) => ({
      key,
      value,
      texts: [...texts].map(([text, sum]) => ({ text, value: sum })).sort((a, b) => b.value - a.value),
      unit: labelUnits.get(key) ?? '',
      buckets: bucketsOf(numbers),
    }));
}

/** Powers of two without gaps; numbers below 1 are together. */
function bucketsOf(numbers: KeySums['numbers']): LabelBucket[] {
  const buckets: { from: number; to: number; value: number; samples: number }[] = [];
  const exponentOf = (number: number): number => (number < 1 ? 0 : Math.floor(Math.log2(number)) + 1);
  const exponents = [...numbers.keys()].map(exponentOf);
  const [least, most] = [Math.min(...exponents), Math.max(...exponents)];
  for (let exponent = least; exponent <= most; exponent++) {
    buckets.push({ from: exponent === 0 ? 0 : 2 ** (exponent - 1), to: 2 ** exponent, value: 0, samples: 0 });
  }
  for (const [number, { value, samples }] of numbers) {
    const bucket = buckets[exponentOf(number) - least]!;
    bucket.value += value;
    bucket.samples += samples;
  }
  return buckets;
}
