package templating_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/templating"
)

// A browser has no parts of a mail: the logo stands in the preview itself.
func ExamplePreviewPicture() {
	logo := templating.PreviewPicture{ContentID: "logo@example.com", ContentType: "image/png", Data: []byte("png")}
	fmt.Println(templating.Preview(`<img src="cid:logo@example.com" alt="">`, logo))
	// Output: <img src="data:image/png;base64,cG5n" alt="">
}

func TestR308ThePreviewChangesPicturesOnly(t *testing.T) {
	t.Parallel()
	png := templating.PreviewPicture{ContentID: "a", ContentType: "image/png", Data: []byte{1}}
	for _, c := range []struct {
		picture      templating.PreviewPicture
		markup, want string
	}{
		{png, `<img src="cid:a"> <img src="cid:b"> <img src="cid:ab">`, `<img src="data:image/png;base64,AQ=="> <img src="cid:b"> <img src="cid:ab">`},
		{png, `<p title="cid:a"> src=&#34;cid:a&#34;</p>`, `<p title="cid:a"> src=&#34;cid:a&#34;</p>`},
		{templating.PreviewPicture{ContentID: "a", ContentType: "text/html", Data: []byte{1}}, `<img src="cid:a">`, `<img src="cid:a">`},
		{templating.PreviewPicture{ContentID: "a", ContentType: "image/svg+xml", Data: []byte{1}}, `<img src="cid:a">`, `<img src="cid:a">`},
		{templating.PreviewPicture{ContentID: `a" b`, ContentType: "image/png", Data: []byte{1}}, `<img src="cid:a" b">`, `<img src="cid:a" b">`},
		{templating.PreviewPicture{ContentID: "a", ContentType: "image/png"}, `<img src="cid:a">`, `<img src="cid:a">`},
		{templating.PreviewPicture{}, `<img src="cid:">`, `<img src="cid:">`},
	} {
		assert.Equal(t, c.want, templating.Preview(c.markup, c.picture))
	}
	assert.Equal(t, "x", templating.Preview("x"))
}
