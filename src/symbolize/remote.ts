// Names by the server that a profile came from: `/symbolz`, or `/debug/pprof/symbol` of Go and gperftools.

import type { SourceFrame } from '#ports';
import { decodeText, encodeText, mappingHasFunctions, type Profile } from '#profile';
import { createNewLines, type NewLines } from './new-lines.ts';
import { locationsByMapping } from './local.ts';
import { baseName } from './paths.ts';

/** Where mappings of profiles came from, by their build id, else their file. */
export type MappingSources = ReadonlyMap<string, readonly MappingSource[]>;

export interface MappingSource {
  readonly url: string;
  /** Where the mapping was in that profile: merging moves it. */
  readonly start: bigint;
}

/** Sends addresses, joined by '+', to a URL. */
export type AskServer = (url: string, body: Uint8Array) => Promise<Uint8Array>;

/**
 * The profile with names for the locations without any.
 * @param isForced asks for locations of mappings that have names, too.
 * @throws what `ask` throws.
 */
export async function symbolizeRemotely(
  profile: Profile,
  sources: MappingSources,
  ask: AskServer,
  isForced: boolean,
): Promise<Profile> {
  const { mappings, strings } = profile;
  const found = createNewLines(profile);
  const locationsOf = locationsByMapping(profile);
  for (let mapping = 0; mapping < mappings.count; mapping++) {
    if ((mappings.flags[mapping]! & mappingHasFunctions) !== 0 && !isForced) continue;
    const buildId = strings.text(mappings.buildId[mapping]!);
    const candidates = [
      ...(sources.get(strings.text(mappings.file[mapping]!)) ?? []),
      ...(buildId === '' ? [] : (sources.get(buildId) ?? [])),
    ];
    for (const { url, start } of candidates) {
      const symbolUrl = symbolUrlOf(url);
      if (symbolUrl === undefined) continue;
      const offset = start - mappings.start[mapping]!;
      await symbolizeMapping(profile, locationsOf[mapping] ?? [], offset, (body) => ask(symbolUrl, body), {
        found,
        scope: String(mapping),
      });
      found.setFlags(mapping, mappingHasFunctions);
      break;
    }
  }
  return found.build();
}

async function symbolizeMapping(
  { locations }: Profile,
  ofMapping: readonly number[],
  offset: bigint,
  ask: (body: Uint8Array) => Promise<Uint8Array>,
  { found, scope }: { readonly found: NewLines; readonly scope: string },
): Promise<void> {
  const { address, lineOffsets } = locations;
  const unnamed = ofMapping.filter(
    (location) => address[location] !== 0n && lineOffsets[location] === lineOffsets[location + 1],
  );
  if (unnamed.length === 0) return;
  const asked = unnamed.map((location) => `0x${(address[location]! + offset).toString(16)}`);
  const names = parseSymbols(decodeText(await ask(encodeText(asked.join('+')))));
  for (const location of ofMapping) {
    const name = names.get(address[location]! + offset);
    if (name !== undefined) found.setFrames(location, [nameOnly(name)], scope);
  }
}

/** Lines of an address and a name; others, such as `num_symbols: 1`, say nothing of addresses. */
export function parseSymbols(answer: string): ReadonlyMap<bigint, string> {
  const names = new Map<bigint, string>();
  // What follows the last newline may be cut short.
  for (const line of answer.split('\n').slice(0, -1)) {
    const [, address, name] = /(0x[\da-f]{1,16})\s+(.*)/i.exec(line) ?? [];
    if (address !== undefined && name !== undefined) names.set(BigInt(address), name);
  }
  return names;
}

function nameOnly(functionName: string): SourceFrame {
  return { functionName, file: '', line: 0, column: 0, startLine: 0 };
}

/** Undefined for what is no URL of a server. */
export function symbolUrlOf(source: string): string | undefined {
  const [, server, path = ''] =
    /^([a-z][a-z\d+.-]*:\/\/[^/?#]+)([^?#]*)/i.exec(source) ??
    /^(unix:\/[^:]+:)(\/[^?#]*)/.exec(source) ??
    [];
  if (server === undefined) return undefined;
  // All paths of Go's net/http/pprof have the first, those of gperftools end in the second.
  const isPprof =
    path.includes('/debug/pprof/') || /\/pprof\/(?:heap|growth|profile|pmuprofile|contention)$/.test(path);
  const parent = path.slice(0, path.length - baseName(path).length).replace(/\/+$/, '');
  return `${server}${parent}/${isPprof ? 'symbol' : 'symbolz'}`;
}
