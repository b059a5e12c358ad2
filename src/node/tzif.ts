// Reads time zone files (TZif, RFC 9636), the compiled tz database that Unix systems have.

import type { TimeZone } from '#ports';

import { createPosixZone } from './posix-zone.ts';

/** The zone that a TZif file describes; undefined if `bytes` are no such file. */
export function parseTimeZoneFile(bytes: Uint8Array): TimeZone | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const first = readHeader(view, 0);
    if (first === undefined) return undefined;
    if (first.version === 0) return createZone(view, first, 4, '');
    // From version 2 on, a block with 64-bit times and a footer follow the old one.
    const second = readHeader(view, first.start + dataLength(first, 4));
    if (second === undefined) return undefined;
    const footer = latin1(bytes.subarray(second.start + dataLength(second, 8)));
    return createZone(view, second, 8, footer.split('\n')[1] ?? '');
  } catch (error) {
    if (error instanceof RangeError) return undefined; // The file ends too early.
    throw error;
  }
}

interface Header {
  readonly version: number;
  readonly utcFlags: number;
  readonly standardFlags: number;
  readonly leapSeconds: number;
  readonly transitions: number;
  readonly zoneTypes: number;
  readonly abbreviationBytes: number;
  /** Where the data begins. */
  readonly start: number;
}

const magic = 0x545a6966; // 'TZif'
const headerLength = 44;

function readHeader(view: DataView, at: number): Header | undefined {
  if (view.getUint32(at) !== magic) return undefined;
  return {
    version: view.getUint8(at + 4),
    utcFlags: view.getUint32(at + 20),
    standardFlags: view.getUint32(at + 24),
    leapSeconds: view.getUint32(at + 28),
    transitions: view.getUint32(at + 32),
    zoneTypes: view.getUint32(at + 36),
    abbreviationBytes: view.getUint32(at + 40),
    start: at + headerLength,
  };
}

function dataLength(header: Header, timeSize: number): number {
  return (
    header.transitions * (timeSize + 1) +
    header.zoneTypes * 6 +
    header.abbreviationBytes +
    header.leapSeconds * (timeSize + 4) +
    header.standardFlags +
    header.utcFlags
  );
}

function createZone(view: DataView, header: Header, timeSize: 4 | 8, footer: string): TimeZone | undefined {
  const { transitions, zoneTypes } = header;
  if (zoneTypes === 0) return undefined;
  const typesAt = header.start + transitions * timeSize;
  const zoneTypesAt = typesAt + transitions;
  const namesAt = zoneTypesAt + zoneTypes * 6;
  const times = Array.from({ length: transitions }, (_, i) => {
    const at = header.start + i * timeSize;
    return timeSize === 8 ? Number(view.getBigInt64(at)) : view.getInt32(at);
  });
  const types = Array.from({ length: transitions }, (_, i) => view.getUint8(typesAt + i));
  const zones = Array.from({ length: zoneTypes }, (_, i) => {
    const at = zoneTypesAt + i * 6;
    return {
      offsetSeconds: view.getInt32(at),
      isDaylight: view.getUint8(at + 4) !== 0,
      abbreviation: textAt(view, namesAt + view.getUint8(at + 5)),
    };
  });
  if (types.some((type) => type >= zoneTypes)) return undefined;

  const before = types.includes(0) ? (zones.find((zone) => !zone.isDaylight) ?? zones[0]!) : zones[0]!;
  const after = footer === '' ? undefined : createPosixZone(footer);
  return (unixSeconds) => {
    const seconds = Number(unixSeconds);
    const index = lastAtOrBefore(times, seconds);
    if (index === times.length - 1 && after !== undefined) return after(unixSeconds);
    const { offsetSeconds, abbreviation } = index === -1 ? before : zones[types[index]!]!;
    return { offsetSeconds, abbreviation };
  };
}

/** Index of the last time that is not after `seconds`; -1 if all are. */
function lastAtOrBefore(times: readonly number[], seconds: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! <= seconds) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function textAt(view: DataView, start: number): string {
  let end = start;
  while (view.getUint8(end) !== 0) end++;
  return latin1(new Uint8Array(view.buffer, view.byteOffset + start, end - start));
}

function latin1(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes);
}
