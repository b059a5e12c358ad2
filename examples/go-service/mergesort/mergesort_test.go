package mergesort

import (
	"math/rand"
	"slices"
	"strconv"
	"testing"
)

func TestSort(t *testing.T) {
	items := rand.New(rand.NewSource(1)).Perm(1000)
	sorted := Sort(items)
	if !slices.IsSorted(sorted) || len(sorted) != len(items) {
		t.Errorf("Sort lost the order or an item: %v", sorted)
	}
}

func BenchmarkSort(b *testing.B) {
	for _, size := range []int{64, 512} {
		items := rand.New(rand.NewSource(1)).Perm(size)
		b.Run(strconv.Itoa(size), func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; i < b.N; i++ {
				Sort(items)
			}
		})
	}
}
