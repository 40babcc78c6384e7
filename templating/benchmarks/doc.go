// Package benchmarks measures templating beside other libraries. It is a module
// of its own, so that hosts get none of them.
package benchmarks
