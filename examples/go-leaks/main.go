// Command leaks is a server whose memory behaves as it is told: it leaks, caches, queues or grows with its traffic.
//
//	go run . -behave leak                        # serves /debug/pprof/ on 127.0.0.1:6060
//	go run . -behave cache -record DIR           # writes a series of heap profiles, and what is true of it
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	_ "net/http/pprof" // serves /debug/pprof/ on the default mux
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"time"
)

func main() {
	behave := flag.String("behave", "leak", "what the memory does: "+behaviourNames())
	listen := flag.String("listen", "127.0.0.1:6060", "address to serve on")
	record := flag.String("record", "", "write a series of profiles to this directory and exit instead of serving")
	every := flag.Duration("every", 400*time.Millisecond, "with -record: time from one profile to the next")
	count := flag.Int("count", 24, "with -record: how many profiles")
	rate := flag.Int("memprofilerate", 64<<10, "bytes per heap sample")
	flag.Parse()

	// The rate is for the whole process and counts from here on: set it before any work.
	runtime.MemProfileRate = *rate
	behaviour, ok := behaviours[*behave]
	if !ok {
		log.Fatalf("leaks: no behaviour %q; choose one of %s", *behave, behaviourNames())
	}
	app := &app{}
	app.behaviour = behaviour.start(time.Duration(*count) * *every)
	go app.serveTraffic()
	if *record == "" {
		listener, err := net.Listen("tcp", *listen)
		if err != nil {
			log.Fatal("leaks: ", err)
		}
		log.Printf("profiles at http://%s/debug/pprof/", listener.Addr())
		log.Fatal(http.Serve(listener, nil))
	}
	if err := app.record(*record, *behave, behaviour, *every, *count); err != nil {
		log.Fatal("leaks: ", err)
	}
}

// app serves requests: each renders a page, renews a row of a table, and does what the behaviour does.
type app struct {
	table     table
	behaviour component
	served    int
}

func (a *app) serveTraffic() {
	a.table.load(2000)
	start := time.Now()
	for now := range time.Tick(2 * time.Millisecond) {
		since := now.Sub(start)
		// A machine that is busy makes requests late, not fewer.
		for due := int(since.Seconds() * traffic); a.served < due; a.served++ {
			render()
			a.table.renew()
			a.behaviour.request(since)
		}
	}
}

// record writes a heap profile every so often, after a collection, and a goroutine profile beside it where that tells more.
func (a *app) record(dir, name string, b behaviour, every time.Duration, count int) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	// The first collection's profile comes two cycles late.
	time.Sleep(every)
	runtime.GC()
	runtime.GC()
	kind := "heap"
	if b.goroutines {
		kind = "goroutine"
	}
	for i := range count {
		runtime.GC()
		if err := writeProfile(filepath.Join(dir, fmt.Sprintf("%03d.pb.gz", i)), kind); err != nil {
			return err
		}
		time.Sleep(every)
	}
	truth := map[string]any{"name": name, "truth": map[string]any{"verdict": b.sites[0].Class, "sites": append(b.sites, always...)}}
	if b.goroutines {
		truth["truth"] = map[string]any{"verdict": b.sites[0].Class, "sites": b.sites}
	}
	text, err := json.MarshalIndent(truth, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "truth.json"), append(text, '\n'), 0o666)
}

func writeProfile(path, kind string) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := pprof.Lookup(kind).WriteTo(file, 0); err != nil {
		return err
	}
	return file.Close()
}
