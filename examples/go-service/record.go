// Recording: every profile of one run, written to files whose names say which they are.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strings"
	"time"
)

const cpuSeconds = 1500 * time.Millisecond

// record writes an early heap, a CPU profile, and then every kind of profile, after a fixed number of rounds of work.
func record(dir string, shop *shop, rounds int) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	work(shop, rounds/4)
	if err := writeProfile(dir, "heap", "heap-early.pb.gz", 0); err != nil {
		return err
	}
	work(shop, rounds-rounds/4)

	var failures []error
	for _, name := range []string{"heap", "allocs", "block", "mutex", "goroutine", "threadcreate"} {
		failures = append(failures,
			writeProfile(dir, name, name+".pb.gz", 0),
			writeProfile(dir, name, name+".debug1.txt", 1))
	}
	failures = append(failures,
		writeProfile(dir, "goroutine", "goroutine.debug2.txt", 2),
		writeCPU(dir, shop)) // last: how many rounds fit into its time is not fixed
	if pprof.Lookup("goroutineleak") != nil {
		failures = append(failures, writeProfile(dir, "goroutineleak", "goroutineleak.pb.gz", 0))
	}
	return errors.Join(failures...)
}

func work(shop *shop, rounds int) {
	for i := 0; i < rounds; i++ {
		shop.round()
	}
	runtime.GC() // twice: a heap profile tells of the state after the last but one collection
	runtime.GC()
}

func writeProfile(dir, name, file string, debug int) error {
	out, err := os.Create(filepath.Join(dir, file))
	if err != nil {
		return err
	}
	defer out.Close()
	if err := pprof.Lookup(name).WriteTo(out, debug); err != nil {
		return fmt.Errorf("profile %s: %w", name, err)
	}
	return out.Close()
}

func writeCPU(dir string, shop *shop) error {
	out, err := os.Create(filepath.Join(dir, "cpu.pb.gz"))
	if err != nil {
		return err
	}
	defer out.Close()
	if err := pprof.StartCPUProfile(out); err != nil {
		return err
	}
	for end := time.Now().Add(cpuSeconds); time.Now().Before(end); {
		shop.round()
	}
	pprof.StopCPUProfile()
	return out.Close()
}

// recordDeepRecursion writes the heap of a path parser that calls itself once for each of its depth parts.
func recordDeepRecursion(dir string, depth int) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	tree := parsePath(strings.Split(strings.Repeat("part/", depth), "/"))
	runtime.GC()
	err := writeProfile(dir, "heap", "heap-deep.pb.gz", 0)
	runtime.KeepAlive(tree)
	return err
}

func parsePath(parts []string) *category {
	node := &category{name: parts[0] + strings.Repeat(".", 1024)}
	if len(parts) > 1 {
		node.children = []*category{parsePath(parts[1:])}
	}
	return node
}
