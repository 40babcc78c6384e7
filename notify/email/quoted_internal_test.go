package email

import (
	"bytes"
	"io"
	"mime/quotedprintable"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// quotedSeeds are texts at the edges of lines.
func quotedSeeds() []string {
	seeds := []string{
		"", " ", "\t", "a ", "a \r\nb\t\nc", "\r", "\n", "\r\r\n\n", "\n\r", "=", "å", "a=b", "\x00\x7f\x80\xff", "\ra\n", "\r \n", "a\r\n.\r\nb",
	}
	for n := 70; n <= 80; n++ {
		for _, end := range []string{"", " ", "å", "=", " \n", "å\n", "  ", "ab", "\t\r\nå", " å"} {
			seeds = append(seeds, strings.Repeat("x", n)+end)
		}
	}
	return append(seeds, strings.Repeat("å", 100), strings.Repeat(" ", 200), strings.Repeat("Hej å ", 100))
}

// What is written is byte for byte what mime/quotedprintable writes, apart from the line
// that this one loses behind a lone CR and an escape.
func sameAsMime(t *testing.T, text string) {
	t.Helper()
	var want bytes.Buffer
	w := quotedprintable.NewWriter(&want)
	_, err := w.Write([]byte(text))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	assert.Equal(t, "before"+want.String(), string(appendQuoted([]byte("before"), text)), "%q", text)
}

func TestQuotedPrintable(t *testing.T) {
	t.Parallel()
	for _, text := range quotedSeeds() {
		sameAsMime(t, text)
	}
	assert.Equal(t, "\r\n=C3=A5\r\nb", string(appendQuoted(nil, "\rå\nb")), "a lone CR, and later a lone LF")
}

func FuzzQuotedPrintable(f *testing.F) {
	for _, text := range quotedSeeds() {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		encoded := string(appendQuoted(nil, text))
		back, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(encoded)))
		require.NoError(t, err)
		lines := strings.NewReplacer("\r\n", "\r\n", "\r", "\r\n", "\n", "\r\n").Replace(text)
		require.Equal(t, lines, string(back))
		for line := range strings.SplitSeq(encoded, "\r\n") {
			require.LessOrEqual(t, len(line), 76)
			require.NotContains(t, line, "\r")
			require.NotContains(t, line, "\n")
			require.Equal(t, strings.TrimRight(line, " \t"), line)
		}
		if !strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\r") {
			sameAsMime(t, text)
		}
	})
}
