package sendertest

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/email"
)

// An outcome is what became of one Send.
type outcome struct {
	receipt delivery.Receipt
	err     error
	taken   []Taken
}

// EmailRules returns the rules of email.Sender.
func EmailRules() []Rule[EmailSubject] {
	return []Rule[EmailSubject]{
		{1, "a log that says sent when nothing was taken leaves the customer waiting", checkReceipt},
		{2, "a customer who gets the same mail twice takes it for spam", checkOnce},
		{3, "what the user saw and what the log keeps must be what went out", checkBytes},
		{4, "without a class nobody knows whether to try again", checkFailureType},
		{5, "a refusal for good that is tried again costs the sender its reputation", checkRefusals},
		{6, "a message that may have arrived must not be repeated silently", checkDying},
		{7, "a password in an error text ends up in logs and screenshots", checkSecret},
		{8, "a host that shuts down or a user who waits must not hang on a mail server", checkContext},
		{9, "a message that cannot be encoded must not leave half a mail behind", checkInvalid},
		{10, "many orders are sent at a time, and one bad address must not hurt the others", checkConcurrent},
		{11, "the message is logged and perhaps sent again after Send", checkUnchanged},
		{12, "no customer may see or get another's mail", checkOneRecipient},
		{13, "who crashes cannot tell what was sent from what was not", checkHandOver},
	}
}

func checkReceipt(ctx context.Context, s EmailSubject) error {
	for _, situation := range []Situation{Accepting, RefusesRecipient, RefusesForNow, DiesBefore} {
		o, err := s.send(ctx, situation)
		switch {
		case errors.Is(err, ErrCannotShow) && situation != Accepting:
			continue
		case err != nil:
			return err
		case o.err == nil && len(o.taken) == 0:
			return fmt.Errorf("%s: Send returned nil and nothing was taken", situation)
		case o.err == nil && o.receipt.Provider == "":
			return fmt.Errorf("%s: the receipt names no provider", situation)
		case situation == Accepting && o.err != nil:
			return fmt.Errorf("%s: %w", situation, o.err)
		}
	}
	return nil
}

func checkOnce(ctx context.Context, s EmailSubject) error {
	for _, situation := range []Situation{Accepting, DiesAfter} {
		o, err := s.send(ctx, situation)
		if errors.Is(err, ErrCannotShow) && situation != Accepting {
			continue
		}
		if err != nil {
			return err
		}
		if len(o.taken) > 1 {
			return fmt.Errorf("%s: the mail was taken %d times", situation, len(o.taken))
		}
	}
	return nil
}

func checkBytes(ctx context.Context, s EmailSubject) error {
	o, err := s.send(ctx, Accepting)
	if err != nil {
		return err
	}
	want, err := email.Encode(sample("m-1"))
	if err != nil {
		return err
	}
	if o.err != nil || len(o.taken) == 0 {
		return fmt.Errorf("%d mails were taken, and the error is %w", len(o.taken), o.err)
	}
	if !bytes.HasSuffix(o.taken[0].Raw, want) {
		return errors.New("what was taken is not what Encode gives")
	}
	return nil
}

// asFailure returns the failure that err must be.
func asFailure(err error) (*delivery.Failure, error) {
	if err == nil {
		return nil, errors.New("the error is nil")
	}
	f, ok := errors.AsType[*delivery.Failure](err)
	if !ok {
		return nil, fmt.Errorf("the error is no *delivery.Failure: %w", err)
	}
	if f.Reason == "" {
		return nil, fmt.Errorf("the failure has no reason: %w", err)
	}
	switch f.Class {
	case delivery.Permanent, delivery.Temporary, delivery.Uncertain, delivery.Configuration:
		return f, nil
	}
	return nil, fmt.Errorf("the failure has no class: %w", err)
}

func checkFailureType(ctx context.Context, s EmailSubject) error {
	shown := false
	for _, situation := range []Situation{RefusesRecipient, RefusesForNow, RefusesLogin, DiesBefore, DiesAfter} {
		o, err := s.send(ctx, situation)
		if errors.Is(err, ErrCannotShow) {
			continue
		}
		shown = true
		if _, err := asFailure(o.err); err != nil {
			return fmt.Errorf("%s: %w", situation, err)
		}
	}
	if !shown {
		return ErrCannotShow
	}
	return nil
}

// expect sends in a situation and wants one of the classes and nothing taken.
func (s EmailSubject) expect(ctx context.Context, situation Situation, nothing bool, classes ...delivery.Class) error {
	o, err := s.send(ctx, situation)
	if err != nil {
		return err
	}
	f := delivery.AsFailure(o.err)
	if f == nil {
		return fmt.Errorf("%s: Send returned nil", situation)
	}
	if nothing && len(o.taken) > 0 {
		return fmt.Errorf("%s: the mail was taken", situation)
	}
	if slices.Contains(classes, f.Class) {
		return nil
	}
	return fmt.Errorf("%s: want %v, got %w", situation, classes, o.err)
}

func checkRefusals(ctx context.Context, s EmailSubject) error {
	err := s.expect(ctx, RefusesRecipient, true, delivery.Permanent, delivery.Configuration)
	if err == nil {
		err = s.expect(ctx, RefusesForNow, true, delivery.Temporary)
	}
	return err
}

func checkDying(ctx context.Context, s EmailSubject) error {
	err := s.expect(ctx, DiesAfter, false, delivery.Uncertain)
	if err == nil {
		err = s.expect(ctx, DiesBefore, true, delivery.Temporary)
	}
	return err
}

func checkSecret(ctx context.Context, s EmailSubject) error {
	if s.Secret == "" {
		return ErrCannotShow
	}
	o, err := s.send(ctx, RefusesLogin)
	if err != nil {
		return err
	}
	if f := delivery.AsFailure(o.err); f == nil || f.Class != delivery.Configuration || f.Fault != delivery.FaultSender {
		return fmt.Errorf("a refused login gave %w", o.err)
	}
	for err := o.err; err != nil; err = errors.Unwrap(err) {
		for _, text := range []string{err.Error(), fmt.Sprintf("%+v", err), fmt.Sprintf("%#v", err)} {
			if strings.Contains(text, s.Secret) || strings.Contains(text, base64.StdEncoding.EncodeToString([]byte(s.Secret))) {
				return errors.New("the password is in the error")
			}
		}
	}
	return nil
}
