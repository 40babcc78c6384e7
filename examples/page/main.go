// Page is the least web host: an order's page with its banner, and the popup that
// sends. README builds it in four steps.
package main

import (
	"crypto/rand"
	"html/template"
	"log"
	"net/http"
	"time"
	_ "time/tzdata"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/email/emlfolder"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/smsgw/smsfolder"
	"github.com/budkavle/budkavle/templating/locale"
)

// newDesk is the service, made once, and the desk of a company.
func newDesk(out string) (*notify.Desk, error) {
	service, err := notify.New(notify.Config{
		// For many companies: a notify.SendersCache.
		Senders: notify.OneCompany(notify.Senders{Email: emlfolder.New(out), SMS: smsfolder.New(out)}),
		Log:     audit.NewMemory(), // or notify/sqlstore
	})
	if err != nil {
		return nil, err
	}
	return service.Desk(order.Settings{ // again whenever they are saved; invalid.Errors(err) names the fields
		Company: order.Company{ID: "1", Name: "Mitt bolag"},
		From:    recipients.MustParseMailbox("Mitt bolag <info@example.se>"), SMSFrom: smsgw.MustParseSenderName("MittBolag"),
	})
}

// handler has the order's page and its popup.
func handler(desk *notify.Desk, work order.Order, user order.Actor) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		history, err := desk.History(r.Context(), work)
		show(w, "order", map[string]any{"History": history, "Language": desk.Language(user.Language)}, err)
	})
	mux.HandleFunc("GET /popup", func(w http.ResponseWriter, r *http.Request) {
		popup, err := desk.Open(r.Context(), work, compose.Request{
			Kind: compose.BookingConfirmation, Actor: user, Key: rand.Text(),
		})
		show(w, "popup", &popup, err)
	})
	mux.HandleFunc("POST /popup", func(w http.ResponseWriter, r *http.Request) {
		take := desk.Submit
		if r.FormValue("do") == "preview" {
			take = desk.Check
		}
		popup, err := take(r.Context(), work, compose.Request{Actor: user}, compose.ParseForm(r.PostForm))
		if popup.Sent {
			http.Redirect(w, r, "/", http.StatusSeeOther)
			return
		}
		show(w, "popup", &popup, err) // as it was typed, with what is wrong, or with the preview
	})
	return http.NewCrossOriginProtection().Handler(mux)
}

var pages = template.Must(template.New("").Parse(`
{{define "order"}}<p{{if .History.Red}} style="color: #b00020"{{end}}>{{.History.Banner .Language}}</p>
<ul>{{range .History.Lines}}<li>{{$.History.Text . $.Language}}{{end}}</ul><a href="/popup">Skicka</a>{{end}}
{{define "popup"}}<form method="post">
{{range .Form.Hidden}}<input type="hidden" name="{{.Name}}" value="{{.Value}}">{{end}}
<label><input type="checkbox" name="email"{{if .Form.Email}} checked{{end}}> E-post</label>
<input name="to" value="{{.Form.To}}">
<label><input type="checkbox" name="sms"{{if .Form.SMS}} checked{{end}}> SMS</label>
<input name="phones" value="{{.Form.Phones}}">
<input name="subject" value="{{.Form.Subject}}"><textarea name="text" rows="12" cols="60">
{{.Form.Text}}</textarea>{{.Form.Show.Count.Text}}
{{range .Form.Show.Warnings}}<p>{{.Text}}</p>{{end}}
{{range .Form.Show.Errors}}<p>{{.}}</p>{{end}}{{range .Form.Show.Fields}}{{with .Error}}<p>{{.}}</p>{{end}}{{end}}
<button name="do" value="send">Skicka</button> <button name="do" value="preview">Förhandsgranska</button></form>
{{range $i, $m := .Plan.Messages}}{{if $m.Email}}<iframe sandbox srcdoc="{{$.Plan.PreviewHTML $i}}"></iframe>
{{else}}<pre>{{$m.Body}}</pre>{{end}}{{end}}{{end}}`))

func show(w http.ResponseWriter, page string, data any, err error) {
	if err == nil {
		err = pages.ExecuteTemplate(w, page, data)
	}
	if said := plan.FieldErrors(err); len(said) > 0 { // the browser's fault: a form that is none of ours
		http.Error(w, said[0].Message(locale.Swedish), http.StatusBadRequest)
	} else if err != nil {
		log.Print(err)
		http.Error(w, "något gick fel", http.StatusInternalServerError)
	}
}

func main() {
	desk, err := newDesk("out")
	if err != nil {
		log.Fatal(err)
	}
	work := compose.SampleOrder(order.WorkOrder, time.Now()) // one of the host's own
	log.Print("open http://localhost:8080")
	log.Fatal(http.ListenAndServe("localhost:8080", handler(desk, work, order.Actor{ID: "eva", Name: "Eva"})))
}
