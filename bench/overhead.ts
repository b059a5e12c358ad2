// Measures what the profiler inside a Node process costs, beside no profiler and beside the native one of Datadog:
// processor time, the pause of a heap profile, and memory. Run it with `npm run overhead [ROUNDS]`, or as part of
// `npm run bench`.

import { overheadSections } from './overhead/report.ts';

const rounds = Number(process.argv[2] ?? 12);
const only = new RegExp(process.argv[3] ?? '');
process.stdout.write(`Node ${process.version}\n`);
for (const [name, measure] of Object.entries(overheadSections)) {
  if (!only.test(name)) continue;
  const text = await measure({ rounds, note: (line) => void process.stderr.write(`${line}\n`) });
  process.stdout.write(`\n${text}\n`);
}
