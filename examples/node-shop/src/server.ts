// Serves the shop: GET /cart?session=ID. Usage: node build/server.js [PORT]
import { createServer } from 'node:http';
import { mergeDiscounts, newCart, totalOf } from './pricing.js';
import { SessionStore } from './sessions.js';

const sessions = new SessionStore();
let carts = 0;

const server = createServer((request, response) => {
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const session = sessions.openSession(searchParams.get('session') ?? `guest-${carts}`);
  const cart = newCart(carts++);
  const total = totalOf(cart, mergeDiscounts(cart));
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify({ session: session.id, lines: cart.length, total }));
});

server.listen(Number(process.argv[2] ?? 8080), '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') console.log(`http://127.0.0.1:${address?.port}`);
});
