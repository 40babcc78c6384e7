//go:build !race

package plan

// thinned is how many rows of a comparison with the library stand for one that is made.
const thinned = 1
