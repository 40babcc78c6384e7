package notify

import (
	"context"
	"errors"
	"io/fs"
	"strconv"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/notify/order"
)

// prepare finds the sender of a message and completes the message.
func (s *sending) prepare(ctx context.Context, i int) (sendFunc, *delivery.Failure) {
	m, senders := &s.plan.Messages[i], s.senders
	switch {
	case m.Email != nil && senders.Email == nil:
		return nil, noSender("mail server")
	case m.SMS != nil && senders.SMS == nil:
		return nil, noSender("SMS gateway")
	case m.SMS != nil:
		return func(ctx context.Context) (delivery.Receipt, error) { return senders.SMS.Send(ctx, m.SMS) }, nil
	}
	var unavailable *delivery.Failure
	mail, err := s.plan.EmailOf(i, func(d order.File) (data []byte, err error) {
		data, unavailable, err = s.resolve(ctx, d)
		return data, err
	})
	switch {
	case unavailable != nil:
		return nil, unavailable
	case err != nil:
		return nil, &delivery.Failure{
			Class:  delivery.Permanent,
			Fault:  delivery.FaultMessage,
			Reason: reasons.Attachment,
			Text:   delivery.Scrub(err.Error()),
			Err:    err,
		}
	}
	return func(ctx context.Context) (delivery.Receipt, error) { return senders.Email.Send(ctx, mail) }, nil
}

// resolve gets a document's bytes, once for all recipients. The host's error may
// hold a signed link, so its text is not kept; the cause is in the failure's Err.
// What is not there will not be there later; all else may be.
func (s *sending) resolve(ctx context.Context, d order.File) (data []byte, f *delivery.Failure, err error) {
	if s.config.Resolve == nil {
		return nil, nil, errors.New("Config.Resolve is nil, and the document has only a reference")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if had, ok := s.files[d.Ref+"\x00"+d.SHA256]; ok {
		return had, nil, nil
	}
	if s.guard(ctx, "Config.Resolve", func() { data, err = s.config.Resolve(ctx, s.plan.Company, d) }) {
		return nil, panicked(delivery.Configuration, "Config.Resolve"), errors.New("notify: Config.Resolve panicked")
	}
	if err == nil {
		s.files[d.Ref+"\x00"+d.SHA256] = data
		return data, nil, nil
	}
	if own, ok := errors.AsType[*delivery.Failure](err); ok && own != nil {
		return nil, delivery.AsFailure(err), err
	}
	f = &delivery.Failure{
		Class:  delivery.Temporary,
		Fault:  delivery.FaultMessage,
		Reason: reasons.NoAttachment,
		Text:   delivery.Scrub(strconv.Quote(d.Name)),
		Err:    err,
	}
	if errors.Is(err, fs.ErrNotExist) {
		f.Class = delivery.Permanent
	}
	return nil, f, err
}
