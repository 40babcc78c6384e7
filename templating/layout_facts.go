package templating

import (
	"cmp"
	"html"
	"strings"

	"github.com/budkavle/budkavle/templating/cleantext"
)

// given are the facts that say something, without what nobody sees.
func (l Layout) given() []BoxFact {
	list := make([]BoxFact, 0, len(l.Facts))
	for _, f := range l.Facts {
		f.Value, f.Old = cleantext.Lines(f.Value), cleantext.Lines(f.Old)
		if strings.TrimSpace(f.Value) != "" || strings.TrimSpace(f.Old) != "" {
			list = append(list, f)
		}
	}
	return list
}

// facts is the box under the headline. Its first fact stands larger over the others
// when it is a strong one: it is what the mail is about.
func (w *layoutWriter) facts() {
	facts := w.given
	if len(facts) == 0 {
		return
	}
	w.openBox("16px")
	if facts[0].Strong {
		w.first(facts[0], len(facts) == 1)
		w.rows(facts[1:], false)
	} else {
		w.rows(facts, true)
	}
	w.closeBox()
}

func (w *layoutWriter) openBox(top string) {
	w.put(`<tr><td class="bk-pad" style="padding:`, top, ` 28px 4px 28px;">`,
		`<table role="presentation" class="bk-box" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="`,
		lightBox, `" style="width:100%;table-layout:fixed;background-color:`, lightBox, `;border-radius:4px;">`,
		`<tr><td style="padding:0;">`, "\n")
}

func (w *layoutWriter) closeBox() { w.put("</td></tr></table></td></tr>\n") }

// first is the first fact over the width of the box: its label, what it was, and
// what it is in the headline's size.
func (w *layoutWriter) first(f BoxFact, alone bool) {
	bottom := "6px"
	if alone {
		bottom = "14px"
	}
	w.put(fullTable, `<tr><td class="bk-first bk-ink" style="padding:12px 16px `, bottom, ` 16px;`,
		font, `color:`, lightInk, `;`, breaks, `">`)
	if label := OneLine(f.Label); label != "" {
		w.put(`<div class="bk-soft" style="font-size:14px;line-height:22px;color:`, lightSoft, `;">`,
			html.EscapeString(label), "</div>\n")
	}
	if f.Old != "" {
		w.put(`<div style="font-size:16px;line-height:24px;">`)
		w.struck(f.Old)
		w.put("</div>\n")
	}
	w.put(`<div style="font-size:22px;line-height:28px;font-weight:bold;">`)
	if f.Value == "" {
		w.off(f)
	}
	w.put(written(f.Value), "</div></td></tr></table>\n")
}

// rows are facts, a label and what it names beside each other, on a phone above.
func (w *layoutWriter) rows(facts []BoxFact, atTop bool) {
	if len(facts) == 0 {
		return
	}
	open := false
	for i, f := range facts {
		if f.Apart && !(i == 0 && atTop) {
			if open {
				w.put("</table>\n")
			}
			w.rule()
			open = false
		}
		if !open {
			w.put(fullTable, "\n")
			open = true
		}
		w.row(f, i == 0 && atTop, i == len(facts)-1)
	}
	w.put("</table>\n")
}

// fullTable begins a table as wide as its place. Each part of the box is one of its own: in
// a narrow window its cells stand below each other, and a cell over two columns would halve
// them.
const fullTable = `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" ` +
	`style="width:100%;table-layout:fixed;">`

// rule is the line between two parts of the box.
func (w *layoutWriter) rule() {
	w.put(fullTable, `<tr><td style="padding:10px 16px 7px 16px;">`,
		`<div class="bk-rule" style="border-top:1px solid `, lightEdge, `;font-size:1px;line-height:1px;">&nbsp;</div>`,
		"</td></tr></table>\n")
}

func (w *layoutWriter) row(f BoxFact, first, last bool) {
	top, bottom, class := "5px", "5px", ""
	if first {
		top = "14px"
	}
	if last {
		bottom, class = "14px", " bk-last"
	}
	size := "font-size:15px;line-height:22px;"
	if f.Strong {
		size = "font-size:18px;line-height:24px;font-weight:bold;"
	}
	w.put(`<tr><td class="bk-label bk-soft" width="112" valign="top" style="width:112px;`,
		`padding:`, top, ` 8px `, bottom, ` 16px;`, font, `font-size:14px;line-height:22px;color:`, lightSoft, `;`,
		breaks, `">`, html.EscapeString(OneLine(f.Label)),
		`</td><td class="bk-value bk-ink`, class, `" valign="top" style="padding:`, top, ` 16px `, bottom, ` 0;`,
		font, size, `color:`, lightInk, `;`, breaks, `">`)
	if f.Old != "" {
		w.struck(f.Old)
		if _, marked := w.lookOf(f); f.Value != "" || marked {
			w.put("<br>\n")
		}
		if f.Value == "" {
			w.off(f)
		}
	}
	w.put(written(f.Value), "</td></tr>\n")
}

// lookOf is how the state of a fact looks, which is the mail's unless it has one; marked
// when it is not as it was.
func (l Layout) lookOf(f BoxFact) (look stateLook, marked bool) {
	look, marked = stateLooks[cmp.Or(f.State, l.State)]
	return look, marked
}

// struck is what is so no more.
func (w *layoutWriter) struck(old string) {
	w.put(`<s class="bk-soft" style="text-decoration:line-through;font-weight:normal;color:`, lightSoft, `;">`,
		written(old), "</s>")
}

// off is the state's word for what is no more.
func (w *layoutWriter) off(f BoxFact) {
	if look, marked := w.lookOf(f); marked {
		w.put(`<span class="bk-`, string(cmp.Or(f.State, w.State)), `" style="font-weight:bold;color:`, look.ink,
			`;">`, html.EscapeString(w.word(look.phrase)), "</span>")
	}
}

// papers is the box of what is attached.
func (w *layoutWriter) papers() {
	if len(w.Papers) == 0 {
		return
	}
	w.openBox("4px")
	facts := make([]BoxFact, len(w.Papers))
	for i, p := range w.Papers {
		facts[i].Value = w.paper(p)
	}
	facts[0].Label = w.word("templating.attached")
	w.rows(facts, true)
	w.closeBox()
}
