// Saved configurations, in the file that pprof keeps its own in: each program sees those of the other.

import { mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { defaultConfig, options, UsageError, type Config, type Option } from '#driver';
import { writeReport } from '#node';
import { queryOfConfig } from '#web/answers';
import type { SavedConfig } from '#web/api';

export interface SettingsFile {
  /** The default configuration, then those of the user. */
  list(): readonly SavedConfig[];
  /** Adds it, or replaces the one of that name. @throws UsageError, OutputError */
  save(name: string, config: Config): Promise<void>;
  /** @throws UsageError when there is none; OutputError */
  remove(name: string): Promise<void>;
}

interface StoredConfig {
  readonly name: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Where pprof keeps it on this system. */
export function settingsPath(environment: Readonly<Record<string, string | undefined>>): string {
  const home = environment['HOME'] ?? homedir();
  const { XDG_CONFIG_HOME = '', AppData = '' } = environment;
  if (process.platform === 'win32' && AppData !== '') return join(AppData, 'pprof', 'settings.json');
  if (process.platform === 'darwin') return join(home, 'Library/Application Support/pprof/settings.json');
  return join(XDG_CONFIG_HOME === '' ? join(home, '.config') : XDG_CONFIG_HOME, 'pprof', 'settings.json');
}

export function createSettingsFile(path: string): SettingsFile {
  async function change(edit: (stored: StoredConfig[]) => StoredConfig[]): Promise<void> {
    const configs = edit(readStored(path)).map(({ name, fields }) => ({ name, ...fields }));
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    await writeReport(path, [JSON.stringify({ configs }, null, 2)]);
  }
  return {
    list: () => [
      { name: 'Default', query: '', isUsers: false },
      ...readStored(path).map((stored) => ({
        name: stored.name,
        query: `?${queryOfConfig(configOf(stored))}`,
        isUsers: true,
      })),
    ],
    async save(name, config) {
      if (name.trim() === '' || name === 'Default') throw new UsageError('invalid config name');
      const saved = { name, fields: fieldsOf(config) };
      await change((stored) => {
        const at = stored.findIndex((other) => other.name === name);
        return at < 0 ? [...stored, saved] : stored.with(at, saved);
      });
    },
    async remove(name) {
      const hasName = readStored(path).some((stored) => stored.name === name);
      if (!hasName) throw new UsageError(`config ${name} not found`);
      await change((stored) => stored.filter((other) => other.name !== name));
    },
  };
}

/** A file that is not there, or not to be understood, has none; it is only replaced when the user saves. */
function readStored(path: string): StoredConfig[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return [];
  }
  const configs = isObject(parsed) ? parsed['configs'] : undefined;
  if (!Array.isArray(configs)) return [];
  return configs.flatMap((entry: unknown) => {
    if (!isObject(entry)) return [];
    const { name, ...fields } = entry;
    if (typeof name !== 'string') return [];
    return [{ name, fields }];
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const savedOptions: readonly Option[] = options.filter(({ saved }) => saved);

/** As pprof writes it: what is zero, false or empty is left out. */
function fieldsOf(config: Config): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const { name, field } of savedOptions) {
    const value = config[field];
    if (value !== '' && value !== 0 && value !== false) fields[name] = value;
  }
  return fields;
}

/** As pprof reads it: what is not there is zero, also where the default is another. */
function configOf({ fields }: StoredConfig): Config {
  const values = savedOptions.map(({ name, field }) => {
    const zero = zeroOf(defaultConfig[field]);
    const stored = fields[name];
    return [field, typeof stored === typeof zero ? stored : zero] as const;
  });
  return { ...defaultConfig, ...Object.fromEntries(values) };
}

function zeroOf(value: string | number | boolean): string | number | boolean {
  if (typeof value === 'string') return '';
  return typeof value === 'number' ? 0 : false;
}
