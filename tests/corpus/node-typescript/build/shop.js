export class Archive {
    receipts = new Map();
    keep(order, receipt) {
        this.receipts.set(order.id, receipt.split(' '));
    }
}
export function newOrder(id) {
    const lines = Array.from({ length: 200 }, (_, i) => {
        return { article: `article-${(id * 31 + i * 17) % 5000}`, quantity: 1 + (i % 9), price: (id + i) % 100 };
    });
    return { id, lines };
}
export function mergeReceipts(order) {
    let receipt = [];
    for (const line of order.lines) {
        receipt = [...receipt, formatLine(line)].sort();
    }
    return receipt.join('\n');
}
function formatLine({ quantity, article, price }) {
    return `${String(quantity).padStart(4)} x ${article.padEnd(24)} ${(quantity * price).toFixed(2).padStart(10)}`;
}
//# sourceMappingURL=shop.js.map