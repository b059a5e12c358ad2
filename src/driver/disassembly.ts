// Collects the machine code that a disassembly shows: of the functions that match and have samples.

import { ObjectFileError, type ObjectFile, type ObjectSymbol } from '#ports';
import { ProfileError } from '#profile';
import {
  findCodeNodes,
  type CodeInstruction,
  type CodeNode,
  type CodeNodes,
  type PlacedNode,
  type RoutineCode,
} from '#report';
import { shortNames } from '#symbolize';
import { createCodeSearch, type CodeSearch } from './code-search.ts';
import { readCode, type CodeStretch, type PlacedInstruction } from './machine-code.ts';
import {
  createMappedObjects,
  unlessObjectFileError,
  type MappedObject,
  type MappedObjects,
} from './mapped-objects.ts';
import type { ReportInput } from './report-row.ts';

export interface Disassembly {
  readonly nodes: CodeNodes;
  /** At least one. */
  readonly routines: readonly RoutineCode[];
}

/**
 * @throws ProfileError when no code matches, or the program that has it cannot be read.
 * @throws ObjectFileError when it cannot be disassembled.
 */
export async function collectDisassembly(input: ReportInput): Promise<Disassembly> {
  const nodes = findCodeNodes(input.context);
  const search = createCodeSearch(input);
  const mapped = createMappedObjects(input.context.profile, input.objects);
  const reasons: string[] = [];
  const wanted: WantedSymbol[] = [];
  for (const program of await findPrograms(nodes, search, mapped, input, reasons)) {
    const symbols = await unlessObjectFileError(program.object.symbols(), reasons);
    wanted.push(...wantedSymbols(program, symbols ?? [], search, input));
  }
  const sampled = wanted.filter((symbol) => symbol.nodes.length > 0);
  if (sampled.length === 0) throw nothingFound(input, nodes, search, wanted.length > 0, reasons);
  for (const reason of reasons) input.message(reason);
  return { nodes, routines: await readRoutines(sampled, input) };
}

interface SampledNode extends PlacedNode {
  readonly functionName: string;
  readonly processAddress: bigint;
}

/** An object file that may have code to show. */
interface Program {
  readonly path: string;
  readonly object: ObjectFile;
  /** By file address. */
  readonly nodes: SampledNode[];
  /** The file address that is looked for, if it may be one of this file. */
  readonly address: bigint | undefined;
}

async function findPrograms(
  { ofMapping }: CodeNodes,
  search: CodeSearch,
  mapped: MappedObjects,
  { context: { profile } }: ReportInput,
  failures: string[],
): Promise<Program[]> {
  const { start, limit } = profile.mappings;
  const { address } = search;
  const isAt = (mapping: number): boolean =>
    address !== undefined && start[mapping]! <= address && address <= limit[mapping]!;
  const rows = Array.from(start, (_, mapping) => mapping);
  // One in no mapping may be an address of a file, as disassemblers show them.
  const isOfFile = address !== undefined && !rows.some((mapping) => isAt(mapping));
  const programs = new Map<string, Program>();
  for (const mapping of rows) {
    const nodes = ofMapping.get(mapping) ?? [];
    const isAddressed = isOfFile ? nodes.length > 0 : isAt(mapping);
    const isNamed = nodes.some((node) => search.matchesNode(node));
    if (!isAddressed && !isNamed && !nodes.some((node) => search.isUnnamed(node))) continue;
    const found = await mapped.open(mapping, isAddressed || isNamed ? failures : []);
    if (found === undefined) continue;
    const { path, object } = found;
    const placed = placeNodes(nodes, found);
    // A file may be mapped in several pieces.
    const known = programs.get(path);
    const fileAddress = isOfFile || address === undefined ? address : found.fileAddress(address);
    programs.set(path, {
      path,
      object: known?.object ?? object,
      nodes: [...(known?.nodes ?? []), ...placed].sort(byAddress),
      address: known?.address ?? (isAddressed ? fileAddress : undefined),
    });
  }
  return [...programs.values()];
}

function placeNodes(nodes: readonly CodeNode[], { fileAddress }: MappedObject): SampledNode[] {
  return nodes.flatMap(({ node, address: processAddress, functionName }) => {
    const address = fileAddress(processAddress);
    return address === undefined ? [] : [{ node, address, functionName, processAddress }];
  });
}

function byAddress(a: PlacedNode, b: PlacedNode): number {
  return a.address < b.address ? -1 : Number(a.address > b.address);
}

/** A symbol to show, with its nodes. */
interface WantedSymbol {
  readonly program: Program;
  readonly names: readonly string[];
  readonly start: bigint;
  /** Not included. */
  readonly end: bigint;
  readonly nodes: readonly SampledNode[];
}

function wantedSymbols(
  program: Program,
  symbols: readonly ObjectSymbol[],
  search: CodeSearch,
  { context }: ReportInput,
): WantedSymbol[] {
  const wanted: WantedSymbol[] = [];
  for (const symbol of symbols) {
    const { start, end: last } = symbol;
    // pprof leaves the last byte of a function out.
    const end = context.compat ? last : last + 1n;
    const from = firstFrom(program.nodes, start);
    const nodes = program.nodes.slice(from, Math.max(from, firstFrom(program.nodes, end)));
    const { address } = program;
    const isAddressed = address !== undefined && start <= address && address <= last;
    if (nodes.length === 0 && !isAddressed) continue;
    const functions = new Set(nodes.map(({ functionName }) => functionName).filter((name) => name !== ''));
    const routines = isAddressed ? [symbol.names] : search.shownNames(symbol, functions);
    for (const names of routines) wanted.push({ program, names, start, end, nodes });
  }
  return wanted;
}

/** The index of the first node at or after an address. */
function firstFrom(nodes: readonly SampledNode[], address: bigint): number {
  let low = 0;
  for (let high = nodes.length; low < high;) {
    const middle = (low + high) >>> 1;
    if (nodes[middle]!.address < address) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @throws ObjectFileError */
async function readRoutines(
  symbols: readonly WantedSymbol[],
  { config, demangle }: ReportInput,
): Promise<RoutineCode[]> {
  const stretches = symbols.map(({ program: { object }, start, end, nodes }): CodeStretch => {
    const base = nodes[0]!.processAddress - nodes[0]!.address;
    return { object, start, end, base };
  });
  const codes = await readCode(stretches, config.intelSyntax);
  const instructions = stretches.map((stretch) => {
    const code = codes.get(stretch)!;
    if (code instanceof ObjectFileError) throw code;
    return code.map(codeInstruction);
  });
  const inlined = new Set(instructions.flat().map(({ functionName }) => functionName));
  const shown = await shortNames(inlined, demangle);
  const withShownName = (instruction: CodeInstruction): CodeInstruction => ({
    ...instruction,
    functionName: shown.get(instruction.functionName) ?? instruction.functionName,
  });
  return symbols.map(({ names, program, nodes }, i) => ({
    names,
    objectFile: program.path,
    nodes,
    instructions: instructions[i]!.map(withShownName),
  }));
}

function codeInstruction({ address, text, frames }: PlacedInstruction): CodeInstruction {
  const [innermost] = frames;
  return {
    address,
    text,
    functionName: frames.length > 1 ? innermost!.functionName : '',
    file: innermost?.file ?? '',
    line: innermost?.line ?? 0,
  };
}

/** @param reasons why programs and their symbols could not be read. */
function nothingFound(
  { pattern, context: { profile } }: ReportInput,
  { ofMapping }: CodeNodes,
  { address, matchesNode }: CodeSearch,
  isAddressKnown: boolean,
  reasons: readonly string[],
): ProfileError {
  const error = (text: string): ProfileError => new ProfileError('no-match', text);
  const matching = [...ofMapping].filter(([, nodes]) => nodes.some((node) => matchesNode(node)));
  const instead = 'use -list or -weblist for source lines';
  if (profile.locations.address.every((address) => address === 0n))
    return error(`the profile has no addresses of machine code; ${instead}`);
  if (reasons.length > 0)
    return error(
      `${reasons[0]}; set PPROF_BINARY_PATH to the directory of the program, or name the program before the profile`,
    );
  if (matching.length > 0 && matching.every(([mapping]) => profile.mappings.file[mapping] === 0))
    return error('the profile does not say which program it is of; name the program before the profile');
  if (address === undefined) return error(`no matches found for regexp ${pattern}`);
  const hex = `0x${address.toString(16)}`;
  if (!isAddressKnown) return error(`no matches found for address ${hex}`);
  return error(
    `address ${hex} found in binary, but the corresponding symbols do not have samples in the profile`,
  );
}
