// Remembers which mapping came from which server, also through merging: by build id, by file, or by its URL as file.

import { createStringTable, type Profile } from '#profile';
import type { MappingSource, MappingSources } from './remote.ts';

export interface SourceRecord {
  /** The profile; mappings with neither build id nor file have the URL as file, until `withoutUrlFiles`. */
  add(profile: Profile, url: string): Profile;
  readonly sources: MappingSources;
}

export function createSourceRecord(): SourceRecord {
  const sources = new Map<string, MappingSource[]>();
  return {
    sources,
    add(profile, url) {
      const { mappings } = profile;
      const strings = createStringTable(profile.strings);
      const file = mappings.file.slice();
      for (let mapping = 0; mapping < mappings.count; mapping++) {
        if (mappings.buildId[mapping] === 0 && file[mapping] === 0) file[mapping] = strings.add(url);
        const key = strings.text(mappings.buildId[mapping]! || file[mapping]!);
        const known = sources.get(key) ?? [];
        sources.set(key, [...known, { url, start: mappings.start[mapping]! }]);
      }
      return { ...profile, strings, mappings: { ...mappings, file } };
    },
  };
}

/** Files that are URLs are taken away from mappings without a build id. */
export function withoutUrlFiles(profile: Profile): Profile {
  const { mappings, strings } = profile;
  const isUrl = (mapping: number): boolean =>
    mappings.buildId[mapping] === 0 && /^[a-z][a-z\d+.-]*:/i.test(strings.text(mappings.file[mapping]!));
  const file = mappings.file.map((name, mapping) => (isUrl(mapping) ? 0 : name));
  return { ...profile, mappings: { ...mappings, file } };
}
