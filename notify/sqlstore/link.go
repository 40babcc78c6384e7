package sqlstore

import (
	"context"
	"slices"
	"strings"

	"github.com/budkavle/budkavle/audit"
)

// A link leads to a message from what few have: a receipt of a provider's after the
// first, and the user who has dealt with it.
type link struct {
	company, name, value string
	message              int64
}

// The names of links.
const (
	linkBy      = "by"
	linkReceipt = "receipt:" // and the provider
)

// A receipt is how a provider knows a message.
type receipt struct{ provider, id string }

func receiptOf(r *audit.Record) receipt { return receipt{r.Receipt.Provider, r.Receipt.ProviderID} }

// linksOf adds those of a record whose message has a first receipt.
func linksOf(links []link, message int64, r *audit.Record, first receipt) []link {
	if own := receiptOf(r); own != (receipt{}) && own != first {
		links = append(links, link{r.Company, linkReceipt + own.provider, own.id, message})
	}
	if r.Acknowledged && r.Actor.ID != "" {
		links = append(links, link{r.Company, linkBy, r.Actor.ID, message})
	}
	return links
}

func (w *work) insertLinks(ctx context.Context, links []link) error {
	for part := range slices.Chunk(links, rowsAtOnce) {
		var b strings.Builder
		b.WriteString("INSERT INTO " + w.prefix + "links (company, name, value, message) VALUES ")
		w.dialect.rows(&b, len(part), 4)
		b.WriteString(" ON CONFLICT (company, value, name, message) DO NOTHING")
		var args []any
		for _, l := range part {
			args = append(args, l.company, l.name, l.value, l.message)
		}
		if _, err := w.handle.ExecContext(ctx, b.String(), args...); err != nil {
			return w.failed("append", err)
		}
	}
	return nil
}

// replaceLinks are the links of some messages from now on.
func (w *work) replaceLinks(ctx context.Context, messages []any, links []link) error {
	if len(messages) == 0 {
		return nil
	}
	var b strings.Builder
	b.WriteString("DELETE FROM " + w.prefix + "links WHERE message IN (")
	w.dialect.placeholders(&b, 0, len(messages))
	if _, err := w.handle.ExecContext(ctx, b.String()+")", messages...); err != nil {
		return w.failed("rewrite", err)
	}
	return w.insertLinks(ctx, links)
}
