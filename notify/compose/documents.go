package compose

import (
	"errors"
	"fmt"
	"mime"
	"slices"
	"strings"

	"github.com/budkavle/budkavle/notify/email"
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
func (d *Draft) defaultFileName(locale.Language) string {
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

// missingFileSetting returns the setting without which no uploads can be
// chosen; "" when they can (R604).
func (d Draft) missingFileSetting() string {
	switch {
	case !d.settings.IncludeFiles:
		return "Ta med uppladdade filer vid sändning (includeFiles)"
	case d.order.Kind == ServiceProtocol && !d.settings.ShowImages:
		return "Visa bilder (showImages)"
	}
	return ""
}

// checkFiles refuses files that may not be chosen or do not exist.
func (p *planner) checkFiles() {
	d := p.d
	if len(d.Files) == 0 {
		return
	}
	if missing := d.missingFileSetting(); missing != "" {
		p.fail("files", fmt.Errorf("files cannot be chosen: the setting %q is off", missing))
		return
	}
	for _, id := range d.Files {
		i := slices.IndexFunc(d.order.Files, func(f File) bool { return f.ID == id })
		switch {
		case i < 0:
			p.fail("files", fmt.Errorf("order %s has no file %q", d.order.Number, id))
		case len(d.order.Files[i].Data) == 0 && (d.order.Files[i].Ref == "" || d.order.Files[i].SHA256 == ""):
			p.fail("files", fmt.Errorf("file %q has neither bytes nor a reference with size and hash", d.order.Files[i].Name))
		case len(d.order.Files[i].Data) == 0 && (d.order.Files[i].Size < 0 || d.order.Files[i].Size > d.settings.maxMailBytes()):
			p.fail("files", fmt.Errorf("file %q has %d bytes, at most %d are allowed", d.order.Files[i].Name, d.order.Files[i].Size, d.settings.maxMailBytes()))
		case d.order.Files[i].Pixels < 0 || d.order.Files[i].Pixels > d.settings.maxPixels():
			p.fail("files", fmt.Errorf("picture %q has %d pixels, at most %d are allowed", d.order.Files[i].Name, d.order.Files[i].Pixels, d.settings.maxPixels()))
		}
	}
}

// attach adds the document in the recipient's language and the chosen files.
// Mails in the same language share them.
func (p *planner) attach(m *Message, l locale.Language) {
	if had, ok := p.pdfs[l.Tag()]; ok {
		m.Attachments = had
		return
	}
	var names []string
	var docs []Document
	if p.d.rules.AttachPDF {
		doc, err := p.document(l)
		if err != nil {
			p.problems = append(p.problems, err)
			return
		}
		doc.Name = pdf.SafeFileName(p.d.FileName)
		docs, names = append(docs, doc), append(names, doc.Name)
	}
	for _, id := range p.d.Files {
		i := slices.IndexFunc(p.d.order.Files, func(f File) bool { return f.ID == id })
		doc := p.d.order.Files[i].document()
		doc.Name = unusedName(doc.Name, names)
		docs, names = append(docs, doc), append(names, doc.Name)
	}
	var list []int
	for _, doc := range docs {
		list = append(list, p.addDocument(doc))
	}
	p.pdfs[l.Tag()], m.Attachments = list, list
}

// addDocument returns the place of a document in the plan, where the same one
// stands once.
func (p *planner) addDocument(doc Document) int {
	same := func(have Document) bool { return have.Name == doc.Name && have.SHA256 == doc.SHA256 }
	if i := slices.IndexFunc(p.plan.Documents, same); i >= 0 {
		return i
	}
	p.plan.Documents = append(p.plan.Documents, doc)
	return len(p.plan.Documents) - 1
}

// document returns the bytes of a file with what is known of them.
func (f File) document() Document {
	doc := Document{
		Name: safeUploadName(f.Name), ContentType: mediaType(f.ContentType, "application/octet-stream"),
		Size: f.Size, SHA256: f.SHA256, Ref: f.Ref, Data: f.Data,
	}
	if len(f.Data) > 0 {
		doc.Size, doc.SHA256 = int64(len(f.Data)), hashOf(f.Data)
	}
	return doc
}

// mediaType is what an upload says it is, without the parameters that browsers
// and package mime add. What is no media type, or one that mail programs would
// take apart, travels as bytes.
func mediaType(text, otherwise string) string {
	kind, _, err := mime.ParseMediaType(text)
	if text == "" {
		return otherwise
	}
	if err != nil || strings.Count(kind, "/") != 1 || strings.HasPrefix(kind, "multipart/") || strings.HasPrefix(kind, "message/") {
		return "application/octet-stream"
	}
	return kind
}

// safeUploadName makes an upload's name safe as that of a PDF is, and keeps
// its own extension.
func safeUploadName(name string) string {
	base := strings.TrimSuffix(pdf.SafeFileName(name+".pdf"), ".pdf")
	if strings.HasSuffix(strings.ToLower(name), ".pdf") {
		return base + ".pdf"
	}
	return base
}

// unusedName adds _2, _3 … before the extension of a name that is taken.
func unusedName(name string, taken []string) string {
	stem, extension := name, ""
	if dot := strings.LastIndexByte(name, '.'); dot > 0 {
		stem, extension = name[:dot], name[dot:]
	}
	candidate := name
	for n := 2; slices.ContainsFunc(taken, func(t string) bool { return strings.EqualFold(t, candidate) }); n++ {
		candidate = fmt.Sprintf("%s_%d%s", stem, n, extension)
	}
	return candidate
}

// document makes the order's document in a language: the host's own, or one
// drawn from the order.
func (p *planner) document(l locale.Language) (Document, error) {
	if ready := p.d.request.Document; ready != nil {
		doc := *ready
		doc.ContentType = mediaType(doc.ContentType, "application/pdf")
		if len(doc.Data) > 0 {
			doc.Size, doc.SHA256 = int64(len(doc.Data)), hashOf(doc.Data)
		}
		if len(doc.Data) == 0 && (doc.Ref == "" || doc.SHA256 == "" || doc.Size <= 0) {
			return doc, errors.New("compose: the request's Document has neither bytes nor a reference with size and hash")
		}
		if doc.Size > p.d.settings.maxMailBytes() {
			return doc, fmt.Errorf("compose: the request's Document has %d bytes, at most %d are allowed", doc.Size, p.d.settings.maxMailBytes())
		}
		return doc, nil
	}
	paper := p.d.paper(l)
	data, warnings, err := p.d.render(paper)
	if err != nil {
		return Document{}, fmt.Errorf("compose: document of order %s: %w", p.d.order.Number, err)
	}
	for _, w := range warnings {
		p.warn("pdf", "", string(w.Code)+" "+w.Text)
	}
	return Document{ContentType: "application/pdf", Size: int64(len(data)), SHA256: hashOf(data), Data: data}, nil
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
	}{{pdf.Customer, o.Customer}, {pdf.Facility, o.Facility}, {pdf.InvoicedTo, o.InvoicedTo}, {pdf.Supplier, o.Supplier}} {
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

// checkSize refuses a mail that is larger than the limit as it travels (R604).
func (p *planner) checkSize(m *Message) {
	size, err := email.EncodedSize(m.Email)
	if err != nil {
		p.problems = append(p.problems, err)
		return
	}
	total := int64(size)
	for _, i := range m.Attachments {
		// base64 takes four bytes for three, and a line break after 76.
		total += p.plan.Documents[i].Size*4/3*78/76 + 512
	}
	if limit := p.d.settings.maxMailBytes(); total > limit {
		p.fail("files", fmt.Errorf("the mail to %s would be %d bytes, at most %d are allowed: choose fewer or smaller files", m.Recipient, total, limit))
	}
}
