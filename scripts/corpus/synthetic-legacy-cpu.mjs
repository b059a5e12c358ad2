// The synthetic profiles in the binary CPU format: each word size and byte order, native and Java.

const memoryMap = `400000-410000 r-xp 00000000 08:01 131073 /opt/shop/bin/shop
40000000-40100000 r-xp 00000000 08:01 131074 /usr/lib/libc.so.6
`;
const javaLocations = `
 0x1 com.heapwise.shop.Main.main (Main.java:12)
 0x2 com.heapwise.shop.Cart.total (Cart.java:45)
 0x3 generated stub/JIT
`;
/** Count and addresses, leaf first. */
const samples = [
  [3, 0x401104, 0x402033, 0x403fff],
  [1, 0x401204, 0x401204, 0x402033, 0x403fff], // the leaf twice, once too often
  [2, 0x40000104, 0x402133, 0x403fff],
  [5, 0x401304],
];
// The signal handler's frame under every leaf, which pprof finds out and removes.
const withHandler = samples.map(([count, leaf, ...callers]) => [count, leaf, 0x409999, ...callers]);
const inJava = [
  [7, 2, 1],
  [1, 3, 2, 1],
  [2, 1],
];

/** @type {readonly import('../corpus-synthetic.mjs').Row[]} */
export const legacyCpuProfiles = [
  {
    file: 'legacy-cpu-32le.prof',
    exercises: 'binary CPU: words of 4 bytes, little endian; a repeated leaf, which pprof drops',
    bytes: cpuBytes(4, 'LE', 0, samples, memoryMap),
  },
  {
    file: 'legacy-cpu-32be.prof',
    exercises: 'binary CPU: words of 4 bytes, big endian',
    bytes: cpuBytes(4, 'BE', 0, samples, memoryMap),
  },
  {
    file: 'legacy-cpu-64le.prof',
    exercises: "binary CPU: words of 8 bytes, little endian; the signal handler's frame in every sample",
    bytes: cpuBytes(8, 'LE', 0, withHandler, memoryMap),
  },
  {
    file: 'legacy-cpu-64be.prof',
    exercises: 'binary CPU: words of 8 bytes, big endian, no memory map',
    bytes: cpuBytes(8, 'BE', 0, samples, ''),
  },
  {
    file: 'legacy-cpu-java.prof',
    exercises: 'binary CPU: Java, with a table of locations',
    bytes: cpuBytes(8, 'LE', 1, inJava, javaLocations),
  },
];

/** Header, one record for each sample, the end record, and text. */
function cpuBytes(wordBytes, order, language, records, text) {
  const words = [
    0,
    3,
    language,
    10_000,
    0,
    ...records.flatMap(([count, ...stack]) => [count, stack.length, ...stack]),
    0,
    1,
    0,
  ];
  const bytes = Buffer.alloc(words.length * wordBytes);
  words.forEach((word, i) => {
    // Every word here fits into 32 bits; the other half of a longer one stays 0.
    if (order === 'LE') bytes.writeUInt32LE(word, i * wordBytes);
    else bytes.writeUInt32BE(word, (i + 1) * wordBytes - 4);
  });
  return Buffer.concat([bytes, Buffer.from(text)]);
}
