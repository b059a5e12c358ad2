// Prices carts.

export interface CartLine {
  readonly article: string;
  readonly quantity: number;
  readonly price: number;
}

interface Discount {
  readonly article: string;
  readonly percent: number;
}

export function newCart(seed: number): CartLine[] {
  return Array.from({ length: 400 }, (_, i): CartLine => {
    return {
      article: `article-${(seed * 31 + i * 17) % 5000}`,
      quantity: 1 + (i % 9),
      price: (seed + i) % 100,
    };
  });
}

/** The hot spot: for every line it looks through the whole cart again. */
export function mergeDiscounts(cart: readonly CartLine[]): Discount[] {
  const discounts: Discount[] = [];
  for (const line of cart) {
    let quantity = 0;
    for (const other of cart) {
      if (other.article === line.article) quantity += other.quantity;
    }
    discounts.push({ article: line.article, percent: quantity > 5 ? 10 : 0 });
  }
  return discounts;
}

export function totalOf(cart: readonly CartLine[], discounts: readonly Discount[]): number {
  const percentOf = new Map(discounts.map(({ article, percent }) => [article, percent]));
  return cart.reduce(
    (sum, { article, quantity, price }) => sum + quantity * price * (1 - (percentOf.get(article) ?? 0) / 100),
    0,
  );
}
