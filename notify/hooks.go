package notify

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"slices"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/compose"
)

// hookCopy is a plan for the host's hooks: what they change in it changes
// neither what is sent nor what is logged. Files are bytes that nobody changes.
func hookCopy(plan *compose.Plan) *compose.Plan {
	c := *plan
	c.Documents, c.Warnings, c.LeftOut = slices.Clone(plan.Documents), slices.Clone(plan.Warnings), slices.Clone(plan.LeftOut)
	c.Logo, c.Snapshot = copied(plan.Logo), copied(plan.Snapshot)
	if c.Snapshot != nil {
		c.Snapshot.Fields = slices.Clone(c.Snapshot.Fields)
	}
	c.Messages = slices.Clone(plan.Messages)
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

// panics runs what belongs to the host, and reports whether it panicked: on a
// goroutine of ours that would end the host's process. The value may hold a
// body or a secret, so only the place is logged.
func (s *Service) panics(ctx context.Context, what string, run func()) (panicked bool) {
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
		s.config.Logger.LogAttrs(context.WithoutCancel(ctx), slog.LevelError, "panic", slog.String("in", what), slog.String("panic", kind), slog.String("stack", string(debug.Stack())))
	}()
	run()
	return false
}

func panicked(class delivery.Class, what string) *delivery.Failure {
	return &delivery.Failure{Class: class, Fault: delivery.FaultSender, Reason: "panicked", Text: what + " panicked"}
}
