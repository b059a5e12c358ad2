// Spends time in functions that are called, inlined and generic, and writes a CPU profile of it.
package main

import (
	"os"
	"runtime/pprof"
	"sort"
	"strings"
	"syscall"
	"time"
)

type number interface{ ~int | ~float64 }

func double[T number](value T) T { return value + value }

func mix(value int) int { return value<<5 ^ value>>3 ^ 0x5bd1 }

//go:noinline
func spin(rounds int) int {
	value := rounds
	for i := 0; i < rounds; i++ {
		value = mix(double(value)) % 1_000_003
	}
	return value
}

//go:noinline
func words(rounds int) int {
	list := strings.Fields(strings.Repeat("pear apple fig ", rounds))
	sort.Slice(list, func(i, j int) bool { return list[i] < list[j] })
	return len(list)
}

// On a busy machine this is less than the time on the clock.
func cpuTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano())
}

func main() {
	file, err := os.Create(os.Args[1])
	if err != nil {
		panic(err)
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		panic(err)
	}
	for cpuTime() < 600*time.Millisecond {
		spin(200_000)
		words(300)
	}
	pprof.StopCPUProfile()
	file.Close()
}
