// The shop: what one round of work is, with one hot spot, one leak, and steady work beside them.

const linesPerOrder = 300;

/** The leak: sessions that nothing evicts. */
class SessionCache {
  #sessions = new Map();

  remember(order, receipt) {
    this.#sessions.set(order.id, { order, receipt, seen: Array.from({ length: 50 }).fill(order.id) });
  }

  get size() {
    return this.#sessions.size;
  }
}

/** A tree that is walked by recursion. */
class Category {
  constructor(depth, fanout = 4) {
    this.name = `category-${depth}`;
    this.children = depth === 0 ? [] : Array.from({ length: fanout }, () => new Category(depth - 1, fanout));
  }

  walk(visit) {
    visit(this);
    for (const child of this.children) child.walk(visit);
  }
}

/** The hot spot: it splits and joins the whole receipt for every line. */
function concatenateReceipt(order) {
  let receipt = '';
  for (const line of order.lines) receipt = [...receipt.split('\n'), formatLine(line)].join('\n');
  return receipt;
}

function formatLine({ quantity, article, price }) {
  return `${String(quantity).padStart(4)} x ${article.padEnd(24)} ${(quantity * price).toFixed(2).padStart(10)}`;
}

export function newShop({ leaks = true } = {}) {
  const sessions = new SessionCache();
  const catalog = new Category(5);
  let nextId = 0;

  function newOrder() {
    const id = nextId++;
    const lines = Array.from({ length: linesPerOrder }, (_, i) => ({
      article: `article-${(id * 31 + i * 17) % 5000}`,
      quantity: 1 + (i % 9),
      price: ((id + i) % 100) + 0.5,
    }));
    return { id, lines };
  }

  const search = (text) => {
    let found = 0;
    catalog.walk((category) => {
      if (category.name.includes(text)) found++;
    });
    return found;
  };

  async function rank(order) {
    await Promise.resolve(); // so that the rest runs as a continuation
    return order.lines.toSorted((a, b) => b.price - a.price).map((line) => line.article);
  }

  return {
    sessions,
    /** Serves one order from end to end. */
    async round() {
      const order = newOrder();
      const receipt = concatenateReceipt(order);
      if (leaks) sessions.remember(order, receipt);
      search('3');
      await rank(order);
      return JSON.stringify(order).length + receipt.length;
    },
  };
}
