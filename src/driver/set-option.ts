// Sets an option from text and turns its value back into text, for the shell, URLs and saved settings.

import { formatGoFloat } from '#measurement';

import type { Config } from './config.ts';
import { UsageError } from './errors.ts';
import { parseDecimalInteger, parseFloat64, parseGoBool } from './go-literals.ts';
import { findChoice, findOption } from './options.ts';
import type { ChoiceOption, Option } from './options.ts';

/**
 * The config with one option changed. `name` is an option (`nodecount`) or a choice (`cum`, with a true `text`).
 * Throws UsageError, in pprof's words, if there is no such option or the text is not a value of it.
 */
export function setOption(config: Config, name: string, text: string): Config {
  const option = findOption(name);
  if (option !== undefined) return { ...config, [option.field]: parseOptionValue(option, text) };
  const chosen = findChoice(name);
  if (chosen !== undefined && parseGoBool(text) === true) return { ...config, [chosen.field]: name };
  throw new UsageError(`unknown config field ${JSON.stringify(name)}`);
}

/** The value of an option as text: 'true', '0.005', 'minimum', ''. */
export function optionText(config: Config, option: Option): string {
  return option.type === 'float' ? formatGoFloat(config[option.field]) : String(config[option.field]);
}

function parseOptionValue(option: Option, text: string): string | number | boolean {
  switch (option.type) {
    case 'string':
    case 'regexp':
      return text;
    case 'bool':
      return parseSettingBool(text);
    case 'int':
      return numberOrThrow(parseDecimalInteger(text), 'Atoi', text);
    case 'float':
      return numberOrThrow(parseFloat64(text), 'ParseFloat', text);
    default:
      return parseChoice(option, text);
  }
}

function parseChoice(option: ChoiceOption, text: string): string {
  if (option.choices.some((choice) => choice.name === text)) return text;
  throw new UsageError(`invalid ${JSON.stringify(option.name)} value ${JSON.stringify(text)}`);
}

/** More liberal than what flags accept: also yes and no, any case, and nothing at all for true. */
function parseSettingBool(text: string): boolean {
  switch (text.toLowerCase()) {
    case 'true':
    case 't':
    case 'yes':
    case 'y':
    case '1':
    case '':
      return true;
    case 'false':
    case 'f':
    case 'no':
    case 'n':
    case '0':
      return false;
    default:
      throw new UsageError(`illegal value "${text}" for bool variable`);
  }
}

function numberOrThrow(value: number | string, goFunction: string, text: string): number {
  if (typeof value === 'number') return value;
  throw new UsageError(`strconv.${goFunction}: parsing ${JSON.stringify(text)}: ${value}`);
}
