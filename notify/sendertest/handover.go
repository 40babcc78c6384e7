package sendertest

import (
	"context"
	"errors"
	"fmt"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/smsgw"
)

// errNotYours is what the hook says that lets nothing go.
var errNotYours = errors.New("sendertest: another has claimed it")

// checkHandOver sends with a hook that says no, with one that says yes, and
// where nothing gets so far that it can be handed over.
func checkHandOver(ctx context.Context, s EmailSubject) error {
	o, err := s.send(delivery.WithHandOver(ctx, func(context.Context) error { return errNotYours }), Accepting)
	if err != nil {
		return err
	}
	if err := checkNotClaimed(o.err, len(o.taken)); err != nil {
		return err
	}
	for _, situation := range []Situation{Accepting, DiesAfter, RefusesLogin} {
		sender, taken, ok := s.Open(situation)
		if !ok {
			continue
		}
		asked, early := 0, 0
		_, err := sender.Send(delivery.WithHandOver(ctx, func(context.Context) error {
			asked++
			early += len(taken())
			return nil
		}), sample("m-1"))
		if err := checkAsked(string(situation), asked, early, situation != RefusesLogin); err != nil {
			return err
		}
		if situation == Accepting && err != nil {
			return fmt.Errorf("%s: %w", situation, err)
		}
	}
	return nil
}

// checkSMSHandOver is checkHandOver for SMS. A login goes with the message, so that
// a gateway that refuses it has been handed the message, too.
func checkSMSHandOver(ctx context.Context, s SMSSubject) error {
	s.Set(Accepting)
	refusing := delivery.WithHandOver(ctx, func(context.Context) error { return errNotYours })
	_, err := s.Sender.Send(refusing, smsSample("not-yours"))
	if err := checkNotClaimed(err, len(s.Taken())); err != nil {
		return err
	}
	for _, situation := range []Situation{Accepting, DiesAfter} {
		if !s.Set(situation) {
			continue
		}
		asked, early, before := 0, 0, len(s.Taken())
		_, err := s.Sender.Send(delivery.WithHandOver(ctx, func(context.Context) error {
			asked++
			early += len(s.Taken()) - before
			return nil
		}), smsSample("yours-"+string(situation)))
		if err := checkAsked(string(situation), asked, early, true); err != nil {
			return err
		}
		if situation == Accepting && err != nil {
			return fmt.Errorf("%s: %w", situation, err)
		}
	}
	asked := false
	_, _ = s.Sender.Send(delivery.WithHandOver(ctx, func(context.Context) error {
		asked = true
		return nil
	}), &smsgw.SMS{ID: "invalid"})
	if asked {
		return errors.New("the hook was asked about an SMS that cannot be sent")
	}
	return nil
}

// checkNotClaimed holds what a sender made of a hook that said no.
func checkNotClaimed(err error, taken int) error {
	f := delivery.AsFailure(err)
	switch {
	case taken > 0:
		return errors.New("the hook said no, and the message was taken")
	case f == nil || f.Class != delivery.Temporary || f.Reason != reasons.NotClaimed || !errors.Is(err, errNotYours):
		return fmt.Errorf("the hook said no: want a temporary failure %q that wraps its error, got %w",
			reasons.NotClaimed, err)
	}
	return nil
}

// checkAsked holds when a hook that says yes was asked.
func checkAsked(situation string, asked, early int, want bool) error {
	switch {
	case early > 0:
		return fmt.Errorf("%s: the message was taken before the hook was asked", situation)
	case want && asked != 1:
		return fmt.Errorf("%s: the hook was asked %d times", situation, asked)
	case !want && asked > 0:
		return fmt.Errorf("%s: the hook was asked, and nothing can have been handed over", situation)
	}
	return nil
}
