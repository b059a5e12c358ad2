// Assigns every frame of every location to a node of the graph, at the granularity that was asked for.

import { createStringTable, slotMask, type Profile } from '#profile';
import { printableName, type NodeInfo } from './node-info.ts';
import { cleanPath, trimSourcePath, type PathTrimming } from './paths.ts';

/** Which attributes tell nodes apart. */
export interface NodeGranularity {
  readonly name: boolean;
  readonly file: boolean;
  readonly line: boolean;
  readonly column: boolean;
  readonly address: boolean;
  /** False: of each location only the outermost function counts. */
  readonly inlines: boolean;
  /** Nodes of different binaries stay apart. */
  readonly objectFile: boolean;
}

/** The nodes that frames belong to, before any value is added up. */
export interface FrameNodes {
  readonly count: number;
  /** The attributes of node `node`. */
  info(node: number): NodeInfo;
  /** Its printable name. */
  name(node: number): string;
  /** Length `locations + 1`: the frames of location `l` are `node[offsets[l] .. offsets[l + 1])`. */
  readonly offsets: Uint32Array;
  /** The node of each frame, innermost first. A location without lines has one frame. */
  readonly node: Uint32Array;
}

// One row of the key table: 32-bit words, 64-bit attributes as low and high half.
const nameWord = 0;
const fileWord = 1;
const objectFileWord = 2;
const addressWord = 3;
const startLineWord = 5;
const lineWord = 7;
const columnWord = 9;
const keyWords = 11;

/** @param trimming of source paths; without it they are only cleaned. */
export function assignFrameNodes(
  profile: Profile,
  granularity: NodeGranularity,
  trimming?: PathTrimming,
): FrameNodes {
  const { locations, lines, functions, mappings } = profile;
  const keys = createKeyTable(lines.count + locations.count);
  const paths = createPathTable(profile, trimming);
  const addresses = wordsOf(locations.address);
  const startLines = wordsOf(functions.startLine);
  const lineNumbers = wordsOf(lines.line);
  const columns = wordsOf(lines.column);
  const offsets = new Uint32Array(locations.count + 1);
  const node = new Uint32Array(lines.count + locations.count);
  const key = new Uint32Array(keyWords);
  // At the usual granularity a name is all that counts, and the table of keys is asked once per name.
  const { name, file, line: byLine, address, objectFile: byObjectFile } = granularity;
  const isNameOnly = name && !file && !byLine && !address && !byObjectFile;
  const nodeOfName = new Uint32Array(profile.strings.count);
  let frames = 0;
  for (let location = 0; location < locations.count; location++) {
    const mapping = locations.mapping[location]!;
    const objectFile = mapping < 0 ? 0 : mappings.file[mapping]!;
    const end = locations.lineOffsets[location + 1]!;
    const first = locations.lineOffsets[location]!;
    const start = granularity.inlines || end === first ? first : end - 1;
    key.fill(0);
    if (granularity.address) copyWords(key, addressWord, addresses, location);
    if (start === end) {
      key[objectFileWord] = objectFile;
      node[frames++] = keys.add(key);
    }
    for (let line = start; line < end; line++) {
      const fn = lines.function[line]!;
      const named = nodeOfName[functions.name[fn]!]!;
      if (named !== 0) {
        node[frames++] = named - 1;
        continue;
      }
      key[nameWord] = granularity.name ? functions.name[fn]! : 0;
      key[fileWord] = granularity.file ? paths.cleaned(functions.filename[fn]!) : 0;
      if (granularity.line) copyWords(key, lineWord, lineNumbers, line);
      if (granularity.line && granularity.column) copyWords(key, columnWord, columns, line);
      const isSeparate = granularity.objectFile || key[nameWord] === 0;
      key[objectFileWord] = isSeparate ? objectFile : 0;
      if (isSeparate) copyWords(key, startLineWord, startLines, fn);
      else key[startLineWord] = key[startLineWord + 1] = 0;
      node[frames] = keys.add(key);
      if (isNameOnly && key[nameWord] !== 0) nodeOfName[key[nameWord]!] = node[frames]! + 1;
      frames++;
    }
    offsets[location + 1] = frames;
  }
  const rows = keys.rows();
  const infos: (NodeInfo | undefined)[] = Array.from({ length: keys.count() });
  const names: (string | undefined)[] = Array.from({ length: keys.count() });
  // A call tree has many nodes for each of these, so what has been made once is kept.
  const info = (index: number): NodeInfo => (infos[index] ??= nodeInfo(rows, index * keyWords, paths.text));
  return {
    count: keys.count(),
    info,
    name: (index) => (names[index] ??= printableName(info(index))),
    offsets,
    node: node.subarray(0, frames),
  };
}

function nodeInfo(rows: Uint32Array, row: number, text: (index: number) => string): NodeInfo {
  return {
    name: text(rows[row + nameWord]!),
    address: wide(rows, row + addressWord),
    file: text(rows[row + fileWord]!),
    startLine: BigInt.asIntN(64, wide(rows, row + startLineWord)),
    line: BigInt.asIntN(64, wide(rows, row + lineWord)),
    column: BigInt.asIntN(64, wide(rows, row + columnWord)),
    objectFile: text(rows[row + objectFileWord]!),
  };
}

function wide(words: Uint32Array, at: number): bigint {
  return (BigInt(words[at + 1]!) << 32n) | BigInt(words[at]!);
}

interface PathTable {
  /** String index of the trimmed and cleaned form of the path with this string index. */
  cleaned(filename: number): number;
  /** The text of a string index, cleaned paths included. */
  text(index: number): string;
}

function createPathTable(profile: Profile, trimming: PathTrimming | undefined): PathTable {
  const strings = createStringTable(profile.strings);
  const cleanedIndex = new Map<number, number>([[0, 0]]);
  return {
    cleaned(filename) {
      let index = cleanedIndex.get(filename);
      if (index === undefined) {
        const path = strings.text(filename);
        const trimmed = trimming === undefined ? path : trimSourcePath(path, trimming);
        index = trimmed === '' ? 0 : strings.add(cleanPath(trimmed));
        cleanedIndex.set(filename, index);
      }
      return index;
    },
    text: (index) => strings.text(index),
  };
}

interface KeyTable {
  /** The number of this key, a new one if it has not been seen. */
  add(key: Uint32Array): number;
  count(): number;
  /** Length `count * keyWords`. */
  rows(): Uint32Array;
}

function createKeyTable(capacity: number): KeyTable {
  const mask = slotMask(capacity);
  const slots = new Uint32Array(mask + 1);
  const rows = new Uint32Array(capacity * keyWords);
  let count = 0;
  return {
    add(key) {
      let hash = 0;
      for (let i = 0; i < keyWords; i++) {
        hash = Math.imul(hash ^ key[i]!, 0x9e3779b1);
        hash ^= hash >>> 15;
      }
      let slot = hash & mask;
      for (let entry = slots[slot]!; entry !== 0; entry = slots[slot]!) {
        if (isRow(rows, (entry - 1) * keyWords, key)) return entry - 1;
        slot = (slot + 1) & mask;
      }
      rows.set(key, count * keyWords);
      slots[slot] = count + 1;
      return count++;
    },
    count: () => count,
    rows: () => rows.subarray(0, count * keyWords),
  };
}

function isRow(rows: Uint32Array, row: number, key: Uint32Array): boolean {
  for (let i = 0; i < keyWords; i++) {
    if (rows[row + i] !== key[i]) return false;
  }
  return true;
}

function copyWords(key: Uint32Array, at: number, words: Uint32Array, row: number): void {
  key[at] = words[row * 2]!;
  key[at + 1] = words[row * 2 + 1]!;
}

function wordsOf(column: BigUint64Array | BigInt64Array): Uint32Array {
  return new Uint32Array(column.buffer, column.byteOffset, column.length * 2);
}
