// Command service is a small shop whose memory and time are worth a look: one hot spot, two leaks, and steady work beside them.
package main

import (
	"flag"
	"fmt"
	"log"
	"net/http"
	_ "net/http/pprof" // serves /debug/pprof/ on the default mux
	"os"
	"runtime"
	"time"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:6060", "address to serve on; keep it on loopback, profiles tell much")
	recordDir := flag.String("record", "", "write every profile to this directory and exit instead of serving")
	rounds := flag.Int("rounds", 40, "with -record: rounds of work before the last profile")
	depth := flag.Int("depth", 0, "with -record: write only the heap of a recursion this deep")
	memProfileRate := flag.Int("memprofilerate", runtime.MemProfileRate, "bytes per heap sample")
	leak := flag.Bool("leak", true, "keep sessions and subscribers for ever, as the bug in this program does")
	flag.Parse()

	// All three rates are for the whole process and count from here on: set them before any work.
	runtime.MemProfileRate = *memProfileRate
	runtime.SetBlockProfileRate(1)
	runtime.SetMutexProfileFraction(1)

	shop := newShop(*leak)
	var err error
	switch {
	case *recordDir == "":
		err = serve(*listen, shop)
	case *depth > 0:
		err = recordDeepRecursion(*recordDir, *depth)
	default:
		err = record(*recordDir, shop, *rounds)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "service:", err)
		os.Exit(1)
	}
}

// serve works for ever, a round every tenth of a second, and answers /debug/pprof/ meanwhile.
func serve(address string, shop *shop) error {
	go func() {
		for range time.Tick(100 * time.Millisecond) {
			shop.round()
		}
	}()
	http.HandleFunc("/receipt", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, concatenateReceipt(shop.newOrder(0)))
	})
	log.Printf("profiles at http://%s/debug/pprof/", address)
	return http.ListenAndServe(address, nil)
}
