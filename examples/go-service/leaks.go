// The two leaks: sessions that nothing evicts, and subscribers that nobody ever publishes to.
package main

import (
	"context"
	"runtime/pprof"
	"sync"
)

type session struct {
	order   order
	receipt string
}

type sessionCache struct {
	mu       sync.Mutex
	sessions map[int]*session
}

func newSessionCache() *sessionCache {
	return &sessionCache{sessions: map[int]*session{}}
}

// remember keeps the whole order and receipt under a key that never comes again.
func (c *sessionCache) remember(order order, receipt string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sessions[order.ID] = &session{order, receipt}
}

type feed struct {
	mu          sync.Mutex
	subscribers []string
}

// subscribe starts a goroutine that waits for an event on a channel that only it can see.
func (f *feed) subscribe(name string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.subscribers = append(f.subscribers, name)
	events := make(chan order)
	go pprof.Do(context.Background(), pprof.Labels("subscriber", name), func(context.Context) {
		awaitEvents(events)
	})
}

func awaitEvents(events <-chan order) {
	for event := range events {
		encodeOrder(event)
	}
}
