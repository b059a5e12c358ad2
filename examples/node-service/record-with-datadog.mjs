// Recording with @datadog/pprof, which writes profile.proto: node record-with-datadog.mjs NODE_MODULES DIRECTORY
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { newShop } from './shop.mjs';

const [nodeModules, directory] = process.argv.slice(2).map((path) => resolve(path));
const { encode, heap, time } = createRequire(join(nodeModules, 'x.js'))('@datadog/pprof');
await mkdir(directory, { recursive: true });
const write = async (name, profile) => writeFile(join(directory, name), await encode(profile));

const shop = newShop();
heap.start(16 * 1024, 64);
for (let i = 0; i < 100; i++) await shop.round();
await write('heap.pb.gz', heap.profile());
heap.stop();

// The library writes columns only of a script whose source map it knows of and did not find: say so of every script.
const lostSourceMaps = {
  hasMappingInfo: () => true,
  mappingInfo: (place) => ({ ...place, missingMapFile: true }),
};

// With contexts a sample has labels and CPU time, and without them it may have lines of calls: the library cannot do both.
await record('wall-labels.pb.gz', { withContexts: true, collectCpuTime: true });
await record('wall-lines.pb.gz', { lineNumbers: true });
await record('wall-columns.pb.gz', { columnNumbers: 'emit', sourceMapper: lostSourceMaps });
await record('wall-packed-columns.pb.gz', { columnNumbers: 'pack', sourceMapper: lostSourceMaps });

async function record(name, options) {
  time.start({ intervalMicros: 2000, ...options });
  for (const end = Date.now() + 700; Date.now() < end;) {
    for (const tenant of ['acme', 'globex']) {
      if (options.withContexts) time.setContext({ tenant });
      await shop.round();
    }
  }
  await write(
    name,
    time.stop(false, ({ context }) => ({ ...context?.context, shard: 7 })),
  );
}
