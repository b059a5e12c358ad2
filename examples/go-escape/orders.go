// Package orders is a small shop in which every function allocates for another reason.
package orders

import (
	"fmt"
	"strings"
)

// Order is what a customer buys.
type Order struct {
	ID    int
	Items []Item
	Notes map[string]string
}

// Item is one row of an order.
type Item struct {
	Article string
	Cents   int
}

type receipt struct {
	lines [64]string
	total int
}

type shape interface{ Area() float64 }

type square struct{ side float64 }

func (s square) Area() float64 { return s.side * s.side }

var (
	lastReceipt *receipt
	observers   []func() int
	sink        any
)

// NewOrder returns what it allocates.
//
//go:noinline
func NewOrder(id int) *Order {
	return &Order{ID: id}
}

// NewItem is small enough to be inlined: its allocation is billed to the line in it, called from another.
func NewItem(article string, cents int) *Item {
	return &Item{Article: article, Cents: cents}
}

// AddItem lets a slice grow.
func (o *Order) AddItem(article string, cents int) {
	o.Items = append(o.Items, *NewItem(article, cents))
}

// Note lets a map grow.
func (o *Order) Note(key, value string) {
	if o.Notes == nil {
		o.Notes = make(map[string]string)
	}
	o.Notes[key] = value
}

// Describe puts numbers into interfaces.
func (o *Order) Describe() string {
	return fmt.Sprintf("order %d with %d items", o.ID, len(o.Items))
}

// Label concatenates.
func (o *Order) Label(prefix string) string {
	label := prefix + "/"
	for _, item := range o.Items {
		label += item.Article
	}
	return label
}

// Print keeps a large value in a variable that outlives the call.
//
//go:noinline
func (o *Order) Print() int {
	var printed receipt
	for i, item := range o.Items {
		printed.lines[i%64] = item.Article
		printed.total += item.Cents
	}
	lastReceipt = &printed
	return printed.total
}

// Observe lets a closure capture a variable that it changes.
//
//go:noinline
func Observe(start int) func() int {
	count := start
	return func() int {
		count++
		return count
	}
}

// Buffer makes a slice whose size nobody knows before it runs.
//
//go:noinline
func Buffer(size int) int {
	buffer := make([]byte, size)
	return fill(buffer)
}

func fill(buffer []byte) int {
	for i := range buffer {
		buffer[i] = byte(i)
	}
	return len(buffer)
}

// Table makes a slice that is too large for the stack.
//
//go:noinline
func Table() int {
	table := make([]int64, 20_000)
	for i := range table {
		table[i] = int64(i)
	}
	return int(table[len(table)-1])
}

// Box converts a struct to an interface that is kept.
//
//go:noinline
func Box(side float64) {
	var s shape = square{side}
	sink = s
}

// Queue makes a channel and sends into it from a goroutine.
//
//go:noinline
func Queue(values int) int {
	queue := make(chan int, 16)
	go func() {
		for i := range values {
			queue <- i
		}
		close(queue)
	}()
	sum := 0
	for value := range queue {
		sum += value
	}
	return sum
}

// Bytes converts between strings and bytes.
//
//go:noinline
func Bytes(text string) string {
	upper := []byte(text)
	for i, b := range upper {
		if 'a' <= b && b <= 'z' {
			upper[i] = b - 'a' + 'A'
		}
	}
	return string(upper)
}

// Join writes into a builder of the right size.
func Join(parts []string) string {
	var builder strings.Builder
	for _, part := range parts {
		builder.WriteString(part)
	}
	return builder.String()
}
