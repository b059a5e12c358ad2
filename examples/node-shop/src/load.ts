// Visits the shop as many new guests. Usage: node build/load.js URL [--seconds N]
const [url = 'http://127.0.0.1:8080', , seconds = '10'] = process.argv.slice(2);
const end = Date.now() + Number(seconds) * 1000;
let visits = 0;

async function visit(): Promise<void> {
  while (Date.now() < end) {
    const response = await fetch(`${url}/cart?session=guest-${process.pid}-${visits++}`);
    await response.arrayBuffer();
  }
}

await Promise.all(Array.from({ length: 8 }, visit));
console.log(`${visits} visits`);
