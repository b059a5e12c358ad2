package orders

import "testing"

var parts = []string{"needle", "thread", "thimble", "button", "scissors"}

// BenchmarkOrders allocates for each of the reasons that the functions of orders.go have.
func BenchmarkOrders(b *testing.B) {
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		order := NewOrder(7)
		for cents, part := range parts {
			order.AddItem(part, cents)
			order.Note(part, "a note")
		}
		sink = NewItem("ribbon", 250)
		order.Describe()
		order.Label("shop")
		order.Print()
		observe := Observe(3)
		observe()
		Buffer(1000 + len(order.Items))
		if i%100 == 0 {
			Table()
		}
		Box(2)
		Queue(4)
		Bytes("a text of more than thirty-two bytes, so that no buffer on the stack is enough")
		Join(parts)
	}
}
