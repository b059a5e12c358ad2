// The synthetic profiles whose subject is samples: their values, stacks, labels and units.
import { drawnStacks } from './drawn-stacks.mjs';
import { cpu, inShop, shop, shopMapping, shopStacks } from './synthetic-shop.mjs';

const space = { sampleTypes: [['inuse_space', 'bytes']], periodType: ['space', 'bytes'], period: 524_288 };
const cycles = { sampleTypes: [['cpu', 'nanoseconds']], periodType: ['cpu', 'nanoseconds'], period: 1 };

/** @type {readonly import('../corpus-synthetic.mjs').Row[]} */
export const sampleProfiles = [
  {
    file: 'empty-stacks.pb.gz',
    exercises: 'samples without a location, with and without labels',
    drawing: {
      ...cpu,
      ...drawnStacks('- 7 70\nmain;serve 1 10\n- 2 20', {
        labelsOf: (i) => (i === 2 ? [{ key: 'tenant', str: 'acme' }] : []),
      }),
    },
  },
  {
    file: 'zero-samples.pb.gz',
    exercises: 'samples of 0, alone and among others; a function whose values cancel out',
    drawing: {
      ...cpu,
      ...drawnStacks('main;a 0 0\nmain;b 1 10\nmain;c 0 5\nmain;d -3 -30\nmain;d 3 30\nmain;e 4 0'),
    },
  },
  {
    file: 'zero-total.pb.gz',
    exercises: 'a total of 0',
    drawing: { ...cpu, ...drawnStacks('main;a 0 0\nmain;b 0 0') },
  },
  {
    file: 'negative.pb.gz',
    exercises: 'negative values, as a difference of profiles has; a negative total',
    drawing: {
      ...cpu,
      ...drawnStacks(
        'main;serve;parse -3 -30000000\nmain;serve;encode 5 50000000\nmain;grow -9 -90000000\nmain;grow;copy 2 20000000',
      ),
    },
  },
  {
    file: 'diff-base.pb.gz',
    exercises: 'label pprof::base=true, as `-proto -diff_base` writes it',
    drawing: {
      ...cpu,
      ...drawnStacks('main;a 8 80\nmain;b 2 20\nmain;a -5 -50\nmain;c -1 -10', {
        labelsOf: (i) => (i < 2 ? [] : [{ key: 'pprof::base', str: 'true' }]),
      }),
    },
  },
  {
    file: 'huge-values.pb.gz',
    exercises: 'values beyond 2^53 that a double cannot hold',
    drawing: {
      ...cpu,
      ...drawnStacks(
        'main;a 9007199254740993 9223372036854775\nmain;b 1 4611686018427387905\nmain;c -9007199254740995 3',
      ),
    },
  },
  {
    file: 'overflow.pb.gz',
    exercises: 'a total beyond 2^63, which wraps around',
    drawing: {
      ...cpu,
      ...drawnStacks(
        'main;a 1 9223372036854775807\nmain;b 1 9223372036854775807\nmain;c 1 -9223372036854775808',
      ),
    },
  },
  {
    file: 'heap-four.pb.gz',
    exercises: 'the four sample types of a Go heap, with labels `bytes`',
    drawing: {
      sampleTypes: [
        ['alloc_objects', 'count'],
        ['alloc_space', 'bytes'],
        ['inuse_objects', 'count'],
        ['inuse_space', 'bytes'],
      ],
      periodType: ['space', 'bytes'],
      period: 524_288,
      ...drawnStacks(
        'main;load;grow 9 9437184 3 3145728\nmain;load 100 1638400 0 0\nmain;cache 40 655360 40 655360\nmain;grow 1 2147483648 1 2147483648',
        {
          labelsOf: (i) => [
            { key: 'bytes', num: [1_048_576, 16_384, 16_384, 2_147_483_648][i], unit: 'bytes' },
          ],
        },
      ),
    },
  },
  {
    file: 'contention.pb.gz',
    exercises: 'contentions and delay',
    drawing: {
      sampleTypes: [
        ['contentions', 'count'],
        ['delay', 'nanoseconds'],
      ],
      periodType: ['contentions', 'count'],
      period: 1,
      ...drawnStacks('main;lock 12 3600000000\nmain;wait;lock 3 90000000000'),
    },
  },
  {
    file: 'units.pb.gz',
    exercises:
      'sample types in units of every kind: count, time, memory, GCU, unknown, none, plural, upper case',
    drawing: {
      sampleTypes: [
        ['events', 'count'],
        ['wall', 'ms'],
        ['cpu', 'us'],
        ['wait', 'seconds'],
        ['space', 'kB'],
        ['peak', 'MiB'],
        ['work', 'GCU'],
        ['small', 'nanogcu'],
        ['widgets', 'widgets'],
        ['plain', ''],
        ['loud', 'MICROSECONDS'],
        ['age', 'days'],
      ],
      ...drawnStacks(
        'main;a 1 1500 2500000 3600 2048 1025 3 1500000 7 11 1000000 2\nmain;b 1000000 2 3 90000 5 7 1500 2 12 13 61000000 400',
      ),
    },
  },
  {
    file: 'labels.pb.gz',
    exercises:
      'string labels, numbers with and without units, several values for a key, a key of both kinds, an empty value',
    drawing: {
      ...shop(),
      ...drawnStacks(shopStacks, {
        locationOf: inShop,
        labelsOf: (i) =>
          [
            [
              { key: 'tenant', str: 'acme' },
              { key: 'bytes', num: 4096, unit: 'bytes' },
            ],
            [
              { key: 'tenant', str: 'acme' },
              { key: 'tenant', str: 'globex' },
              { key: 'bytes', num: 64, unit: 'bytes' },
              { key: 'bytes', num: 128, unit: 'bytes' },
            ],
            [
              { key: 'tenant', str: 'initech; ltd' },
              { key: 'latency', num: 250, unit: 'milliseconds' },
              { key: 'shard', num: 3 },
            ],
            [
              { key: 'tenant', str: 'acme' },
              { key: 'tenant', num: 7 },
              { key: 'request', num: 1024 },
            ],
            [
              { key: 'empty', str: '' },
              { key: 'alignment', num: 16 },
              { key: 'negative', num: -5, unit: 'seconds' },
            ],
            [],
          ][i],
      }),
    },
  },
  {
    file: 'label-units.pb.gz',
    exercises: 'one key in several units: compatible, incompatible, missing',
    drawing: {
      ...space,
      ...drawnStacks('main;a 100\nmain;b 200\nmain;c 400\nmain;d 800\nmain;e 1600', {
        labelsOf: (i) => [
          {
            key: 'size',
            num: [1, 2048, 3, 4, 5][i],
            unit: ['kilobytes', 'bytes', 'megabytes', '', 'kilobytes'][i],
          },
          { key: 'mixed', num: 10 + i, unit: ['bytes', 'seconds', 'bytes', 'widgets', ''][i] },
        ],
      }),
    },
  },
  {
    file: 'many-tags.pb.gz',
    exercises: "dot's collapsing of tags: dozens of values of a numeric key, several keys, several nodes",
    drawing: manyTags(),
  },
  {
    file: 'wide.pb.gz',
    exercises: 'more nodes and edges than fit: trimming by fraction and by count',
    drawing: wide(),
  },
  {
    file: 'deep.pb.gz',
    exercises: 'a stack of 1,500 frames',
    drawing: {
      ...cycles,
      ...drawnStacks(`${Array.from({ length: 1500 }, (_, i) => `f${i}`).join(';')} 5\nf0;f1 3`),
    },
  },
];

function manyTags() {
  const stacks = Array.from(
    { length: 120 },
    (_, i) => `main;${['read', 'write', 'index'][i % 3]}${i % 2 === 0 ? ';buffer' : ''} ${1000 + i * 37}`,
  );
  const labelsOf = (i) => [
    { key: 'bytes', num: 8 << (i % 21), unit: 'bytes' },
    { key: 'tenant', str: `tenant-${i % 11}` },
    ...(i % 4 === 0 ? [{ key: 'latency', num: (i * 7919) % 1000, unit: 'milliseconds' }] : []),
    ...(i % 5 === 0 ? [{ key: 'tier', str: ['gold', 'silver'][(i / 5) % 2] }] : []),
  ];
  return { ...space, ...drawnStacks(stacks.join('\n'), { labelsOf }) };
}

/** 600 samples over 240 functions, by a small linear congruential generator so that every run draws the same. */
function wide() {
  let state = 12345;
  const next = (limit) => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) % limit;
  const stacks = Array.from({ length: 600 }, () => {
    const depth = 3 + ((next(1 << 20) >> 8) % 9);
    const frames = Array.from(
      { length: depth },
      (_, level) => `pkg${level % 5}.f${level * 20 + ((next(1 << 24) >> 8) % 20)}`,
    );
    const weight = (next(1 << 24) >> 6) % 1000;
    return `main;${frames.join(';')} ${weight * weight}`;
  });
  return { ...cycles, mappings: [shopMapping], ...drawnStacks(stacks.join('\n'), { locationOf: inShop }) };
}
