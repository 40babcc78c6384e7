package notify_test

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/templating/locale"
)

// The tab is closed when the first of two mails has been handed over: the click is
// done to its end, and the second click is told what the first has done.
func TestR612APostWhoseTabIsClosed(t *testing.T) {
	t.Parallel()
	gate := &gate{handed: make(chan string), proceed: make(chan struct{})}
	h := newWebHost(t, func(c *notify.Config) {
		c.Senders, c.Concurrency = notify.OneCompany(notify.Senders{Email: gate}), 1
	})
	form := h.open(compose.BookingConfirmation, "k")
	form.To = "anna@example.se,bo@example.se"
	tab, stop := context.WithCancel(t.Context())
	request, err := http.NewRequestWithContext(tab, http.MethodPost, h.at+"/send", strings.NewReader(typed(form, "\r\n").Encode()))
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	gone := make(chan error, 1)
	go func() {
		answer, err := http.DefaultClient.Do(request)
		if err == nil {
			answer.Body.Close()
		}
		gone <- err
	}()
	<-gate.handed
	stop()
	require.Error(t, <-gone)
	_, sent := h.post("/send", form)
	assert.True(t, sent, "the second click leads to the order's page")
	assert.Contains(t, h.history().Text(h.history().Lines[0], locale.Swedish), "skickas")
	assert.Empty(t, h.history().Advice().Message(locale.Swedish), "the advice is of the same mind")
	gate.proceed <- struct{}{}
	assert.Equal(t, "bo@example.se", <-gate.handed, "nobody is left out because a browser went away")
	gate.proceed <- struct{}{}
	require.Eventually(t, func() bool {
		for _, line := range h.history().Lines {
			if !line.Good() {
				return false
			}
		}
		return true
	}, 10*time.Second, 5*time.Millisecond)
	_, sent = h.post("/send", form)
	assert.True(t, sent)
	assert.Len(t, h.history().Lines, 2)
}

// A message about a change is judged the second time as it was the first: its own log
// lines are nothing that the customer was told before.
func TestR612ASecondClickOfWhatIsTold(t *testing.T) {
	t.Parallel()
	for name, then := range map[string]func(*order.Settings, *order.Order){
		"new": func(*order.Settings, *order.Order) {},
		"moved": func(_ *order.Settings, o *order.Order) {
			o.Bookings[0].Start, o.Bookings[0].End = o.Bookings[0].Start.AddDate(0, 0, 1), o.Bookings[0].End.AddDate(0, 0, 1)
		},
		"cancelled": func(_ *order.Settings, o *order.Order) { o.Bookings[0].Cancelled = true },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newWebHost(t)
			_, sent := h.post("/send", h.open(compose.BookingConfirmation, "first"))
			require.True(t, sent)
			h.change(then)
			h.Recorder.Reset()
			form := h.open(compose.BookingConfirmation, "second", "b-1")
			form.To += ",bo@example.se"
			form.SMS = true
			for range 3 {
				back, sent := h.post("/send", form)
				assert.True(t, sent, errorsOf(back))
			}
			assert.Len(t, h.Recorder.Emails(), 2)
			assert.Len(t, h.Recorder.SentSMS(), 1)
		})
	}
}

// A form that has sent is changed and posted again, by the browser's way back: it is
// shown with a key of its own, and sent when the user says so.
func TestR612ASentFormThatIsChanged(t *testing.T) {
	t.Parallel()
	h := newWebHost(t)
	form := h.open(compose.BookingConfirmation, "k")
	_, sent := h.post("/send", form)
	require.True(t, sent)
	form.Text = "Egen text"
	back, sent := h.post("/send", form)
	require.False(t, sent)
	assert.Contains(t, errorsOf(back), "redan skickat något annat")
	assert.Equal(t, "Egen text", back.Text)
	assert.NotEqual(t, form.Key, back.Key)
	assert.Len(t, h.Recorder.Emails(), 1)
	_, sent = h.post("/send", back)
	assert.True(t, sent)
	assert.Len(t, h.Recorder.Emails(), 2)
	form.Text = "En tredje"
	back, _ = h.post("/send", form)
	back, sent = h.post("/send", back)
	require.False(t, sent, "the second key is used too")
	_, sent = h.post("/send", back)
	assert.True(t, sent)
}

// Whatever order the addresses are typed in, nobody's failure is hidden.
func TestR702APostToTwoOfWhomOneFails(t *testing.T) {
	t.Parallel()
	for name, failure := range map[string]*delivery.Failure{
		"for good":      {Class: delivery.Permanent, Fault: delivery.FaultRecipient, Reason: reasons.MailboxUnknown},
		"for now":       {Class: delivery.Temporary, Fault: delivery.FaultRecipient, Reason: reasons.TryLater},
		"nobody knows":  {Class: delivery.Uncertain, Reason: reasons.NoAnswer},
		"configuration": {Class: delivery.Configuration, Fault: delivery.FaultSender, Reason: reasons.LoginRefused},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var said []string
			for _, to := range []string{"bo@example.se, anna@example.se", "anna@example.se, bo@example.se"} {
				h := newWebHost(t, func(c *notify.Config) { c.Concurrency = 1 })
				h.change(func(_ *order.Settings, o *order.Order) {
					o.Customer.Contacts = append(o.Customer.Contacts, order.Contact{Name: "Bo", Email: "bo@example.se"})
				})
				h.Recorder.Fail("bo@example.se", failure)
				form := h.open(compose.BookingConfirmation, "k")
				form.To = to
				back, sent := h.post("/send", form)
				if !sent { // it stopped what came after it
					assert.Equal(t, delivery.Configuration, failure.Class)
					assert.Contains(t, errorsOf(back), "misslyckades")
					continue
				}
				history := h.history()
				assert.Contains(t, history.Banner(locale.Swedish)+history.Advice().Message(locale.Swedish), "bo@example.se")
				said = append(said, history.Banner(locale.Swedish)+"\n"+history.Advice().Message(locale.Swedish))
			}
			assert.Len(t, slices.Compact(said), 1)
		})
	}
}

// Nobody got anything: the form comes back with the reason and a key of its own.
func TestR612APostThatNobodyGot(t *testing.T) {
	t.Parallel()
	var unset *gate
	for name, c := range map[string]struct {
		senders *notify.Senders
		change  func(*order.Settings, *order.Order)
		says    string
		sameKey bool
	}{
		"no mail server, a nil pointer": {&notify.Senders{Email: unset}, func(*order.Settings, *order.Order) {}, "misslyckades", false},
		"all are left out": {nil, func(s *order.Settings, _ *order.Order) {
			s.Test.Allow = []string{"@intern.se"}
		}, "anna@example.se", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newWebHost(t, func(cfg *notify.Config) {
				if c.senders != nil {
					cfg.Senders = notify.OneCompany(*c.senders)
				}
			})
			h.change(c.change)
			form := h.open(compose.BookingConfirmation, "k")
			form.Text = "Egen\ntext"
			back, sent := h.post("/send", form)
			require.False(t, sent)
			assert.Contains(t, errorsOf(back), c.says)
			assert.Equal(t, c.sameKey, back.Key == "k")
			assert.Equal(t, "Egen\ntext", back.Text)
			for _, line := range h.history().Lines {
				assert.NotEqual(t, delivery.StatusUncertain, line.Status)
			}
		})
	}
}

// An address with a typo is corrected in the popup that comes back, and sent from there:
// once, and whatever else was typed goes with it.
// Where several got nothing for different reasons, each reason says of whom it is.
func TestR612WhichOfSeveralAddressesIsWrong(t *testing.T) {
	t.Parallel()
	h := newWebHost(t)
	unknown := &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultRecipient, Reason: reasons.MailboxUnknown}
	for _, to := range []string{"ana@example.se", "boo@example.se"} {
		h.Recorder.Fail(to, unknown)
	}
	form := h.open(compose.BookingConfirmation, "k")
	form.To, form.Text = "ana@example.se,boo@example.se", "Egen text"
	back, sent := h.post("/send", form)
	require.False(t, sent)
	require.Len(t, back.Show.Errors, 1)
	assert.NotContains(t, back.Show.Errors[0], "@", "one reason for all")

	h.Recorder.Fail("cia@example.se", &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultMessage, Reason: reasons.MessageRefused})
	back.To += ",cia@example.se"
	back, sent = h.post("/send", back)
	require.False(t, sent)
	require.Len(t, back.Show.Errors, 2)
	assert.True(t, strings.HasPrefix(back.Show.Errors[0], "ana@example.se, boo@example.se: "), back.Show.Errors)
	assert.True(t, strings.HasPrefix(back.Show.Errors[1], "cia@example.se: "), back.Show.Errors)
}

func TestR612AMistypedAddressIsCorrectedInThePopup(t *testing.T) {
	t.Parallel()
	h := newWebHost(t)
	h.Recorder.Fail("ana@example.se", &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultRecipient, Reason: reasons.MailboxUnknown})
	form := h.open(compose.BookingConfirmation, "k")
	form.To, form.Text = "ana@example.se", "Egen text"
	back, sent := h.post("/send", form)
	require.False(t, sent, "nobody got it")
	assert.Contains(t, errorsOf(back), "adressen finns inte")
	assert.Equal(t, "ana@example.se", back.To)
	back.To = "anna@example.se"
	for range 2 {
		wrong, sent := h.post("/send", back)
		assert.True(t, sent, errorsOf(wrong))
	}
	assert.Len(t, h.Recorder.Emails(), 1)
	h.Recorder.AssertEmail(t, "anna@example.se", "Egen text")
	assert.Contains(t, h.history().Banner(locale.Swedish), "till anna@example.se av Eva")
	assert.Len(t, h.history().Lines, 2)
}

// The log in pages of messages, also of a sending whose records lie apart.
func TestR621APostToManyInPagesOfTheLog(t *testing.T) {
	t.Parallel()
	for _, latest := range []bool{false, true} {
		h := newWebHost(t, func(c *notify.Config) { c.Concurrency = 1 })
		form := h.open(compose.BookingConfirmation, "k")
		form.To, form.SMS = "anna@example.se,bo@example.se,cia@example.se", true
		_, sent := h.post("/send", form)
		require.True(t, sent)
		seen := map[string]int{}
		for cursor, pages := "", 0; ; pages++ {
			require.Less(t, pages, 5)
			page, err := h.Messages(t.Context(), audit.Query{Latest: latest, Limit: 1, ActorID: "eva", Cursor: cursor}, order.Actor{ID: "eva"})
			require.NoError(t, err)
			for _, m := range page.Messages {
				seen[m.Recipient]++
				assert.Equal(t, "skickad", m.StatusMessage(locale.Swedish), "whole, whatever else is on its page")
				assert.Equal(t, "bokningsbekräftelse", m.KindMessage(locale.Swedish))
				assert.Equal(t, "2023-10-02 14:05", page.When(m, locale.Swedish), "as the company's clock has it")
				page.Zone = nil
				assert.Equal(t, "2023-10-02 12:05", page.When(m, locale.Swedish))
			}
			if cursor = page.Next; cursor == "" {
				break
			}
		}
		assert.Equal(t, map[string]int{"anna@example.se": 1, "bo@example.se": 1, "cia@example.se": 1, "+46705123456": 1}, seen)
	}
}

// What is refused for now is said to be worth another try: nobody promises one.
func TestR613APostThatIsGreylisted(t *testing.T) {
	t.Parallel()
	h := newWebHost(t)
	h.Recorder.Fail("anna@example.se", &delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultRecipient, Reason: reasons.TryLater, Code: "451 4.7.1"})
	_, sent := h.post("/send", h.open(compose.BookingConfirmation, "k"))
	require.True(t, sent)
	text := h.history().Text(h.history().Lines[0], locale.Swedish)
	assert.Contains(t, text, "kan försökas igen", "by whom, the log does not know: by a worker, or by who sends anew")
	assert.NotContains(t, text, "tog inte emot")
}

// Whatever a host's table has of a person finds it, posted as it stands.
func TestR707APostedErasure(t *testing.T) {
	t.Parallel()
	admin := order.Actor{ID: "chef", Roles: []string{"admin"}}
	for _, field := range []string{"anna@EXAMPLE.se", " anna@example.se", "bo@example.se; Anna <anna@example.se>", "+46 70-512 34 56", "0705123456", "anna@example.se\r\n"} {
		t.Run(field, func(t *testing.T) {
			t.Parallel()
			h := newWebHost(t)
			form := h.open(compose.BookingConfirmation, "k")
			form.SMS = true
			_, sent := h.post("/send", form)
			require.True(t, sent)
			posted, err := url.ParseQuery(url.Values{"field": {field}}.Encode())
			require.NoError(t, err)
			found, err := h.Erase(t.Context(), notify.Whom{Fields: posted["field"]}, admin)
			require.NoError(t, err)
			assert.Equal(t, 1, found.Messages)
			history := h.history()
			assert.Contains(t, history.Text(history.Lines[0], locale.Swedish)+history.Text(history.Lines[1], locale.Swedish), "borttagen")
			assert.NotContains(t, history.Banner(locale.Swedish), "erased")
		})
	}
	h := newWebHost(t)
	_, err := h.Erase(t.Context(), notify.Whom{Fields: []string{"ingen adress"}}, admin)
	require.Error(t, err)
}

// A message that waits in the outbox has been sent as far as the popup is concerned.
func TestR614APostThatIsEnqueued(t *testing.T) {
	t.Parallel()
	h := newWebHost(t, func(c *notify.Config) { c.Outbox = notify.NewMemoryOutbox(c.Log) })
	worker, err := notify.NewWorker(notify.WorkerConfig{Service: h.Service()})
	require.NoError(t, err)
	form := h.open(compose.BookingConfirmation, "k")
	form.To += ",bo@example.se"
	later := func(form compose.Form) notify.Popup {
		t.Helper()
		desk, o := h.now()
		popup, err := desk.SubmitLater(t.Context(), o, compose.Request{Actor: order.Actor{ID: "eva"}}, compose.ParseForm(typed(form, "\r\n")), notify.Schedule{})
		require.NoError(t, err)
		return popup
	}
	wrong := form
	wrong.To = "nej"
	assert.False(t, later(wrong).Sent)
	assert.Empty(t, h.history().Lines)
	assert.True(t, later(form).Sent)
	again := later(form)
	assert.True(t, again.Sent && again.Result.Duplicate, "the second click")
	h.Recorder.AssertNothingSent(t)
	for {
		n, err := worker.Once(t.Context())
		require.NoError(t, err)
		if n == 0 {
			break
		}
	}
	assert.Len(t, h.Recorder.Emails(), 2)
	assert.True(t, later(form).Sent)
	form.Text = "Egen text"
	assert.False(t, later(form).Sent, "its key is used")
}

// Twenty posts go by one sender, until the company's settings change.
func TestR619TwentyPostsOpenOneSender(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	version, opened := 1, 0
	recorder := &notifytest.Recorder{}
	h := newWebHost(t, func(c *notify.Config) {
		cache := &notify.SendersCache[int]{
			Settings: func(context.Context, string) (int, error) { mu.Lock(); defer mu.Unlock(); return version, nil },
			Open: func(context.Context, string, int) (notify.Senders, error) {
				mu.Lock()
				defer mu.Unlock()
				opened++
				return notify.Senders{Email: recorder.Email()}, nil
			},
		}
		c.Senders = cache.Senders
	})
	for i := range 20 {
		_, sent := h.post("/send", h.open(compose.BookingConfirmation, "k"+strconv.Itoa(i)))
		require.True(t, sent)
	}
	assert.Equal(t, 1, opened)
	mu.Lock()
	version++
	mu.Unlock()
	h.post("/send", h.open(compose.BookingConfirmation, "last"))
	assert.Equal(t, 2, opened)
	assert.Len(t, recorder.Emails(), 21)
}
