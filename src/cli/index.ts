// The command line as data: what tests and tools outside this folder may use of it.

export { parseCommandLine } from './command-line.ts';
export { createWorld, type WorldOptions } from './world.ts';
export type { Invocation, Surroundings } from './command-line.ts';
export { helpText } from './help.ts';
