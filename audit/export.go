package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
)

// Export writes the records that a query finds as JSON lines (one JSON object a
// line, UTF-8), page after page, so that memory is bounded by a page. Q.Limit
// is the size of a page. It serves a person's request for their data and a move
// to another store. The error is the store's or w's; what was written before it
// stays written.
func Export(ctx context.Context, store Store, q Query, w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	for {
		page, err := store.Records(ctx, q)
		if err != nil {
			return err
		}
		for i := range page.Records {
			if err := encoder.Encode(&page.Records[i]); err != nil {
				return fmt.Errorf("audit: export of record %q: %w", page.Records[i].ID, err)
			}
		}
		if page.Next == "" {
			return nil
		}
		q.Cursor = page.Next
	}
}
