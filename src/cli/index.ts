// The command line as data: what tests and tools outside this folder may use of it.

export { parseCommandLine } from './command-line.ts';
export type { Invocation, Surroundings } from './command-line.ts';
export { helpText } from './help.ts';
