// The row of the flame graph: its formats, which value it shows, and what the page says of the profile.

import { label } from '#measurement';
import { buildFlame, headerTime, printFlameHtml, printFlameSvg, type FlamePage } from '#report';
import type { OutputFormat } from './config.ts';
import type { Report, ReportInput, ReportOutput } from './report-row.ts';

export const flameReport: Report = {
  formats: ['text', 'html', 'svg'],
  print: async (input, format) => printFlame(input, flameFormat(format, input.config.output)),
};

/** 'text', which is no format of it, leaves it to the ending of the file. */
function flameFormat(format: OutputFormat, output: string): 'html' | 'svg' {
  if (format === 'text') return output.toLowerCase().endsWith('.svg') ? 'svg' : 'html';
  return format === 'svg' ? 'svg' : 'html';
}

function printFlame(input: ReportInput, format: 'html' | 'svg'): ReportOutput {
  const { context, assets, totalOf } = input;
  const { sampleTypes } = context.profile;
  const { sampleType } = context.selection;
  const selections = sampleTypes.map((_, type) => ({ sampleType: type, total: totalOf(type) }));
  const flame = buildFlame(context, selections, { selected: sampleType });
  const page = flamePage(input);
  const chunks =
    format === 'svg'
      ? printFlameSvg(flame, page, assets.text('flame-svg.js'))
      : printFlameHtml(flame, page, assets.text('flame-page.js'));
  return { kind: 'text', chunks, fileSuffix: format };
}

function flamePage({ context, totalOf }: ReportInput): FlamePage {
  const { profile, selection, activeFilters, timeZone } = context;
  const { mappings, strings, timeNanos, durationNanos } = profile;
  const { type, unit } = profile.sampleTypes[selection.sampleType]!;
  const file = mappings.count === 0 ? '' : strings.text(mappings.file[0]!);
  const program = file.slice(file.lastIndexOf('/') + 1);
  return {
    kind: 'profile',
    title: program === '' ? type : `${program}: ${type}`,
    facts: [
      `${label(totalOf(selection.sampleType), unit)} in all`,
      ...(timeNanos === 0n ? [] : [headerTime(timeNanos, timeZone)]),
      ...(durationNanos === 0n ? [] : [label(Number(durationNanos), 'nanoseconds')]),
      ...activeFilters,
    ],
  };
}
