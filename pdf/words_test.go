package pdf

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/templating/locale"
)

// Each language has a page of all papers as they read, with their labels, to be read from
// top to bottom: the data are a Swedish company's.
func TestPagesOfPapers(t *testing.T) {
	t.Parallel()
	var e Engine
	for _, l := range locale.BuiltIn() {
		t.Run(l.Tag(), func(t *testing.T) {
			t.Parallel()
			var page strings.Builder
			page.WriteString(l.String() + "\n")
			for _, kind := range Kinds() {
				data, err := e.Render(sample(kind, l))
				require.NoError(t, err)
				page.WriteString("\n======== " + string(kind) + "\n")
				texts := drawn(t, data)
				require.NotEmpty(t, texts)
				for _, text := range texts {
					page.WriteString(strings.TrimSpace(strings.ReplaceAll(text, "\u00a0", " ")) + "\n")
				}
			}
			path := filepath.Join("testdata", "words."+l.Tag()+".txt")
			if *update {
				require.NoError(t, os.WriteFile(path, []byte(page.String()), 0o644))
			}
			want, err := os.ReadFile(path)
			require.NoError(t, err)
			assert.Equal(t, string(want), page.String(), "%s: go test ./pdf -update writes it anew", path)
		})
	}
}
