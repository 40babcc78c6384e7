package compose

import (
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

// Current, Persons and Unsendable are for the tests of what a history is judged by.
var (
	Current    = current
	Persons    = persons
	Unsendable = unsendable
)

// LayoutOf is what stands around a draft's text.
func LayoutOf(d *Draft, l locale.Language) templating.Layout { return d.layout(l) }
