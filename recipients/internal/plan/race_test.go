//go:build race

package plan

// thinned is how many rows of a comparison with the library stand for one that is
// made: under the race detector, which has nothing to find in pure functions, its
// regular expressions take ten times as long.
const thinned = 7 // no divisor of the ten digits, so that each has its turn
