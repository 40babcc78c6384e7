// Package audit is the send log: who sent what to whom, when, over which
// channel and with what outcome, and whether it is still true.
//
// Start with:
//
//   - [Store] is the contract of a log, [NewMemory] one for tests
//   - [Record] is one event, [Query] asks for some
//   - [Fold] makes messages of records: what became of each
//   - [NewHistory] is what an order's page says, [History.Banner] its line
//   - [snapshots.Snapshot] is what a message said, [snapshots.Compare] what has changed
//
// A [Record] is one event; records are only ever added. What became of a message is
// the fold of its records ([Fold]), which late or doubled events cannot move back.
// A [snapshots.Snapshot] keeps what mattered when a message was sent, and
// [snapshots.Compare] names what has changed since. [NewHistory] puts it together for an
// order's page: "E-post skickad: …", red or not, and why. For each person and each thing that
// they were told, the newest good message that told them of it decides, whatever
// its kind and channel. The caller makes the snapshots of what each
// message would say now and hands them down.
//
// These are pure functions. A [Store] keeps the records; [NewMemory] is one,
// notify/sqlstore has others, and audit/storetest checks any.
package audit
