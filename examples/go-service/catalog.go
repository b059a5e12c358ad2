// The steady work: a tree of articles, walked by recursion.
package main

import "strconv"

type category struct {
	name     string
	children []*category
}

// newCatalog makes a tree of the given depth, with the given number of children under each category.
func newCatalog(depth, fanout int) *category {
	root := &category{name: "category-" + strconv.Itoa(depth)}
	if depth == 0 {
		return root
	}
	for i := 0; i < fanout; i++ {
		root.children = append(root.children, newCatalog(depth-1, fanout))
	}
	return root
}

func (c *category) walk(visit func(*category)) {
	visit(c)
	for _, child := range c.children {
		child.walk(visit)
	}
}

// score is called by several workers at once, so it only reads.
func (c *category) score(visited *category) {
	sum := 0
	for i := range visited.name {
		sum += int(visited.name[i]) ^ len(c.name)
	}
	if sum < 0 {
		panic("a sum of bytes is never negative")
	}
}

func articleName(number int) string {
	return "article-" + strconv.Itoa(number)
}
