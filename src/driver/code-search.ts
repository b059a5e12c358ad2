// What the argument of a report on machine code picks: functions by name, or the one at an address.

import type { ObjectSymbol } from '#ports';
import type { CodeNode } from '#report';
import { parseAddress } from './go-literals.ts';
import type { ReportInput } from './report-row.ts';

export interface CodeSearch {
  /** The argument as an address, if it is one. */
  readonly address: bigint | undefined;
  /** Whether the function of a node is wanted: by its name, or with address and line, as other reports show it. */
  matchesNode(node: CodeNode): boolean;
  /** Whether only the program can tell if it is wanted: the profile does not name it. */
  isUnnamed(node: CodeNode): boolean;
  /**
   * The names to show for each routine that a symbol is shown as; none if it is not wanted.
   * @param functions what the profile calls it.
   */
  shownNames(symbol: ObjectSymbol, functions: ReadonlySet<string>): readonly (readonly string[])[];
}

export function createCodeSearch({ context, pattern, matches = () => true }: ReportInput): CodeSearch {
  return {
    address: parseAddress(pattern),
    isUnnamed: ({ functionName }) => functionName === '' && !context.compat,
    matchesNode: ({ functionName, printableName }) => matches(functionName) || matches(printableName),
    shownNames({ names }, functions) {
      const matching = names.filter((name) => matches(name));
      // Aliases are routines of their own in go tool pprof.
      if (context.compat) return matching.map((name) => [name]);
      const first = matching.find((name) => functions.has(name)) ?? matching[0];
      // A mangled name is hard to read, and a generic function has one name in reports and another in the program.
      if (first !== undefined) return [[...new Set([first, ...functions])]];
      const called = [...functions].find((name) => matches(name));
      return called === undefined ? [] : [[called, names[0]!]];
    },
  };
}
