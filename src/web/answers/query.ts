// Options in the query of a URL, by the names that pprof gave them.

import { defaultConfig, options, optionText, setOption, UsageError, type Config, type Option } from '#driver';

const parameters: readonly Option[] = options.filter(({ urlParameter }) => urlParameter !== '');

/** What URLs are to say of a config, and what they cannot. */
export function urlOptions(): readonly Option[] {
  return parameters;
}

/** @param config what holds where the query says nothing. @throws UsageError, in pprof's words. */
export function configOfQuery(query: URLSearchParams, config: Config): Config {
  let result = config;
  for (const option of parameters) {
    // pprof takes an empty value for none.
    const text = query.get(option.urlParameter) ?? '';
    if (text === '') continue;
    try {
      result = setOption(result, option.name, text);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      throw new UsageError(`error setting config field ${option.name}: ${error.message}`);
    }
  }
  return result;
}

/** The query that leads from the defaults to the config, without the '?'. */
export function queryOfConfig(config: Config): string {
  const query = new URLSearchParams();
  for (const option of parameters) {
    const text = optionText(config, option);
    if (text !== optionText(defaultConfig, option)) query.set(option.urlParameter, text);
  }
  return query.toString();
}
