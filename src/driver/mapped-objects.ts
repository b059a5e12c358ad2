// The object files that the mappings of a profile name, opened when they are needed.

import { ObjectFileError, type ObjectFile, type ObjectFiles } from '#ports';
import type { Profile } from '#profile';
import { isNoFile } from '#symbolize';

export interface MappedObjects {
  /**
   * Opens the file of a mapping; undefined when it has none or the file cannot be opened.
   * @param failures gets a line that says why.
   */
  open(mapping: number, failures: string[]): Promise<MappedObject | undefined>;
}

export interface MappedObject {
  readonly path: string;
  readonly object: ObjectFile;
  /** The file address of a process address; undefined when the mapping does not have it. */
  fileAddress(address: bigint): bigint | undefined;
}

export function createMappedObjects({ mappings, strings }: Profile, objects: ObjectFiles): MappedObjects {
  const opened = new Map<number, Promise<MappedObject | undefined>>();

  async function openMapping(mapping: number, failures: string[]): Promise<MappedObject | undefined> {
    const path = strings.text(mappings.file[mapping]!);
    if (isNoFile(path)) return undefined;
    const range = {
      start: mappings.start[mapping]!,
      limit: mappings.limit[mapping]!,
      offset: mappings.offset[mapping]!,
    };
    const object = await unlessObjectFileError(objects.open(path, range), failures);
    if (object === undefined) return undefined;
    return { path, object, fileAddress: (address) => fileAddressOrNone(object, address) };
  }

  return {
    open(mapping, failures) {
      const opening = opened.get(mapping) ?? openMapping(mapping, failures);
      opened.set(mapping, opening);
      return opening;
    },
  };
}

function fileAddressOrNone(object: ObjectFile, address: bigint): bigint | undefined {
  try {
    return object.fileAddress(address);
  } catch (error) {
    if (error instanceof ObjectFileError) return undefined;
    throw error;
  }
}

/** What is promised; undefined, and a line more in `failures`, when object files or their tools do not give it. */
export async function unlessObjectFileError<Value>(
  promise: Promise<Value>,
  failures: string[],
): Promise<Value | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (!(error instanceof ObjectFileError)) throw error;
    if (!failures.includes(error.message)) failures.push(error.message);
    return undefined;
  }
}
