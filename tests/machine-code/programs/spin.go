// A program to look into: inlined, recursive and generic functions. It writes cpu.pb.gz and heap.pb.gz to the directory
// that its argument names.
package main

import (
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"syscall"
	"time"
)

var kept [][]byte
var sum int

func main() {
	dir := os.Args[1]
	runtime.MemProfileRate = 512
	cpu, err := os.Create(filepath.Join(dir, "cpu.pb.gz"))
	check(err)
	check(pprof.StartCPUProfile(cpu))
	for cpuTime() < 600*time.Millisecond {
		sum += spin(50) + descend(14) + largest([]int{sum, 1, 2}) + int(largest([]uint8{3, 4}))
	}
	pprof.StopCPUProfile()
	check(cpu.Close())

	for i := 0; i < 400; i++ {
		keep(i)
	}
	runtime.GC()
	heap, err := os.Create(filepath.Join(dir, "heap.pb.gz"))
	check(err)
	check(pprof.WriteHeapProfile(heap))
	check(heap.Close())
}

// On a busy machine this is less than the time on the clock.
func cpuTime() time.Duration {
	var usage syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano())
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

//go:noinline
func spin(rounds int) int {
	value := 1
	for i := 0; i < rounds; i++ {
		value = step(value) + i
	}
	return value
}

// Small enough to be inlined.
func step(value int) int {
	if value%2 == 0 {
		return value / 2
	}
	return value*3 + 1
}

//go:noinline
func descend(depth int) int {
	if depth == 0 {
		return spin(20)
	}
	left := descend(depth - 1)
	return left + descend(depth/2)
}

//go:noinline
func largest[T int | uint8](values []T) T {
	most := values[0]
	for i := 0; i < 200; i++ {
		for _, value := range values {
			if value > most {
				most = value
			}
		}
	}
	return most
}

//go:noinline
func keep(size int) {
	kept = append(kept, make([]byte, 100+size), grow(size))
}

func grow(size int) []byte { return make([]byte, size*2+1) }
