// Command mergesort writes the heap profile of a recursive merge sort in which every allocation is recorded.
// Each node of the recursion has its own path of left and right calls, so that every sample has its own stack:
// a million of them from 2^20 numbers.
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
)

const levels = 20

// Holds on to every run that was ever merged, so that all of them are in use when the profile is taken.
var merged [][]int

func main() {
	runtime.MemProfileRate = 1
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: mergesort FILE")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "mergesort:", err)
		os.Exit(1)
	}
}

//go:noinline
func run(path string) error {
	if err := sortReports(); err != nil {
		return err
	}
	// The profile shows the state at the end of the last collection.
	runtime.GC()
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := pprof.Lookup("heap").WriteTo(file, 0); err != nil {
		return err
	}
	return file.Close()
}

//go:noinline
func sortReports() error {
	numbers := make([]int, 1<<levels)
	state := uint(1)
	for i := range numbers {
		state = state*1664525 + 1013904223
		numbers[i] = int(state)
	}
	sorted := sortWith(numbers, less)
	for i := 1; i < len(sorted); i++ {
		if sorted[i-1] > sorted[i] {
			return fmt.Errorf("not sorted at %d", i)
		}
	}
	return nil
}

func less(a, b int) bool { return a < b }

//go:noinline
func sortWith(numbers []int, less func(a, b int) bool) []int {
	return sortBy(numbers, less)
}

//go:noinline
func sortBy(numbers []int, less func(a, b int) bool) []int {
	return mergeSort(numbers, less)
}

//go:noinline
func mergeSort(numbers []int, less func(a, b int) bool) []int {
	if len(numbers) < 2 {
		return numbers
	}
	middle := len(numbers) / 2
	left := mergeSort(numbers[:middle], less)
	right := mergeSort(numbers[middle:], less)
	return merge(left, right, less)
}

//go:noinline
func merge(left, right []int, less func(a, b int) bool) []int {
	run := newRun(len(left) + len(right))
	for len(left) > 0 && len(right) > 0 {
		if less(right[0], left[0]) {
			run = append(run, right[0])
			right = right[1:]
		} else {
			run = append(run, left[0])
			left = left[1:]
		}
	}
	run = append(run, left...)
	run = append(run, right...)
	merged = append(merged, run)
	return run
}

//go:noinline
func newRun(length int) []int {
	return fromArena(length)[:0]
}

//go:noinline
func fromArena(length int) []int {
	return allocate(length)
}

//go:noinline
func allocate(length int) []int {
	return make([]int, length)
}
