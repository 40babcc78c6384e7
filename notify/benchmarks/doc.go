// Command benchmarks measures what a host feels of Budkavle beside the libraries
// that do the same, each by the fastest way that its documentation shows, and
// prints the tables as Markdown:
//
//	go -C notify/benchmarks run .              # everything, some minutes
//	go -C notify/benchmarks run . -only plan   # one group
//
// It is a module of its own, so that hosts get none of what is compared with.
// Every figure is the least of some rounds in one run, in which all that is
// compared takes turns; a ratio is Budkavle's figure over the other's, so below 1
// is less. A goal that is missed says so, and why. The benchmarks are named for
// benchstat:
//
//	go -C notify/benchmarks test -run '^$' -bench Plan -count 10 | benchstat -col /by -
package main
