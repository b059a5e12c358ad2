// The contention: one ledger, one lock, held longer than it should be.
package main

import (
	"hash/fnv"
	"sync"
)

type ledger struct {
	mu      sync.Mutex
	balance map[string]float64
	digest  uint64
}

// book hashes the order while it holds the lock, so that the other workers queue up behind it.
func (l *ledger) book(order order, amount float64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.balance == nil {
		l.balance = map[string]float64{}
	}
	l.balance[order.Tenant] += amount
	for i := 0; i < 4; i++ {
		l.digest ^= digest(order)
	}
}

func digest(order order) uint64 {
	hash := fnv.New64a()
	for _, line := range order.Lines {
		hash.Write([]byte(line.Article))
	}
	return hash.Sum64()
}
