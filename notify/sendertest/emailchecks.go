package sendertest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
)

func checkContext(ctx context.Context, s EmailSubject) error {
	over, cancel := context.WithCancel(ctx)
	cancel()
	o, err := s.send(over, Accepting)
	switch {
	case err != nil:
		return err
	case !errors.Is(o.err, context.Canceled):
		return fmt.Errorf("a context that was over gave %w", o.err)
	case len(o.taken) > 0:
		return errors.New("a context that was over sent a mail")
	}
	soon, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
	defer cancel()
	begun := time.Now()
	o, err = s.send(soon, Silent)
	switch took := time.Since(begun); {
	case errors.Is(err, ErrCannotShow):
		return nil
	case err != nil:
		return err
	case !errors.Is(o.err, context.DeadlineExceeded):
		return fmt.Errorf("a context of 50 ms before a silent server gave %w", o.err)
	case took > 50*time.Millisecond+ObeyWithin:
		return fmt.Errorf("a context of 50 ms was obeyed after %v", took)
	}
	return nil
}

func checkInvalid(ctx context.Context, s EmailSubject) error {
	sender, taken, ok := s.Open(Accepting)
	if !ok {
		return ErrCannotShow
	}
	m := sample("m-1")
	m.Subject += "\r\nBcc: eve@example.com"
	_, err := sender.Send(ctx, m)
	if f := delivery.AsFailure(err); f == nil || f.Class != delivery.Permanent || f.Fault != delivery.FaultMessage {
		return fmt.Errorf("a line break in the subject gave %w", err)
	}
	if len(taken()) > 0 {
		return errors.New("a message with a line break in its subject was taken")
	}
	return nil
}

func checkConcurrent(ctx context.Context, s EmailSubject) error {
	sender, taken, ok := s.Open(Accepting)
	if !ok {
		return ErrCannotShow
	}
	const n = 40
	errs := make([]error, n)
	var work sync.WaitGroup
	for i := range n {
		work.Go(func() {
			m := sample("m-" + strconv.Itoa(i))
			if i%4 == 3 {
				m.Subject = "" // cannot be sent, and hurts nobody else
			}
			_, errs[i] = sender.Send(ctx, m)
		})
	}
	work.Wait()
	for i, err := range errs {
		if (err != nil) != (i%4 == 3) {
			return fmt.Errorf("the mail %d of %d sent at a time: %w", i, n, err)
		}
	}
	different := map[string]bool{}
	for _, mail := range taken() {
		different[string(mail.Raw)] = true
	}
	if got := len(different); got != n*3/4 {
		return fmt.Errorf("%d mails were sent at a time and %d taken", n*3/4, got)
	}
	return nil
}

func checkUnchanged(ctx context.Context, s EmailSubject) error {
	sender, taken, ok := s.Open(Accepting)
	if !ok {
		return ErrCannotShow
	}
	m := sample("m-1")
	before, err := json.Marshal(m)
	if err != nil {
		return err
	}
	if _, err := sender.Send(ctx, m); err != nil {
		return err
	}
	after, err := json.Marshal(m)
	if err != nil {
		return err
	}
	if !bytes.Equal(before, after) {
		return errors.New("the message was changed by Send")
	}
	var raw []byte
	for _, mail := range taken() {
		raw = append(raw, mail.Raw...)
	}
	m.Subject, m.Text = "changed", "changed"
	copy(m.Attachments[0].Data, "XXXX")
	for _, mail := range taken() {
		if !bytes.HasPrefix(raw, mail.Raw) {
			return errors.New("what was taken changes with the message after Send")
		}
		raw = raw[len(mail.Raw):]
	}
	return nil
}

func checkOneRecipient(ctx context.Context, s EmailSubject) error {
	o, err := s.send(ctx, Accepting)
	if err != nil {
		return err
	}
	for _, mail := range o.taken {
		if to := sample("m-1").To.Address.ASCII(); mail.To != to {
			return fmt.Errorf("a mail to %s went to %q", to, mail.To)
		}
	}
	return o.err
}
