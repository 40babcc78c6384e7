// Package notifytest helps the unit tests of hosts: recorders in the place of
// mail server and gateway, with assertions that say what was sent instead, a
// fixed clock, and sample orders. See the example for a whole test.
package notifytest
