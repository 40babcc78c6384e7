package compose

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/pdf"
	"github.com/budkavle/budkavle/templating/cleantext"
	"github.com/budkavle/budkavle/templating/locale"
)

// defaultFileName is the order's number, for service protocols with the
// machine numbers where the settings ask for them (R501).
func (d *Draft) defaultFileName() string {
	if !d.rules.AttachPDF {
		return ""
	}
	var machines []string
	protocol := d.request.Kind == ServiceProtocol || d.request.Kind == WorkProtocol && d.order.Kind == order.ServiceOrder
	if protocol && d.settings.MachineNumberInName {
		for _, so := range d.order.ServiceObjects {
			machines = append(machines, so.MachineNumber)
		}
	}
	return pdf.FileName(d.order.Number, machines...)
}

// documents are what mails in a language attach: the order's document and the
// chosen files.
func (d *Draft) documents(l locale.Language) (docs []plan.Document, warnings []plan.Warning, err error) {
	if d.rules.AttachPDF {
		var doc plan.Document
		if doc, warnings, err = d.document(l); err != nil {
			return nil, nil, err
		}
		doc.Name = pdf.SafeFileName(d.FileName)
		docs = append(docs, doc)
	}
	return append(docs, d.chosenFiles()...), warnings, nil
}

// document makes the order's document in a language: the host's own, or one
// drawn from the order.
func (d *Draft) document(l locale.Language) (plan.Document, []plan.Warning, error) {
	if d.request.Document != nil {
		doc, err := d.hostDocument(*d.request.Document)
		return doc, nil, err // its name is the form's
	}
	data, found, err := d.render(d.paper(l))
	if err == nil && len(data) == 0 {
		err = errors.New("the renderer gave no bytes")
	}
	if err != nil {
		return plan.Document{}, nil, err
	}
	var warnings []plan.Warning
	for _, w := range found {
		warnings = append(warnings, plan.Warn(d.userLanguage(), codes.Code(w.Code), "", w.Text))
	}
	return plan.RenderedDocument(data), warnings, nil
}

// hostDocument checks a document that the host has made.
func (d *Draft) hostDocument(f order.File) (plan.Document, error) {
	name := cmp.Or(delivery.Scrub(f.Name), "Document")
	f.ContentType = cmp.Or(f.ContentType, "application/pdf")
	doc := plan.FileDocument(f)
	switch {
	case !f.Complete(), doc.Size == 0:
		return doc, plan.Refuse(plan.FieldDocument, codes.RefusedFile, name)
	case doc.Size > d.settings.EmailLimit():
		return doc, plan.Refuse(plan.FieldDocument, codes.RefusedFileSize, name, doc.Size, d.settings.EmailLimit())
	}
	return doc, nil
}

// render draws a document with the host's renderer or the built-in one.
func (d *Draft) render(paper pdf.Document) ([]byte, []pdf.Note, error) {
	if d.request.Renderer != nil {
		data, err := d.request.Renderer.Render(paper)
		return data, nil, err
	}
	engine, err := pdf.New(pdf.Style{
		Accent: d.settings.Company.Accent, MaxPixels: d.settings.PixelLimit(),
		LeaveOutBroken: d.settings.LeaveOutBrokenPictures,
	})
	if err != nil {
		return nil, nil, err
	}
	return engine.RenderWithWarnings(paper)
}

// paper is the order as a document in a language.
func (d *Draft) paper(l locale.Language) pdf.Document {
	o := d.order
	doc := pdf.Document{
		Kind:        pdf.Kind(d.request.Kind),
		Language:    l,
		Date:        d.paperDate(),
		Zone:        d.zone,
		Number:      o.Number,
		ValidUntil:  o.ValidUntil,
		Company:     letterhead(d.settings.Company),
		Description: o.Description,
		Content:     o.Content,
	}
	if o.Kind == order.ServiceProtocol && !d.settings.ShowImages {
		doc.Content.Photos = nil
	}
	for _, party := range []struct {
		role pdf.Role
		order.Party
	}{
		{pdf.RoleCustomer, o.Customer},
		{pdf.RoleFacility, o.Facility},
		{pdf.RoleInvoicedTo, o.InvoicedTo},
		{pdf.RoleSupplier, o.Supplier},
	} {
		// A supplier learns nothing of the end customer that the company has not asked for (R404).
		hidden := o.Kind == order.PurchaseOrder && party.role != pdf.RoleSupplier && !d.settings.CustomerOnPurchaseOrders
		if party.Name != "" && !hidden {
			doc.Parties = append(doc.Parties, pdf.AddressBlock{
				Role:      party.role,
				Name:      party.Name,
				Lines:     party.Address,
				OrgNumber: party.OrgNumber,
				Phone:     party.Phone,
			})
		}
	}
	for _, so := range o.ServiceObjects {
		doc.Objects = append(doc.Objects, pdf.Object{Name: so.Name, MachineNumber: so.MachineNumber})
	}
	add := func(label, value string) {
		if value != "" {
			doc.Facts = append(doc.Facts, pdf.Fact{Label: label, Value: value})
		}
	}
	if o.Kind != order.PurchaseOrder || d.settings.CustomerOnPurchaseOrders {
		add(pdf.FactCustomerOrderNumber, o.CustomerOrderNumber)
	}
	add(pdf.FactContactPerson, joinSet(", ", o.ContactPerson.Name, o.ContactPerson.Phone))
	if tellsOfWorkDone(d.request.Kind) {
		doc.Visits = d.visitsDone(l)
	} else {
		add(pdf.FactBooking, d.visitsAhead(l))
	}
	for _, f := range o.Facts {
		add(f.Label, f.Value)
	}
	return doc
}

// paperDate is the date on the paper. The years of its visits go by it too, so that a paper
// that is dated is the same whenever it is made (R504).
func (d *Draft) paperDate() time.Time {
	if !d.order.Date.IsZero() {
		return d.order.Date.In(d.zone)
	}
	return d.request.Now.In(d.zone)
}

// letterhead is the company as a paper's sender.
func letterhead(c order.Company) pdf.Letterhead {
	head := pdf.Letterhead{
		Name:      c.Name,
		Address:   c.Address,
		Phone:     c.Phone,
		Email:     c.Email,
		Web:       c.Website,
		OrgNumber: c.OrgNumber,
		Details:   c.Extra,
	}
	if len(c.Logo.Data) > 0 {
		head.Logo = pdf.Picture{Name: cmp.Or(c.Logo.Name, "logo"), Data: c.Logo.Data}
	}
	return head
}

// tellsOfWorkDone reports whether a document tells of the visits that took place.
func tellsOfWorkDone(k plan.Kind) bool { return k == WorkProtocol || k == ServiceProtocol }

// visitsAhead is a line for each visit that is coming, with its own place where it has
// one.
func (d *Draft) visitsAhead(l locale.Language) string {
	local := slices.Clone(d.order.Bookings)
	for i := range local {
		local[i] = local[i].In(d.zone)
	}
	var lines []string
	for _, b := range booking.Coming(local, d.request.Now) {
		lines = append(lines, joinSet(", ", b.Line(l, d.paperDate()), d.ownPlace(b, ", ")))
	}
	return strings.Join(lines, "\n")
}

// site is where a visit took place: its facility, when the visits of the order are not
// all at the order's own, and its place.
func (d *Draft) site(b booking.Booking) string {
	elsewhere := func(b booking.Booking) bool {
		return !b.Cancelled && d.ownPlace(booking.Booking{Facility: b.Facility}, "") != ""
	}
	facility := ""
	if slices.ContainsFunc(d.order.Bookings, elsewhere) {
		facility = cmp.Or(cleantext.OneLine(b.Facility), cleantext.OneLine(d.order.Facility.Name),
			cleantext.OneLine(d.order.Customer.Name))
	}
	return joinSet(", ", facility, cleantext.OneLine(b.Place))
}

// visitsDone are the visits that have begun, in order: when, and who came.
func (d *Draft) visitsDone(l locale.Language) []pdf.Visit {
	var list []pdf.Visit
	done := slices.Clone(d.order.Bookings)
	slices.SortStableFunc(done, func(a, b booking.Booking) int { return a.Start.Compare(b.Start) })
	for _, b := range done {
		if b = b.In(d.zone); b.Cancelled || b.Start.IsZero() || b.Start.After(d.request.Now) {
			continue
		}
		list = append(list, pdf.Visit{
			ID:    b.ID,
			Date:  b.Date(l, d.paperDate()),
			Time:  b.Time(l),
			By:    b.WhoIn(l),
			Place: d.site(b),
		})
	}
	return list
}
