package compose

import (
	"errors"
	"slices"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/pdf"
	"github.com/budkavle/budkavle/templating/locale"
)

// documentKinds says which document goes with a kind of message.
var documentKinds = map[Kind]pdf.Kind{
	OrderConfirmation: pdf.OrderConfirmation, WorkProtocolMail: pdf.WorkProtocol, ServiceProtocolMail: pdf.ServiceProtocol,
	WorkOrderMail: pdf.WorkOrder, QuoteMail: pdf.Quote, PurchaseOrderMail: pdf.PurchaseOrder,
}

// defaultFileName is the order's number, for service protocols with the
// machine numbers where the settings ask for them (R501).
func (d *Draft) defaultFileName() string {
	if !d.rules.AttachPDF {
		return ""
	}
	var machines []string
	if d.order.Kind == ServiceProtocol && d.settings.MachineNumberInName {
		for _, so := range d.order.ServiceObjects {
			machines = append(machines, so.MachineNumber)
		}
	}
	return pdf.FileName(d.order.Number, machines...)
}

// attach adds the document in the recipient's language and the chosen files.
// Mails in the same language share them.
func (p *planner) attach(m *Message, l locale.Language) {
	if had, ok := p.pdfs[l.Tag()]; ok {
		m.Attachments = had
		return
	}
	var docs []Document
	if p.d.rules.AttachPDF {
		doc, ok := p.document(l)
		if !ok {
			p.pdfs[l.Tag()] = nil // one refusal is enough
			return
		}
		doc.Name = pdf.SafeFileName(p.d.FileName)
		docs = append(docs, doc)
	}
	docs = append(docs, p.chosenFiles()...)
	var names []string
	var list []int // nil when empty, as JSON gives it back
	for _, doc := range docs {
		doc.Name = unusedName(doc.Name, names)
		names, list = append(names, doc.Name), append(list, p.addDocument(doc))
	}
	p.pdfs[l.Tag()], m.Attachments = list, list
}

// addDocument returns the place of a document in the plan, where the same one
// stands once.
func (p *planner) addDocument(doc Document) int {
	same := func(have Document) bool {
		return have.Name == doc.Name && have.SHA256 == doc.SHA256 && have.ContentType == doc.ContentType
	}
	if i := slices.IndexFunc(p.plan.Documents, same); i >= 0 {
		return i
	}
	p.plan.Documents = append(p.plan.Documents, doc)
	return len(p.plan.Documents) - 1
}

// document makes the order's document in a language: the host's own, or one
// drawn from the order.
func (p *planner) document(l locale.Language) (Document, bool) {
	if p.d.request.Document != nil {
		return p.hostDocument(*p.d.request.Document)
	}
	data, warnings, err := p.d.render(p.d.paper(l))
	if err == nil && len(data) == 0 {
		err = errors.New("the renderer gave no bytes")
	}
	if err != nil {
		p.refuse("document", RefusedDocument, err)
		return Document{}, false
	}
	for _, w := range warnings {
		p.warn(Code(w.Code), "", w.Text)
	}
	return Document{ContentType: "application/pdf", Size: int64(len(data)), SHA256: hashOf(data), Data: data, Rendered: true}, true
}

// hostDocument checks a document that the host has made.
func (p *planner) hostDocument(doc Document) (Document, bool) {
	doc.ContentType, doc.Rendered = mediaType(doc.ContentType, "application/pdf"), false
	if len(doc.Data) > 0 {
		doc.Size, doc.SHA256 = int64(len(doc.Data)), hashOf(doc.Data)
	}
	switch {
	case len(doc.Data) == 0 && (doc.Ref == "" || doc.SHA256 == "" || doc.Size <= 0):
		p.fail("document", RefusedFile, first(delivery.Scrub(doc.Name), "Document"))
	case doc.Size > p.d.settings.maxMailBytes():
		p.fail("document", RefusedFileSize, first(delivery.Scrub(doc.Name), "Document"), doc.Size, p.d.settings.maxMailBytes())
	default:
		return doc, true
	}
	return doc, false
}

// render draws a document with the host's renderer or the built-in one.
func (d *Draft) render(paper pdf.Document) ([]byte, []pdf.Warning, error) {
	if d.request.Renderer != nil {
		data, err := d.request.Renderer.Render(paper)
		return data, nil, err
	}
	engine, err := pdf.New(pdf.Style{Accent: d.settings.Company.Accent, MaxPixels: d.settings.maxPixels(), LeaveOutBroken: d.settings.LeaveOutBrokenPictures})
	if err != nil {
		return nil, nil, err
	}
	return engine.RenderWithWarnings(paper)
}

// paper is the order as a document in a language.
func (d *Draft) paper(l locale.Language) pdf.Document {
	o, c := d.order, d.settings.Company
	doc := pdf.Document{
		Kind: documentKinds[d.request.Kind], Language: l, Date: d.request.Now.In(d.zone), Zone: d.zone, Number: o.Number,
		Company: pdf.Company{Name: c.Name, Details: c.footer()}, Description: o.Description, Content: o.Content,
	}
	if len(c.Logo.Data) > 0 {
		doc.Company.Logo = pdf.Picture{Name: first(c.Logo.Name, "logo"), Data: c.Logo.Data}
	}
	if o.Kind == ServiceProtocol && !d.settings.ShowImages {
		doc.Content.Photos = nil
	}
	for _, party := range []struct {
		role pdf.Role
		Party
	}{{pdf.RoleCustomer, o.Customer}, {pdf.RoleFacility, o.Facility}, {pdf.RoleInvoicedTo, o.InvoicedTo}, {pdf.RoleSupplier, o.Supplier}} {
		if party.Name != "" {
			doc.Parties = append(doc.Parties, pdf.Party{Role: party.role, Name: party.Name, Lines: party.Address})
		}
	}
	add := func(label, value string) {
		if value != "" {
			doc.Facts = append(doc.Facts, pdf.Fact{Label: label, Value: value})
		}
	}
	values, _ := d.facts(l).Values()
	add("customer-order-number", o.CustomerOrderNumber)
	add("contact-person", joinSet(", ", o.ContactPerson.Name, o.ContactPerson.Phone))
	add("booking", values["futureBookings"])
	add("service-objects", values["serviceObjects"])
	return doc
}
