// The shop: what one round of work is, and who asks for it.
package main

import (
	"context"
	"encoding/json"
	"math/rand"
	"runtime/pprof"
	"sync"

	"heapwise.example/service/mergesort"
)

const (
	workers        = 4
	ordersPerRound = 12
	linesPerOrder  = 120
)

var tenants = []string{"acme", "globex", "initech"}

type orderLine struct {
	Article  string  `json:"article"`
	Quantity int     `json:"quantity"`
	Price    float64 `json:"price"`
}

type order struct {
	ID     int         `json:"id"`
	Tenant string      `json:"tenant"`
	Lines  []orderLine `json:"lines"`
}

type shop struct {
	catalog  *category
	sessions *sessionCache
	ledger   ledger
	feed     feed
	leaks    bool

	mu     sync.Mutex
	random *rand.Rand
	nextID int
}

func newShop(leaks bool) *shop {
	return &shop{
		catalog:  newCatalog(4, 4),
		sessions: newSessionCache(),
		leaks:    leaks,
		random:   rand.New(rand.NewSource(1)),
	}
}

// round is the unit of work: every worker serves its share of the orders, under labels that name tenant and endpoint.
func (s *shop) round() {
	var group sync.WaitGroup
	for worker := 0; worker < workers; worker++ {
		labels := pprof.Labels("tenant", tenants[worker%len(tenants)], "endpoint", "/order")
		group.Add(1)
		go func(worker int) {
			defer group.Done()
			pprof.Do(context.Background(), labels, func(ctx context.Context) {
				s.serveOrders(ctx, worker)
			})
		}(worker)
	}
	group.Wait()
	if s.leaks {
		s.feed.subscribe("audit")
	}
}

func (s *shop) serveOrders(ctx context.Context, worker int) {
	for i := 0; i < ordersPerRound; i++ {
		order := s.newOrder(worker)
		receipt := concatenateReceipt(order)
		s.ledger.book(order, total(order))
		pprof.Do(ctx, pprof.Labels("step", "search"), func(context.Context) {
			s.catalog.walk(s.catalog.score) // a method value
		})
		if s.leaks {
			s.sessions.remember(order, receipt)
		}
		encodeOrder(order)
	}
	pprof.Do(ctx, pprof.Labels("step", "rank"), func(context.Context) { s.rank() })
}

func (s *shop) newOrder(worker int) order {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.nextID++
	lines := make([]orderLine, linesPerOrder)
	for i := range lines {
		lines[i] = orderLine{Article: articleName(s.random.Intn(5000)), Quantity: 1 + s.random.Intn(9), Price: s.random.Float64() * 100}
	}
	return order{ID: s.nextID, Tenant: tenants[worker%len(tenants)], Lines: lines}
}

// rank sorts prices with the recursive, allocating sort.
func (s *shop) rank() {
	prices := mapSlice(s.newOrder(0).Lines, func(line orderLine) float64 { return line.Price })
	sorted := mergesort.Sort(prices)
	encode := json.Marshal // a function value
	if _, err := encode(sorted); err != nil {
		panic(err)
	}
}

func encodeOrder(order order) []byte {
	encoded, err := json.Marshal(order)
	if err != nil {
		panic(err)
	}
	return encoded
}

// mapSlice is generic, so its name in a profile has a shape in brackets.
func mapSlice[T, U any](items []T, convert func(T) U) []U {
	converted := make([]U, 0, len(items))
	for _, item := range items {
		converted = append(converted, convert(item))
	}
	return converted
}
