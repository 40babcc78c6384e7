package compose

import (
	"slices"
	"strings"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/templating/locale"
)

// settingsOff are the settings without which no uploads can be chosen, by the keys of their
// names, which are those on the settings page and in JSON; none when they can (R604).
func (d *Draft) settingsOff() (off settingNames) {
	if !d.settings.IncludeFiles {
		off = append(off, "compose.setting-include-files")
	}
	if d.order.Kind == order.ServiceProtocol && !d.settings.ShowImages {
		off = append(off, "compose.setting-show-images")
	}
	return off
}

// settingNames are keys of the names of settings.
type settingNames []string

func (n settingNames) Message(l locale.Language) string {
	names := make([]string, len(n))
	for i, key := range n {
		names[i] = l.Phrase(key)
	}
	return strings.Join(names, ", ")
}

// checkFiles refuses files that may not be chosen, do not exist or are too
// large by themselves (R604).
func (d *Draft) checkFiles() (refused []*plan.FieldError) {
	if len(d.Files) == 0 {
		return nil
	}
	if off := d.FilesOff(); off != nil {
		return []*plan.FieldError{off}
	}
	if !d.Email {
		refused = append(refused, plan.Refuse(plan.FieldFiles, codes.RefusedFilesSMS))
	}
	for _, id := range d.Files {
		if e := d.checkFile(id); e != nil {
			refused = append(refused, e)
		}
	}
	return refused
}

func (d *Draft) checkFile(id string) *plan.FieldError {
	f, ok := d.order.File(id)
	if !ok {
		return plan.Refuse(plan.FieldFiles, codes.RefusedNoFile, d.order.Number, delivery.Scrub(id))
	}
	size, pixels := f.Measure()
	name := delivery.Scrub(f.Name)
	switch {
	case !f.Complete(), f.Pixels < 0:
		return plan.Refuse(plan.FieldFiles, codes.RefusedFile, name)
	case size > d.settings.EmailLimit():
		return plan.Refuse(plan.FieldFiles, codes.RefusedFileSize, name, size, d.settings.EmailLimit())
	case pixels > d.settings.PixelLimit():
		return plan.Refuse(plan.FieldFiles, codes.RefusedPicture, name, pixels, d.settings.PixelLimit())
	}
	return nil
}

// chosenFiles are the uploads that go with the mail, each once.
func (d *Draft) chosenFiles() []plan.Document {
	var docs []plan.Document
	var had []string
	for _, id := range d.Files {
		f, ok := d.order.File(id)
		if !ok || slices.Contains(had, id) {
			continue
		}
		had, docs = append(had, id), append(docs, plan.FileDocument(f))
	}
	return docs
}
