// A shop with a hot spot and a leak; types and comments make its lines differ from the compiled ones.

export interface OrderLine {
  readonly article: string;
  readonly quantity: number;
  readonly price: number;
}

export interface Order {
  readonly id: number;
  readonly lines: readonly OrderLine[];
}

/** The leak: nothing ever leaves it. */
export class Archive {
  private readonly receipts = new Map<number, string[]>();

  keep(order: Order, receipt: string): void {
    // Splitting makes the many small strings that a heap profile sees.
    this.receipts.set(order.id, receipt.split(' '));
  }
}

export function newOrder(id: number): Order {
  const lines = Array.from({ length: 200 }, (_, i): OrderLine => {
    return { article: `article-${(id * 31 + i * 17) % 5000}`, quantity: 1 + (i % 9), price: (id + i) % 100 };
  });
  return { id, lines };
}

/** The hot spot: it copies the whole receipt for every line. */
export function mergeReceipts(order: Order): string {
  let receipt: string[] = [];
  for (const line of order.lines) {
    receipt = [...receipt, formatLine(line)].sort();
  }
  return receipt.join('\n');
}

function formatLine({ quantity, article, price }: OrderLine): string {
  return `${String(quantity).padStart(4)} x ${article.padEnd(24)} ${(quantity * price).toFixed(2).padStart(10)}`;
}
