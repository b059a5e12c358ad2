// What `o` lists in the shell: the options and their values, in a form that can be pasted back.

import { runeCount } from '#profile';
import type { Config } from './config.ts';
import { options, type Option } from './options.ts';
import { optionText } from './set-option.ts';
import { commentStart } from './shell-line.ts';

/** @param listed the options to list. Lines end in blanks where pprof's do. */
export function optionListing(
  config: Config,
  sampleTypes: readonly string[],
  listed: readonly Option[] = options,
): readonly string[] {
  return listed
    .filter(({ name }) => name !== 'source_path')
    .map((option) => {
      const { value, comment } = describeValue(config, option, sampleTypes);
      return `  ${padded(option.name, 25)} = ${padded(value, 20)} ${comment && `${commentStart} ${comment}`}`;
    })
    .toSorted((a, b) => (a < b ? -1 : 1));
}

function describeValue(
  config: Config,
  option: Option,
  sampleTypes: readonly string[],
): { readonly value: string; readonly comment: string } {
  const value = optionText(config, option);
  if (option.type === 'choice') {
    const choices = option.choices.map(({ name }) => name).toSorted();
    return { value: value === '' ? '(default)' : value, comment: `[${choices.join(' | ')}]` };
  }
  if (option.name === 'sample_index')
    return {
      value: value === '' ? (sampleTypes.at(-1) ?? '') : value,
      comment: `[${sampleTypes.join(' | ')}]`,
    };
  if (option.name === 'nodecount' && value === '-1') return { value, comment: 'default' };
  return { value: value === '' ? '""' : value, comment: '' };
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - runeCount(text)));
}
