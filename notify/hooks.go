package notify

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"slices"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/notify/plan"
)

// hookCopy is a plan for the host's hooks: what they change in it changes
// neither what is sent nor what is logged. Files are bytes that nobody changes.
func hookCopy(p *plan.Plan) *plan.Plan {
	c := *p
	c.Documents, c.Warnings, c.LeftOut = slices.Clone(p.Documents), slices.Clone(p.Warnings), slices.Clone(p.LeftOut)
	c.Logo, c.LogoDark = copied(p.Logo), copied(p.LogoDark)
	c.Snapshot, c.SnapshotSMS = copied(p.Snapshot), copied(p.SnapshotSMS)
	for _, snapshot := range []*snapshots.Snapshot{c.Snapshot, c.SnapshotSMS} {
		if snapshot != nil {
			snapshot.Fields, snapshot.Lists = slices.Clone(snapshot.Fields), slices.Clone(snapshot.Lists)
		}
	}
	c.Messages = slices.Clone(p.Messages)
	for i := range c.Messages {
		m := &c.Messages[i]
		m.Email, m.SMS = copied(m.Email), copied(m.SMS)
		m.Attachments, m.Replaced = slices.Clone(m.Attachments), slices.Clone(m.Replaced)
		if m.Email != nil {
			m.Email.Calendar = copied(m.Email.Calendar)
		}
	}
	return &c
}

func copied[T any](p *T) *T {
	if p == nil {
		return nil
	}
	c := *p
	return &c
}

// guard runs what belongs to the host, and reports whether it panicked: on a
// goroutine of ours that would end the host's process. The value may hold a
// body or a secret, so only the place is logged.
func (s *Service) guard(ctx context.Context, what string, run func()) (panicked bool) {
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		panicked = true
		kind := fmt.Sprintf("%T", v)
		if e, ok := v.(runtime.Error); ok {
			kind = e.Error()
		}
		s.config.Logger.LogAttrs(context.WithoutCancel(ctx), slog.LevelError, "panic",
			slog.String("in", what), slog.String("panic", kind), slog.String("stack", string(debug.Stack())))
	}()
	run()
	return false
}

func panicked(class delivery.Class, what string) *delivery.Failure {
	return &delivery.Failure{Class: class, Fault: delivery.FaultSender, Reason: reasons.Panicked, Text: what + " panicked"}
}
