// Package mergesort sorts by recursion and allocates at every level, which makes it a good subject of a memory profile.
package mergesort

import "cmp"

// Sort returns the items in ascending order and leaves its argument as it was.
func Sort[T cmp.Ordered](items []T) []T {
	if len(items) < 2 {
		return items
	}
	middle := len(items) / 2
	return merge(Sort(items[:middle]), Sort(items[middle:]))
}

func merge[T cmp.Ordered](left, right []T) []T {
	merged := make([]T, 0, len(left)+len(right))
	for len(left) > 0 && len(right) > 0 {
		if left[0] <= right[0] {
			merged, left = append(merged, left[0]), left[1:]
		} else {
			merged, right = append(merged, right[0]), right[1:]
		}
	}
	return append(append(merged, left...), right...)
}
