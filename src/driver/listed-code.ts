// Collects the machine code that a web listing shows: around the addresses of interest that have most.

import { ObjectFileError, type SourceFrame } from '#ports';
import { ProfileError } from '#profile';
import {
  cutIntoRanges,
  findCodeInterest,
  sumAddressGroups,
  type CodeInterest,
  type CodeOfInterest,
  type CodeRange,
  type RangeInstruction,
} from '#report';
import { parseAddress } from './go-literals.ts';
import { readCode, type CodeStretch } from './machine-code.ts';
import { createMappedObjects, unlessObjectFileError, type MappedObjects } from './mapped-objects.ts';
import type { ReportInput } from './report-row.ts';

export interface ListedCode {
  readonly interest: CodeInterest;
  readonly code: CodeOfInterest;
}

/** As many stretches of code as pprof disassembles. */
const maxRanges = 25;

/** @throws ProfileError when nothing matches. */
export async function collectListedCode(input: ReportInput): Promise<ListedCode> {
  const { context, objects, matches = () => true, pattern, message } = input;
  const interest = findCodeInterest(context, matches, parseAddress(pattern));
  if (interest.locations.size === 0)
    throw new ProfileError('no-match', `no matches found for regexp: ${pattern}`);
  const mapped = createMappedObjects(context.profile, objects);
  const failures: string[] = [];
  const found = await findRanges(interest, mapped, input, failures);
  const sorted = hottestFirst(found.ranges, interest, input);
  const shown = sorted.slice(0, maxRanges);
  const read: RangeInstruction[][] = [];
  const unread: CodeRange[] = [];
  for (const [i, code] of (await readRanges(shown, interest, mapped, input)).entries()) {
    if (!(code instanceof ObjectFileError)) read.push(code);
    else {
      if (!failures.includes(code.message)) failures.push(code.message);
      unread.push(shown[i]!);
    }
  }
  const leftOut = sorted.slice(maxRanges);
  // Their lines have values all the same; pprof leaves them out.
  const lines = context.compat ? [] : [...unread, ...leftOut].flatMap(({ addresses }) => addresses);
  for (const failure of failures) message(failure);
  const withoutCode = [...found.withoutCode, ...lines];
  return { interest, code: { ranges: read, withoutCode, rangesLeftOut: leftOut.length } };
}

async function findRanges(
  interest: CodeInterest,
  mapped: MappedObjects,
  { context: { profile } }: ReportInput,
  failures: string[],
): Promise<{ ranges: CodeRange[]; withoutCode: number[] }> {
  const { locations } = profile;
  const ofMapping = new Map<number, number[]>();
  for (const [number, location] of interest.locations) {
    // A made-up address is in no file.
    const mapping = locations.address[location] === 0n ? -1 : locations.mapping[location]!;
    const numbers = ofMapping.get(mapping) ?? [];
    numbers.push(number);
    ofMapping.set(mapping, numbers);
  }
  const ranges: CodeRange[][] = [];
  const withoutCode: number[][] = [];
  for (const [mapping, numbers] of ofMapping) {
    const object = mapping < 0 ? undefined : await mapped.open(mapping, failures);
    if (object === undefined) withoutCode.push(numbers);
    else ranges.push(cutIntoRanges(profile, interest, mapping, numbers));
  }
  return { ranges: ranges.flat(), withoutCode: withoutCode.flat() };
}

function hottestFirst(
  ranges: readonly CodeRange[],
  interest: CodeInterest,
  { context }: ReportInput,
): CodeRange[] {
  const sums = sumAddressGroups(
    context,
    interest,
    ranges.map(({ addresses }) => addresses),
  );
  const flatOf = new Map(ranges.map((range, i) => [range, sums[i]!.flat]));
  return ranges.toSorted(
    (a, b) => flatOf.get(b)! - flatOf.get(a)! || (a.begin < b.begin ? -1 : Number(a.begin > b.begin)),
  );
}

/** @returns the code of each range, or why it cannot be had. */
async function readRanges(
  ranges: readonly CodeRange[],
  interest: CodeInterest,
  mapped: MappedObjects,
  { config }: ReportInput,
): Promise<(RangeInstruction[] | ObjectFileError)[]> {
  const stretches: (NamedStretch | undefined)[] = [];
  for (const range of ranges) stretches.push(await stretchOf(range, interest, mapped));
  const known = stretches.filter((stretch) => stretch !== undefined);
  const codes = await readCode(known, config.intelSyntax);
  return ranges.map(({ begin }, i) => {
    const stretch = stretches[i];
    if (stretch === undefined) return [];
    const code = codes.get(stretch)!;
    if (code instanceof ObjectFileError) return code;
    return code
      .map(({ address, text, frames }) => ({
        address: address + stretch.base,
        objectAddress: address,
        text,
        frames: withKnownName(frames, stretch.aliases),
      }))
      .filter(({ address }) => address >= begin);
  });
}

interface NamedStretch extends CodeStretch {
  /** The name that the profile has for a function that the program calls by another. */
  readonly aliases: ReadonlyMap<string, string>;
}

async function stretchOf(
  { mapping, begin, end }: CodeRange,
  { functions }: CodeInterest,
  mapped: MappedObjects,
): Promise<NamedStretch | undefined> {
  const { object, fileAddress } = (await mapped.open(mapping, []))!;
  const first = fileAddress(begin);
  if (first === undefined) return undefined;
  const symbols = (await unlessObjectFileError(object.symbols(), [])) ?? [];
  const aliases = new Map<string, string>();
  let start = first;
  for (const symbol of symbols) {
    // From the start of a function on, for only there is it certain where an instruction starts.
    if (symbol.start <= first && first <= symbol.end) start = symbol.start;
    const name = symbol.names.length > 1 && symbol.names.find((name) => functions.has(name));
    if (name) for (const other of symbol.names) if (!functions.has(other)) aliases.set(other, name);
  }
  const base = begin - first;
  return { object, base, start, end: end - base, aliases };
}

function withKnownName(
  frames: readonly SourceFrame[],
  aliases: ReadonlyMap<string, string>,
): readonly SourceFrame[] {
  const outermost = frames.at(-1);
  const name = aliases.get(outermost?.functionName ?? '');
  if (outermost === undefined || name === undefined) return frames;
  return [...frames.slice(0, -1), { ...outermost, functionName: name }];
}
