// Makes the config of a report from the flags that set its options.

import { defaultConfig, options, sampleAliases, setOption, UsageError } from '#driver';
import type { ChoiceOption, Config } from '#driver';

import { isSet, text, type FlagValues } from './flag-values.ts';

/** @throws UsageError for flags that contradict each other, and values that are none of an option. */
export function configOfFlags(values: FlagValues): Config {
  let config = defaultConfig;
  for (const option of options) {
    if (option.type === 'choice') {
      const choice = option.choicesAreFlags ? chosenByFlag(option, values) : text(values, option.name);
      if (choice !== '') config = setOption(config, option.name, choice);
      continue;
    }
    const value = values.get(option.name);
    if (value !== undefined) config = { ...config, [option.field]: value };
  }
  return config;
}

function chosenByFlag(option: ChoiceOption, values: FlagValues): string {
  const chosen = option.choices.map((choice) => choice.name).filter((name) => isSet(values, name));
  if (chosen.length > 1) throw new UsageError(`conflicting options set: [${chosen.join(' ')}]`);
  return chosen[0] ?? '';
}

/** -alloc_space and its kin, after -sample_index. */
export function applySampleAliases(
  config: Config,
  values: FlagValues,
): { config: Config; warnings: readonly string[] } {
  const warnings: string[] = [];
  let { sampleIndex, mean } = config;
  for (const alias of sampleAliases) {
    if (!isSet(values, alias.name)) continue;
    if (sampleIndex === '') sampleIndex = alias.sampleType;
    else warnings.push(`Multiple value selections, ignoring -${alias.name}`);
    mean ||= alias.mean;
  }
  return { config: { ...config, sampleIndex, mean }, warnings };
}
