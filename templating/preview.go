package templating

import (
	"encoding/base64"
	"strings"
)

// A PreviewPicture is a part of a mail that its HTML shows. Without a ContentID or
// content it is none.
type PreviewPicture struct {
	ContentID   string // without cid:
	ContentType string // image/png …
	Data        []byte
}

// Preview returns a mail's HTML, as [Layout.Render] made it, for a browser:
// pictures that travel with the mail stand in it as data: addresses. A picture
// whose type is not one of image/png, image/jpeg, image/gif and image/webp stays as
// it is. Nothing else is changed, so it must never be sent.
func Preview(markup string, pictures ...PreviewPicture) string {
	var pairs []string
	for _, p := range pictures {
		switch p.ContentType {
		case "image/png", "image/jpeg", "image/gif", "image/webp":
			if isCID("cid:"+p.ContentID) && len(p.Data) > 0 {
				// A quotation mark in a text is a reference, so this is an attribute.
				pairs = append(pairs, ` src="cid:`+p.ContentID+`"`,
					` src="data:`+p.ContentType+`;base64,`+base64.StdEncoding.EncodeToString(p.Data)+`"`)
			}
		}
	}
	return strings.NewReplacer(pairs...).Replace(markup)
}
