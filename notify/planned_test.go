package notify_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image"
	"image/png"
	"io/fs"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
)

func TestR611ChangedPlansAreNotSent(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench()
	p := bookingPlan(t, "form")
	p.Messages[0].Recipient = "other@example.se"
	_, err := h.Send(ctx, p)
	require.ErrorIs(t, err, plan.ErrChanged)
	h.Recorder.AssertNothingSent(t)
}

func TestR611SupersededPlans(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench()
	old, replacement := bookingPlan(t, "old"), bookingPlan(t, "new")
	require.NoError(t, h.Supersede(ctx, old, replacement))
	r, err := h.Send(ctx, old)
	require.NoError(t, err)
	assert.Equal(t, "superseded superseded superseded", statuses(r))
	h.Recorder.AssertNothingSent(t)
	_, err = h.Send(ctx, replacement)
	require.NoError(t, err)
	require.Error(t, h.Supersede(ctx, replacement, old), "what was sent cannot be replaced")
	require.ErrorContains(t, h.Supersede(ctx, old, old), "a key of its own")

	page, err := h.Log.Records(ctx, audit.Query{Company: old.Company, Statuses: []delivery.Status{delivery.StatusSuperseded}})
	require.NoError(t, err)
	require.NotEmpty(t, page.Records)
	assert.Contains(t, page.Records[len(page.Records)-1].Note, "replaced by the plan with key new")

	other := bookingPlan(t, "other", func(s *order.Settings) { s.Company.Phone = "1" })
	changed := other
	changed.Order.Number = "AO1"
	require.ErrorIs(t, h.Supersede(ctx, changed, replacement), plan.ErrChanged)
	require.ErrorIs(t, h.Supersede(ctx, other, changed), plan.ErrChanged)
	elsewhere := planOf(t, notifytest.Settings(), notifytest.ServiceOrder(), notifytest.Request(compose.BookingConfirmation))
	require.ErrorContains(t, h.Supersede(ctx, other, elsewhere), "same company and order")
}

// A process that died when a plan's replacement was claimed, and had no record of its
// messages written yet, has replaced it all the same: the old one is not sent.
func TestR611AReplacementIsKnownByItsClaimAlone(t *testing.T) {
	t.Parallel()
	first := notifytest.NewBench()
	old, replacement := bookingPlan(t, "old"), bookingPlan(t, "new")
	require.NoError(t, first.Supersede(ctx, old, replacement))
	records, err := audit.All(ctx, first.Log, audit.Query{Company: old.Company, Key: "old"})
	require.NoError(t, err)
	claims := slices.DeleteFunc(records, func(r audit.Record) bool { return r.MessageID != "" })
	require.Len(t, claims, 1)
	assert.Equal(t, delivery.StatusSuperseded, claims[0].Status)

	log := audit.NewMemory()
	won, err := log.Claim(ctx, claims[0])
	require.NoError(t, err)
	require.True(t, won)
	h := notifytest.NewBench(func(c *notify.Config) { c.Log = log })
	r, err := h.Send(ctx, old)
	require.NoError(t, err)
	assert.Equal(t, "superseded superseded superseded", statuses(r))
	h.Recorder.AssertNothingSent(t)
	require.NoError(t, h.Supersede(ctx, old, replacement), "it may be said once more")
	r, err = h.Send(ctx, replacement)
	require.NoError(t, err)
	assert.Equal(t, "sent sent sent", statuses(r))
}

func TestR611SupersedingTwiceIsNoError(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench(func(c *notify.Config) { c.Log = &hiccup{Store: audit.NewMemory(), lost: true} })
	old, next := bookingPlan(t, "old"), bookingPlan(t, "new")
	require.Error(t, h.Supersede(ctx, old, next), "the log fails once")
	r, err := h.Send(ctx, old)
	require.NoError(t, err)
	assert.Equal(t, "superseded superseded superseded", statuses(r), "it was claimed for that")
	require.NoError(t, h.Supersede(ctx, old, next))
	require.NoError(t, h.Supersede(ctx, old, next))
	h.Recorder.AssertNothingSent(t)
}

// A plan that was kept as JSON sends what the plan itself would have sent.
func TestR611PlansFromJSONAreSent(t *testing.T) {
	t.Parallel()
	now, later := notifytest.NewBench(), notifytest.NewBench()
	p := bookingPlan(t, "form", func(s *order.Settings) { s.ShowLogo, s.Company.Logo.Data = true, onePixel(t) })
	text, err := json.Marshal(p)
	require.NoError(t, err)
	var kept plan.Plan
	require.NoError(t, json.Unmarshal(text, &kept))
	for h, p := range map[*notifytest.Bench]plan.Plan{now: p, later: kept} {
		r, err := h.Send(ctx, p)
		require.NoError(t, err)
		assert.Equal(t, 3, r.Sent())
	}
	var sent, sentLater [][]byte
	for h, list := range map[*notifytest.Bench]*[][]byte{now: &sent, later: &sentLater} {
		for _, m := range h.Recorder.Emails() {
			raw, err := email.Encode(&m)
			require.NoError(t, err)
			*list = append(*list, raw)
		}
		slices.SortFunc(*list, bytes.Compare)
	}
	assert.Equal(t, sent, sentLater, "to the byte")
	assert.Equal(t, now.Recorder.SentSMS(), later.Recorder.SentSMS())
	page, err := audit.Messages(ctx, now.Log, audit.Query{Company: p.Company, Statuses: []delivery.Status{delivery.StatusSent}})
	require.NoError(t, err)
	require.Len(t, page.Messages, 3)
	r, err := now.Send(ctx, kept)
	require.NoError(t, err)
	assert.True(t, r.Duplicate, "it is the same plan")
}

// filePlan is a mail with an upload that only a reference stands for.
func filePlan(t *testing.T, to string) plan.Plan {
	t.Helper()
	s, o := notifytest.Settings(), notifytest.Order()
	s.IncludeFiles = true
	o.Files = []order.File{{ID: "f", Name: "ritning.txt", ContentType: "text/plain; charset=utf-8", Size: 3, SHA256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Ref: "s3"}}
	return planOf(t, s, o, confirming("form"), func(d *compose.Draft) { d.To, d.Files = recipients.MustParseList(to), []string{"f"} })
}

func TestADocumentThatCannotBeHad(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		err  error
		want delivery.Class
	}{
		"later":      {errors.New("timeout: https://files.example.se/x?signature=hunter2"), delivery.Temporary},
		"never":      {fs.ErrNotExist, delivery.Permanent},
		"as it says": {&delivery.Failure{Class: delivery.Configuration, Reason: "no-storage"}, delivery.Configuration},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			broken := true
			h := notifytest.NewBench(func(c *notify.Config) {
				c.Resolve = func(context.Context, string, order.File) ([]byte, error) {
					if broken {
						return nil, test.err
					}
					return []byte("abc"), nil
				}
			})
			p := filePlan(t, "anna@example.se")
			r, err := h.Send(ctx, p)
			require.NoError(t, err)
			require.Equal(t, "failed", statuses(r))
			assert.Equal(t, test.want, r.Outcomes[0].Failure.Class)
			assert.ErrorIs(t, r.Outcomes[0].Failure, test.err)
			assert.NotContains(t, r.Err().Error(), "hunter2")
			broken = false
			r, err = h.Retry(ctx, p)
			require.NoError(t, err)
			if test.want == delivery.Temporary {
				assert.Equal(t, "sent", statuses(r))
				assert.Equal(t, []byte("abc"), h.Recorder.Emails()[0].Attachments[0].Data)
			} else {
				assert.Equal(t, "failed", statuses(r))
			}
		})
	}
}

// A file is had once for all recipients.
func TestAFileIsResolvedOnce(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	h := notifytest.NewBench(func(c *notify.Config) {
		c.Resolve = func(_ context.Context, company string, d order.File) ([]byte, error) {
			calls.Add(1)
			assert.Equal(t, "mitt-bolag", company)
			assert.Equal(t, "s3", d.Ref)
			return []byte("abc"), nil
		}
	})
	r, err := h.Send(ctx, filePlan(t, "anna@example.se,bo@example.se,karin@example.se"))
	require.NoError(t, err)
	assert.Equal(t, "sent sent sent", statuses(r))
	assert.EqualValues(t, 1, calls.Load())
	assert.Equal(t, []byte("abc"), h.Recorder.AssertAttached(t, "bo@example.se", "ritning.txt"))
}

// onePixel is the smallest picture.
func onePixel(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1))))
	return b.Bytes()
}
