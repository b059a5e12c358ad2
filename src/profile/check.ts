// Checks that a profile holds together: every index in range, every column as long as its table.

import { ProfileError } from './errors.ts';
import type { Profile } from './profile.ts';

/**
 * What `CheckValid` is to pprof, over columns; tests run it after every operation.
 * @throws ProfileError with code 'invalid' and the first violation.
 */
export function checkProfile(profile: Profile): void {
  const { samples, stacks, labelSets, locations, lines, functions, mappings, strings } = profile;
  if (strings.text(0) !== '') fail(`string 0 is "${strings.text(0)}", it must be empty`);
  if (samples.count > 0 && profile.sampleTypes.length === 0) fail('missing sample type information');
  if (samples.values.length !== profile.sampleTypes.length) {
    fail(`${samples.values.length} value columns for ${profile.sampleTypes.length} sample types`);
  }

  checkLength('sample values', samples.count, ...samples.values);
  checkIndexes('sample stack', samples.stack, samples.count, stacks.count);
  checkIndexes('sample label set', samples.labelSet, samples.count, labelSets.count);
  checkOffsets('stack', stacks.offsets, stacks.count, stacks.locations.length);
  checkIndexes('stack location', stacks.locations, stacks.locations.length, locations.count);

  checkOffsets('label set', labelSets.offsets, labelSets.count, labelSets.key.length);
  if (labelSets.offsets[1] !== 0) fail('label set 0 is not empty');
  for (const column of [labelSets.key, labelSets.text, labelSets.unit]) {
    checkIndexes('label', column, labelSets.key.length, strings.count);
  }
  checkLength('label', labelSets.key.length, labelSets.isNumber, labelSets.number);

  checkLength('location', locations.count, locations.id, locations.address, locations.isFolded);
  checkOffsets('location line', locations.lineOffsets, locations.count, lines.count);
  for (const mapping of locations.mapping) {
    if (mapping < -1 || mapping >= mappings.count) fail(`location mapping ${mapping} is out of range`);
  }
  checkLength('line', lines.count, lines.line, lines.column);
  checkIndexes('line function', lines.function, lines.count, functions.count);
  checkLength('function', functions.count, functions.id, functions.startLine);
  for (const column of [functions.name, functions.systemName, functions.filename]) {
    checkIndexes('function string', column, functions.count, strings.count);
  }
  checkLength('mapping', mappings.count, mappings.id, mappings.start, mappings.limit, mappings.offset);
  checkLength('mapping', mappings.count, mappings.flags);
  checkIndexes('mapping file', mappings.file, mappings.count, strings.count);
  checkIndexes('mapping build id', mappings.buildId, mappings.count, strings.count);

  checkIds('mapping', mappings.id);
  checkIds('function', functions.id);
  checkIds('location', locations.id);
}

function checkLength(what: string, length: number, ...columns: readonly ArrayLike<unknown>[]): void {
  for (const column of columns) {
    if (column.length !== length) fail(`a ${what} column has ${column.length} rows, not ${length}`);
  }
}

function checkIndexes(what: string, column: ArrayLike<number>, length: number, limit: number): void {
  checkLength(what, length, column);
  for (let i = 0; i < length; i++) {
    if (column[i]! >= limit) fail(`${what} ${i} refers to row ${column[i]} of ${limit}`);
  }
}

function checkOffsets(what: string, offsets: Uint32Array, count: number, end: number): void {
  if (offsets.length !== count + 1) fail(`${what} offsets: ${offsets.length} for ${count} rows`);
  if (offsets[0] !== 0 || offsets[count] !== end) fail(`${what} offsets do not span 0 to ${end}`);
  for (let i = 0; i < count; i++) {
    if (offsets[i]! > offsets[i + 1]!) fail(`${what} offsets decrease at row ${i}`);
  }
}

function checkIds(what: string, ids: BigUint64Array): void {
  const seen = new Set<bigint>();
  for (const id of ids) {
    if (id === 0n) fail(`found ${what} with reserved id 0`);
    if (seen.has(id)) fail(`multiple ${what}s with same id: ${id}`);
    seen.add(id);
  }
}

function fail(violation: string): never {
  throw new ProfileError('invalid', `malformed profile: ${violation}`);
}
