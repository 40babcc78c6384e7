// Package snapshots keeps what a message said, so that it can be told later what of it
// is no longer so.
//
// Start with:
//
//   - [Snapshot] is what mattered when a message was sent, as a list of fields
//   - [Compare] says what has changed since, each a [Difference] in words for people
//   - [Snapshot.Drop] leaves proofs of the values where the values may not be kept
//   - [Fingerprint] stands for a whole order, for hosts that want any change marked
//
// Equal to people is equal: the order of names, blanks at the ends of lines, seconds and
// zones make no change. These are pure functions over plain data that goes through
// encoding/json and back unchanged; values are safe for concurrent reads.
package snapshots
