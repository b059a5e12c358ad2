// Prints what judging a series costs in processor time, and how that grows with it: `npm run leak-speed`.
import { findLeaks, type Snapshot } from '#leaks';
import { createProfileBuilder, type Profile } from '#profile';

const cases = [
  [60, 5000],
  [30, 5000],
  [60, 5000],
  [120, 5000],
  [60, 2500],
] as const;

process.stdout.write('snapshots  samples each   seconds   leaks\n');
for (const [i, [snapshots, samples]] of cases.entries()) {
  const series = makeSeries(snapshots, samples);
  const before = process.cpuUsage();
  const report = findLeaks(series);
  const { user, system } = process.cpuUsage(before);
  const leaks = report.series[0]!.sites.filter(({ verdict }) => verdict === 'leak').length;
  const cells = [
    String(snapshots).padStart(9),
    String(samples).padStart(13),
    ((user + system) / 1e6).toFixed(2).padStart(9),
  ];
  process.stdout.write(
    `${cells.join(' ')} ${String(leaks).padStart(7)}${i === 0 ? '   (warming up)' : ''}\n`,
  );
}

/** The worst case: each sample is a site of its own, and has enough objects to be judged. Every fiftieth leaks. */
function makeSeries(snapshots: number, samples: number): readonly Snapshot[] {
  return Array.from({ length: snapshots }, (_, i) => ({
    name: `${i}.pb.gz`,
    profile: makeProfile(i, samples),
  }));
}

function makeProfile(snapshot: number, samples: number): Profile {
  const builder = createProfileBuilder();
  const locations = Array.from({ length: 3000 }, (_, i) => {
    const fn = builder.addFunction({ name: `package${i % 50}.function${i}`, filename: 'program.go' });
    return builder.addLocation({ lines: [{ function: fn, line: BigInt(i) }] });
  });
  for (let i = 0; i < samples; i++) {
    const stack = Array.from(
      { length: 20 },
      (_, depth) => locations[(i * 7 + depth * 31 + ((i * depth) % 97)) % 3000]!,
    );
    const live = 3 + ((i * 31 + snapshot * 17) % 5) + (i % 50 === 0 ? snapshot : 0);
    const born = live + snapshot * 3;
    const size = 2 ** 19;
    builder.addSample(builder.stacks.add(stack, 0, stack.length), 0, [born, born * size, live, live * size]);
  }
  const types = ['alloc_objects', 'alloc_space', 'inuse_objects', 'inuse_space'];
  return builder.build({
    sampleTypes: types.map((type) => ({ type, unit: type.endsWith('space') ? 'bytes' : 'count' })),
    periodType: { type: 'space', unit: 'bytes' },
    period: 2n ** 19n,
    timeNanos: 1_764_000_000_000_000_000n + BigInt(snapshot) * 10_000_000_000n,
  });
}
