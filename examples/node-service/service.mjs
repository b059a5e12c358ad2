// A small shop whose memory and time are worth a look: serves on loopback, or records its own profiles.
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { record } from './record.mjs';
import { newShop } from './shop.mjs';

const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '8080' },
    record: { type: 'string' },
    rounds: { type: 'string', default: '200' },
    repaired: { type: 'boolean', default: false },
  },
});

const shop = newShop({ leaks: !options.repaired });
if (options.record !== undefined) {
  await record(options.record, shop, Number(options.rounds));
} else {
  const server = createServer((request, response) => {
    shop.round().then(
      (bytes) => response.end(`${bytes} bytes, ${shop.sessions.size} sessions\n`),
      (error) => response.writeHead(500).end(`${error}\n`),
    );
  });
  server.listen(Number(options.port), '127.0.0.1', () => {
    console.log(`http://127.0.0.1:${server.address().port}/ serves one order for each request`);
  });
}
