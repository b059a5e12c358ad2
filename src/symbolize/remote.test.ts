import { describe, expect, test } from 'vitest';
import { checkProfile, createProfileBuilder, decodeText, encodeText, type Profile } from '#profile';
import { createSourceRecord, withoutUrlFiles } from './mapping-sources.ts';
import { parseSymbols, symbolizeRemotely, symbolUrlOf } from './remote.ts';

test.each([
  ['http://host:8080/debug/pprof/profile?seconds=5', 'http://host:8080/debug/pprof/symbol'],
  ['https://host/app/debug/pprof/heap', 'https://host/app/debug/pprof/symbol'],
  ['http://host/pprof/growth', 'http://host/pprof/symbol'],
  ['http://host/pprof/other', 'http://host/pprof/symbolz'],
  ['http://host/profilez?x=1#y', 'http://host/symbolz'],
  ['http://host', 'http://host/symbolz'],
  ['unix:/run/app.sock:/debug/pprof/heap', 'unix:/run/app.sock:/debug/pprof/symbol'],
  ['/var/log/profile', undefined],
])('symbolUrlOf %s', (source, url) => {
  expect(symbolUrlOf(source)).toBe(url);
});

test('parseSymbols', () => {
  const answer = 'num_symbols: 2\n0x10 main.main\n 0x20\tns::f(int) const\nnonsense\n0x30 cut sho';
  expect([...parseSymbols(answer)]).toEqual([
    [0x10n, 'main.main'],
    [0x20n, 'ns::f(int) const'],
  ]);
});

const url = 'http://host/debug/pprof/profile';

/** Two locations without names in a mapping at 0x1000, and one with. */
function profile(file: string): Profile {
  const builder = createProfileBuilder();
  const mapping = builder.addMapping({ start: 0x1000n, limit: 0x9000n, offset: 0n, file });
  const fn = builder.addFunction({ name: 'known', systemName: 'known' });
  const stack = [
    builder.addLocation({ mapping, address: 0x1010n, lines: [] }),
    builder.addLocation({ mapping, address: 0x1020n, lines: [] }),
    builder.addLocation({ mapping, address: 0x1030n, lines: [{ function: fn, line: 1n, column: 0n }] }),
  ];
  builder.addSample(builder.stacks.add(Uint32Array.from(stack), 0, 3), 0, [1]);
  return builder.build({ sampleTypes: [{ type: 'cpu', unit: 'ns' }] });
}

function namesOf({ locations, lines, functions, strings }: Profile): readonly string[] {
  return Array.from({ length: locations.count }, (_, location) => {
    const row = locations.lineOffsets[location]!;
    return row === locations.lineOffsets[location + 1]
      ? ''
      : strings.text(functions.name[lines.function[row]!]!);
  });
}

describe('symbolizeRemotely', () => {
  const asked: string[] = [];
  const ask = async (target: string, body: Uint8Array): Promise<Uint8Array> => {
    asked.push(`${target} ${decodeText(body)}`);
    return encodeText('num_symbols: 1\n0x5010 first\n0x5020 second\n');
  };

  test('asks for what has no names, where the mapping was, and takes the URL away again', async () => {
    const record = createSourceRecord();
    const noted = record.add(profile(''), url);
    expect(noted.strings.text(noted.mappings.file[0]!)).toBe(url);
    // As merging would: the profile had it elsewhere.
    const sources = new Map([[url, [{ url, start: 0x5000n }]]]);
    const named = withoutUrlFiles(await symbolizeRemotely(noted, sources, ask, false));
    checkProfile(named);
    expect(asked.splice(0)).toEqual(['http://host/debug/pprof/symbol 0x5010+0x5020']);
    expect(namesOf(named)).toEqual(['first', 'second', 'known']);
    expect(named.mappings.file[0]).toBe(0);
    expect(named.mappings.flags[0]).toBe(1);
    expect(await symbolizeRemotely(named, sources, ask, false)).toEqual(named);
    expect(asked).toEqual([]);
  });

  test('mappings are known by their file, too; files have no server', async () => {
    const record = createSourceRecord();
    const noted = record.add(profile('/bin/service'), url);
    await symbolizeRemotely(noted, record.sources, ask, false);
    expect(asked.splice(0)).toEqual(['http://host/debug/pprof/symbol 0x1010+0x1020']);
    expect(withoutUrlFiles(noted).mappings.file).toEqual(noted.mappings.file);
    await symbolizeRemotely(profile('/bin/other'), record.sources, ask, false);
    expect(asked).toEqual([]);
  });
});
