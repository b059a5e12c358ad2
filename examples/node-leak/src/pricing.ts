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
  return Array.from({ length: 200 }, (_, i): CartLine => {
    return {
      article: `article-${(seed * 31 + i * 17) % 5000}`,
      quantity: 1 + (i % 9),
      price: (seed + i) % 100,
    };
  });
}

/** The hot spot: it copies and sorts the whole list for every line. */
export function mergeDiscounts(cart: readonly CartLine[]): Discount[] {
  let discounts: Discount[] = [];
  for (const line of cart) {
    const percent = line.quantity > 5 ? 10 : 0;
    discounts = discounts.concat({ article: line.article, percent });
    discounts.sort((a, b) => a.percent - b.percent);
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
