// Saved configurations: the file is pprof's, and what pprof wrote means the same.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

import { defaultConfig } from '#driver';
import { configOfQuery, queryOfConfig } from '#web/answers';
import { createSettingsFile, settingsPath } from './settings.ts';

const directory = mkdtempSync(join(tmpdir(), 'heapwise-settings-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function newPath(name: string): string {
  return join(directory, name, 'pprof', 'settings.json');
}

test('they are where pprof keeps them', () => {
  if (process.platform !== 'linux') return;
  expect(settingsPath({ HOME: '/home/me' })).toBe('/home/me/.config/pprof/settings.json');
  expect(settingsPath({ HOME: '/home/me', XDG_CONFIG_HOME: '/etc/me' })).toBe('/etc/me/pprof/settings.json');
});

describe('the file', () => {
  test('is written as pprof writes it: what is zero is left out', async () => {
    const path = newPath('written');
    const settings = createSettingsFile(path);
    await settings.save('mine', configOfQuery(new URLSearchParams('f=parse&noinlines=t'), defaultConfig));
    expect(readFileSync(path, 'utf8')).toBe(`{
  "configs": [
    {
      "name": "mine",
      "unit": "minimum",
      "sort": "flat",
      "nodecount": -1,
      "nodefraction": 0.005,
      "edgefraction": 0.001,
      "trim": true,
      "focus": "parse",
      "noinlines": true
    }
  ]
}`);
    expect(settings.list().map(({ name, query }) => [name, query])).toEqual([
      ['Default', ''],
      ['mine', '?f=parse&noinlines=true'],
    ]);
  });

  test('keeps the others when one is saved again or deleted', async () => {
    const settings = createSettingsFile(newPath('several'));
    for (const name of ['a', 'b', 'a']) await settings.save(name, { ...defaultConfig, hide: name });
    await settings.remove('b');
    expect(settings.list().map(({ name }) => name)).toEqual(['Default', 'a']);
    await expect(settings.remove('b')).rejects.toThrow('config b not found');
    await expect(settings.save(' ', defaultConfig)).rejects.toThrow('invalid config name');
  });

  test('is read as pprof reads it: what is not there is zero, and one that is broken has none', async () => {
    const path = newPath('broken');
    const settings = createSettingsFile(path);
    await settings.save('x', defaultConfig);
    writeFileSync(path, '{"configs": [7, {"focus": "no name"}, {"name": "bare"}]}');
    expect(settings.list().map(({ name, query }) => [name, new URLSearchParams(query).get('trim')])).toEqual([
      ['Default', null],
      ['bare', 'false'],
    ]);
    writeFileSync(path, 'not JSON');
    expect(settings.list()).toHaveLength(1);
  });
});

describe('a query', () => {
  test('says what differs from the defaults', () => {
    const query = 'f=a%7Cb&n=10&nf=0.1&trim=false&sort=cum&g=lines&si=alloc_space';
    const config = configOfQuery(new URLSearchParams(query), defaultConfig);
    expect(config).toMatchObject({
      focus: 'a|b',
      nodeCount: 10,
      trim: false,
      sort: 'cum',
      granularity: 'lines',
    });
    expect(Object.fromEntries(new URLSearchParams(queryOfConfig(config)))).toEqual(
      Object.fromEntries(new URLSearchParams(query)),
    );
    expect(queryOfConfig(defaultConfig)).toBe('');
  });

  test('with values that make no sense is refused in the words of pprof', () => {
    expect(() => configOfQuery(new URLSearchParams('n=abc'), defaultConfig)).toThrow(
      'error setting config field nodecount: strconv.Atoi: parsing "abc": invalid syntax',
    );
    expect(configOfQuery(new URLSearchParams('n='), defaultConfig)).toEqual(defaultConfig);
  });
});
