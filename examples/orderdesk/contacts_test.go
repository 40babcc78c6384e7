package main

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
)

// What a contact wants is set on the contact, and decides what happens at ready for
// invoicing.
func TestAContactChoosesWhatIsSent(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.get("/orders/462").sees("Skicka arbetsorder", "Skicka serviceprotokoll", "Östen Åkerlund", "Lisa Berg")
	b.post("/orders/462/contacts", "contact", "order-0", "workOrder", "", "serviceProtocol", "").sees("Ordern är sparad.")
	b.post("/orders/462/ready")
	assert.NotContains(t, b.page, `role="alertdialog"`)
	b.post("/orders/462/ready") // taken back
	b.post("/orders/462/contacts", "contact", "order-0", "workOrder", "auto", "serviceProtocol", "").sees("Ordern är sparad.")
	b.post("/orders/462/ready")
	assert.NotContains(t, b.page, `role="alertdialog"`)
	b.eventually("/mailbox", "anna@eken.example.com")
	b.get("/orders/462")
	b.post("/orders/462/contacts", "contact", "customer-0", "workOrder", "kanske").sees("Östen")
	assert.Contains(t, b.page, `role="alert"`, "what is none of the choices is refused")
	b.get("/")
	assert.Equal(t, http.StatusNotFound, b.post("/orders/462/contacts", "contact", "customer-7").code)
}
