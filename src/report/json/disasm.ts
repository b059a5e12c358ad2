// The disasm report as JSON: routines and their instructions.

import type { DisasmReport } from '../disasm.ts';
import type { JsonMembers } from './members.ts';
import { jsonAddress, jsonValue } from './numbers.ts';

export function disasmJson({ context, routines }: DisasmReport): JsonMembers {
  return {
    routines: routines.map(({ name, aliases, objectFile, flat, cum, instructions }) => ({
      name,
      aliases,
      objectFile,
      flat: jsonValue(context, flat),
      cum: jsonValue(context, cum),
      instructions: instructions.map((instruction) => ({
        address: jsonAddress(instruction.address),
        flat: jsonValue(context, instruction.flat),
        cum: jsonValue(context, instruction.cum),
        text: instruction.text,
        function: instruction.functionName,
        file: instruction.file,
        line: instruction.line,
      })),
    })),
  };
}
