package notify_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/templating/locale"
)

// A webHost is the least that a host on the web is: an order, a popup that goes out as
// JSON and comes back as a browser posts it, and nothing of its own in between.
type webHost struct {
	t *testing.T
	*notifytest.Bench
	at string

	mu       sync.Mutex
	settings order.Settings
	order    order.Order
}

func newWebHost(t *testing.T, changes ...func(*notify.Config)) *webHost {
	t.Helper()
	h := &webHost{t: t, Bench: notifytest.NewBench(changes...), settings: notifytest.Settings(), order: notifytest.Order()}
	eva := order.Actor{ID: "eva", Name: "Eva"}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /popup", func(w http.ResponseWriter, r *http.Request) {
		desk, o := h.now()
		q := r.URL.Query()
		draft, err := desk.Draft(r.Context(), o, compose.Request{Kind: plan.Kind(q.Get("kind")), Key: q.Get("key"), Bookings: q["booking"], Actor: eva})
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		answer(w, notify.Popup{Form: draft.Form()})
	})
	back := func(take func(*notify.Desk, *http.Request, order.Order, compose.Request, compose.Form) (notify.Popup, error)) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			desk, o := h.now()
			if err := r.ParseForm(); err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest)
				return
			}
			popup, err := take(desk, r, o, compose.Request{Actor: eva}, compose.ParseForm(r.PostForm))
			if err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			answer(w, popup)
		}
	}
	mux.HandleFunc("POST /check", back(func(d *notify.Desk, r *http.Request, o order.Order, q compose.Request, f compose.Form) (notify.Popup, error) {
		return d.Check(r.Context(), o, q, f)
	}))
	mux.HandleFunc("POST /send", back(func(d *notify.Desk, r *http.Request, o order.Order, q compose.Request, f compose.Form) (notify.Popup, error) {
		return d.Submit(r.Context(), o, q, f)
	}))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	h.at = server.URL
	return h
}

func answer(w http.ResponseWriter, popup notify.Popup) {
	_ = json.NewEncoder(w).Encode(struct {
		Form compose.Form
		Sent bool
		Plan plan.Plan
	}{popup.Form, popup.Sent, popup.Plan})
}

func (h *webHost) now() (*notify.Desk, order.Order) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.For(h.settings), h.order.Clone()
}

// change is what somebody else does meanwhile.
func (h *webHost) change(do func(*order.Settings, *order.Order)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	do(&h.settings, &h.order)
}

func (h *webHost) open(kind plan.Kind, key string, bookings ...string) compose.Form {
	h.t.Helper()
	answer, err := http.Get(h.at + "/popup?" + url.Values{"kind": {string(kind)}, "key": {key}, "booking": bookings}.Encode())
	require.NoError(h.t, err)
	form, _ := h.read(answer)
	return form
}

// post sends a form as a browser does.
func (h *webHost) post(path string, f compose.Form) (compose.Form, bool) {
	h.t.Helper()
	answer, err := http.PostForm(h.at+path, typed(f, "\r\n"))
	require.NoError(h.t, err)
	return h.read(answer)
}

// typed are a form's inputs, with the line ends of some browser or program.
func typed(f compose.Form, end string) url.Values {
	v := f.Values()
	for name := range v {
		for i := range v[name] {
			v[name][i] = strings.ReplaceAll(v[name][i], "\n", end)
		}
	}
	return v
}

func (h *webHost) read(answer *http.Response) (compose.Form, bool) {
	h.t.Helper()
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	require.NoError(h.t, err)
	require.Equal(h.t, http.StatusOK, answer.StatusCode, string(text))
	var page struct {
		Form compose.Form
		Sent bool
	}
	require.NoError(h.t, json.Unmarshal(text, &page))
	return page.Form, page.Sent
}

func (h *webHost) history() audit.History {
	h.t.Helper()
	desk, o := h.now()
	history, err := desk.History(h.t.Context(), o)
	require.NoError(h.t, err)
	return history
}

// errorsOf is everything that a form shows as wrong.
func errorsOf(f compose.Form) string {
	list := append([]string(nil), f.Show.Errors...)
	for _, field := range f.Show.Fields {
		if field.Error != "" {
			list = append(list, string(field.Name)+": "+field.Error)
		}
	}
	return strings.Join(list, "\n")
}

// gate is a mail server that tells whom a mail is for when it has been handed over, and
// then waits to be let go on.
type gate struct {
	handed  chan string
	proceed chan struct{}
}

func (g *gate) Send(ctx context.Context, m *email.Message) (delivery.Receipt, error) {
	if err := delivery.HandOver(ctx); err != nil {
		return delivery.Receipt{}, err
	}
	for _, step := range []func() bool{
		func() bool {
			select {
			case g.handed <- m.To.Address.String():
				return true
			case <-ctx.Done():
				return false
			}
		},
		func() bool {
			select {
			case <-g.proceed:
				return true
			case <-ctx.Done():
				return false
			}
		},
	} {
		if !step() {
			return delivery.Receipt{}, &delivery.Failure{Class: delivery.Uncertain, Reason: reasons.Cancelled, Err: ctx.Err()}
		}
	}
	return delivery.Receipt{Provider: "gate"}, nil
}

func ExamplePopup() {
	bench := notifytest.NewBench()
	draft, _ := bench.Draft(ctx, notifytest.Order(), compose.Request{Kind: compose.BookingConfirmation, Key: "token"})
	posted := typed(draft.Form(), "\r\n") // what a browser makes of the form

	popup, err := bench.Submit(ctx, notifytest.Order(), compose.Request{Actor: order.Actor{ID: "eva", Name: "Eva"}}, compose.ParseForm(posted))
	if err != nil {
		panic(err)
	}
	if !popup.Sent {
		fmt.Println(popup.Form.Show.Errors) // show popup.Form again: mistakes stand in its fields
	}
	history, _ := bench.History(ctx, notifytest.Order())
	fmt.Println(popup.Sent, history.Banner(locale.Swedish))
	// Output: true E-post skickad: 2023-10-02 14:05 till anna@example.se av Eva
}
