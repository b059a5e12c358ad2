// The hot spot: a receipt built by concatenation, which copies all of it for every line.
package main

import "fmt"

func concatenateReceipt(order order) string {
	receipt := fmt.Sprintf("order %d for %s\n", order.ID, order.Tenant)
	for _, line := range order.Lines {
		receipt += formatLine(line)
	}
	return receipt + fmt.Sprintf("total %.2f\n", total(order))
}

func formatLine(line orderLine) string {
	return fmt.Sprintf("%4d x %-24s %10.2f\n", line.Quantity, line.Article, amount(line))
}

func total(order order) float64 {
	sum := 0.0
	for _, line := range order.Lines {
		sum += amount(line)
	}
	return sum
}

// amount is small enough for the compiler to inline.
func amount(line orderLine) float64 {
	return float64(line.Quantity) * line.Price
}
