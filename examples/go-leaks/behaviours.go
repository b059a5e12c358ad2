package main

import (
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// site says what is true of one place that allocates.
type site struct {
	ID     string   `json:"id"`
	Func   string   `json:"func"`
	Class  string   `json:"class"`
	Accept []string `json:"accept"`
	Rate   float64  `json:"nominal_bytes_per_s,omitempty"`
}

// always are the sites that every behaviour has beside its own.
var always = []site{
	{"table", "main.(*table).renew", "steady", []string{"steady", "replaced", "plateau", "unsettled"}, 0},
	{"page", "main.render", "steady", []string{"steady", "insufficient"}, 0},
}

// component does its part of each request; since is the time from the start.
type component interface{ request(since time.Duration) }

type behaviour struct {
	start      func(window time.Duration) component
	goroutines bool
	sites      []site
}

// requests a second, as main.serveTraffic makes them.
const traffic = 500

var behaviours = map[string]behaviour{
	"leak":      {func(time.Duration) component { return &sessions{keep: 1} }, false, []site{{"sessions", "main.(*sessions).request", "leak", []string{"leak"}, traffic * 1024}}},
	"slow-leak": {func(time.Duration) component { return &sessions{keep: 0.2} }, false, []site{{"sessions", "main.(*sessions).request", "leak", []string{"leak"}, 0.2 * traffic * 1024}}},
	"late-leak": {func(window time.Duration) component { return &sessions{keep: 1, from: window / 2} }, false, []site{{"sessions", "main.(*sessions).request", "leak", []string{"leak"}, traffic * 1024}}},
	"lossy":     {func(time.Duration) component { return &transactions{lost: 0.15} }, false, []site{{"transactions", "main.(*transactions).request", "leak", []string{"leak", "suspect"}, 0.15 * traffic * 1024}}},
	"cache":     {func(window time.Duration) component { return &cache{size: 1500, spread: 1500} }, false, []site{{"cache", "main.(*cache).request", "plateau", []string{"plateau", "unsettled", "replaced", "suspect"}, 0}}},
	"step":      {func(window time.Duration) component { return &config{at: []time.Duration{window / 2}} }, false, []site{{"config", "main.(*config).load", "step", []string{"step"}, 0}}},
	"batch":     {func(window time.Duration) component { return &batch{size: 700} }, false, []site{{"batch", "main.(*batch).request", "sawtooth", []string{"sawtooth", "steady"}, 0}}},
	"load":      {func(window time.Duration) component { return &inFlight{window: window} }, false, []site{{"inflight", "main.(*inFlight).request", "load", []string{"load", "steady", "suspect", "unsettled"}, 0}}},
	"queue":     {func(time.Duration) component { return &queue{} }, false, []site{{"queue", "main.(*queue).request", "steady", []string{"steady", "sawtooth", "unsettled", "load", "suspect"}, 0}}},
	"goroutines": {func(time.Duration) component { return &watchers{} }, true, []site{
		{"watchers", "main.(*watchers).watch", "leak", []string{"leak"}, traffic / 10},
		{"pool", "main.(*watchers).work", "steady", []string{"steady", "plateau", "insufficient"}, 0},
	}},
}

func behaviourNames() string {
	names := make([]string, 0, len(behaviours))
	for name := range behaviours {
		names = append(names, name)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// blob is what everything here is made of: who called it is what matters.
//
//go:noinline
func blob(size int) []byte { return make([]byte, size) }

// table renews its rows one after the other: its size never changes.
type table struct {
	rows [][]byte
	next int
}

func (t *table) load(rows int) {
	for range rows {
		t.rows = append(t.rows, blob(1024))
	}
}

func (t *table) renew() {
	t.rows[t.next] = blob(1024)
	t.next = (t.next + 1) % len(t.rows)
}

// render makes garbage.
func render() int {
	total := 0
	for range 4 {
		total += len(blob(4096))
	}
	return total
}

// sessions keeps a share of what it opens for ever, from a time on.
type sessions struct {
	open [][]byte
	keep float64
	from time.Duration
}

func (s *sessions) request(since time.Duration) {
	if since >= s.from && rand.Float64() < s.keep {
		s.open = append(s.open, blob(1024))
	}
}

// transactions end after a while, but for a share that is lost.
type transactions struct {
	begun []transaction
	lost  float64
	kept  [][]byte
}

type transaction struct {
	data []byte
	ends time.Duration
}

func (t *transactions) request(since time.Duration) {
	data := blob(1024)
	if rand.Float64() < t.lost {
		t.kept = append(t.kept, data)
	} else {
		t.begun = append(t.begun, transaction{data, since + time.Duration(rand.ExpFloat64()*float64(300*time.Millisecond))})
	}
	t.begun = slices.DeleteFunc(t.begun, func(each transaction) bool { return each.ends < since })
}

// cache fills up with what is asked for, and then holds.
type cache struct {
	entries map[int][]byte
	size    int
	spread  int
}

func (c *cache) request(time.Duration) {
	if c.entries == nil {
		c.entries = map[int][]byte{}
	}
	key := rand.IntN(c.spread)
	if _, ok := c.entries[key]; !ok && len(c.entries) < c.size {
		c.entries[key] = blob(2048)
	}
}

// config is loaded anew at times, and the one before is kept.
type config struct {
	at     []time.Duration
	loaded [][]byte
}

func (c *config) request(since time.Duration) {
	if len(c.loaded) == 0 {
		c.load()
	}
	if len(c.at) > 0 && since >= c.at[0] {
		c.at = c.at[1:]
		c.load()
	}
}

func (c *config) load() {
	for range 1200 {
		c.loaded = append(c.loaded, blob(2048))
	}
}

// batch collects and sends.
type batch struct {
	items [][]byte
	size  int
}

func (b *batch) request(time.Duration) {
	b.items = append(b.items, blob(2048))
	if len(b.items) == b.size {
		b.items = nil
	}
}

// inFlight holds each request for a second; there are ever more of them.
type inFlight struct {
	window time.Duration
	held   []transaction
}

func (f *inFlight) request(since time.Duration) {
	for range 1 + int(4*since/max(f.window, 1)) {
		f.held = append(f.held, transaction{blob(1024), since + time.Second})
	}
	f.held = slices.DeleteFunc(f.held, func(each transaction) bool { return each.ends < since })
}

// queue is served as fast as it is filled, so that its length walks at random.
type queue struct{ jobs [][]byte }

func (q *queue) request(time.Duration) {
	for range rand.IntN(5) {
		q.jobs = append(q.jobs, blob(1024))
	}
	served := min(rand.IntN(5), len(q.jobs))
	q.jobs = slices.Delete(q.jobs, 0, served)
}

// watchers start a goroutine for every tenth request that waits for news which never come.
type watchers struct {
	requests int
	news     []chan int
	jobs     chan int
}

func (w *watchers) request(time.Duration) {
	if w.jobs == nil {
		w.jobs = make(chan int)
		for range 20 {
			go w.work()
		}
	}
	w.requests++
	w.jobs <- w.requests
	if w.requests%10 == 0 {
		news := make(chan int)
		w.news = append(w.news, news)
		go w.watch(news)
	}
}

func (w *watchers) watch(news chan int) { <-news }

func (w *watchers) work() {
	for range w.jobs {
	}
}
