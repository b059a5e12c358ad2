// Finds addresses such as 0x4a1f in text and gives their locations, converting each spelling only once.

import { createByteRangeTable, enlarged } from '#profile';
import type { Draft } from './draft.ts';
import { parseHexUint64 } from './integers.ts';
import { malformedLine } from './lines.ts';

export interface AddressReader {
  /** The locations that the last `read` found: `locations[0 .. count)`. */
  readonly locations: Uint32Array;
  readonly count: number;
  /**
   * Finds the addresses in `bytes[start .. end)`; the first is the leaf unless the line goes on with a stack.
   * @throws ProfileError 'malformed' for an address of more than 64 bits.
   */
  read(start: number, end: number, lineNumber: number, hasLeaf?: boolean): void;
}

const digitZero = 0x30;
const letterX = 0x78;

/**
 * Which addresses are return addresses. Those are the address after the call, so the location is at the
 * address - 1; the others are where the program was.
 */
export type ReturnAddresses = 'all' | 'all but the leaf' | 'none';

export function createAddressReader(
  bytes: Uint8Array,
  draft: Draft,
  returnAddresses: ReturnAddresses,
): AddressReader {
  const spellings = createByteRangeTable(bytes);
  // By spelling: the location at the address and the one before it, once they were needed.
  const exact: number[] = [];
  const calls: number[] = [];
  let locations = new Uint32Array(64);
  let count = 0;

  function read(start: number, end: number, lineNumber: number, hasLeaf: boolean = true): void {
    count = 0;
    for (let i = start; i < end;) {
      const digits = i + 2;
      if (bytes[i] === digitZero && bytes[i + 1] === letterX && digits < end && isHexDigit(bytes[digits]!)) {
        let last = digits;
        while (last < end && isHexDigit(bytes[last]!)) last++;
        if (count === locations.length) locations = enlarged(locations, count * 2);
        locations[count] = locationOf(spellings.add(i, last), hasLeaf && count === 0, lineNumber);
        count++;
        i = last;
      } else {
        i++;
      }
    }
  }

  function locationOf(spelling: number, isLeaf: boolean, lineNumber: number): number {
    if (returnAddresses === 'none' || (returnAddresses === 'all but the leaf' && isLeaf)) {
      return (exact[spelling] ??= draft.locationAt(addressOf(spelling, lineNumber)));
    }
    return (calls[spelling] ??= draft.locationAt(callBefore(addressOf(spelling, lineNumber))));
  }

  function addressOf(spelling: number, lineNumber: number): bigint {
    let digits = '';
    for (let i = spellings.start(spelling) + 2; i < spellings.end(spelling); i++) {
      digits += String.fromCharCode(bytes[i]!);
    }
    const address = parseHexUint64(digits);
    if (address === undefined)
      throw malformedLine(lineNumber, `has an address of more than 64 bits: 0x${digits}`);
    return address;
  }

  return {
    get locations() {
      return locations;
    },
    get count() {
      return count;
    },
    read,
  };
}

/** An address in the call instruction that returns to `address`. */
export function callBefore(address: bigint): bigint {
  return BigInt.asUintN(64, address - 1n);
}

function isHexDigit(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66);
}
