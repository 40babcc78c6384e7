package order

import (
	"slices"

	"github.com/budkavle/budkavle/templating"
)

// CountVersions returns the settings with the version of each template raised by one
// whose text differs from before while its version is the same. A version that the host
// has raised itself stays. The log remembers which version a message was made with.
func (s Settings) CountVersions(before Settings) Settings {
	s.Templates, s.BookingTemplates = slices.Clone(s.Templates), slices.Clone(s.BookingTemplates)
	for i := range s.Templates {
		for _, was := range before.Templates {
			count(was, &s.Templates[i])
		}
	}
	for i := range s.BookingTemplates {
		for _, was := range before.BookingTemplates {
			if is := &s.BookingTemplates[i]; is.Order == was.Order && is.about() == was.about() && is.Language == was.Language {
				count(was.EmailTemplate, &is.EmailTemplate)
			}
		}
	}
	return s
}

// count counts up a template whose former self is was, if it is.
func count(was templating.EmailTemplate, is *templating.EmailTemplate) {
	if is.ID == was.ID && is.Version == was.Version && *is != was {
		is.Version++
	}
}
