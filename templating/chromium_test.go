package templating_test

import (
	"flag"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/templating"
)

var update = flag.Bool("update", false, "write the screenshots that the tests compare with")

// A shot is how a mail is looked at.
type shot struct {
	name   string
	width  int
	dark   bool
	logo   bool // with its picture; without: pictures are off
	change func(*templating.Layout)
}

var shots = []shot{
	{"phone-light", 360, false, true, nil},
	{"phone-dark", 360, true, true, nil},
	{"desk-light", 600, false, true, nil},
	{"desk-dark", 600, true, true, nil},
	{"phone-images-off", 360, false, false, nil},
	{"desk-plain", 600, false, true, func(l *templating.Layout) { l.Facts, l.Button, l.Logo = nil, templating.Button{}, templating.Logo{} }},
}

// logo is a picture that needs no file: 160 by 48 pixels, as a mail's part would be.
const logo = "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHdpZHRoPSIxNjAiIGhlaWdodD0iNDgiPjxyZWN0IHdpZHRoPSIxNjAiIGhlaWdodD0iNDgiIGZpbGw9IiNmZmYiLz48Y2lyY2xlIGN4PSIyNCIgY3k9IjI0IiByPSIyMCIgZmlsbD0iIzFmNWY4YiIvPjxyZWN0IHg9IjU2IiB5PSIxMiIgd2lkdGg9Ijk2IiBoZWlnaHQ9IjEwIiBmaWxsPSIjMWY1ZjhiIi8+PHJlY3QgeD0iNTYiIHk9IjI4IiB3aWR0aD0iNjQiIGhlaWdodD0iOCIgZmlsbD0iIzFmNWY4YiIvPjwvc3ZnPg=="

// markup is a booking confirmation as a mail program would show it.
func (s shot) markup(t *testing.T) string {
	t.Helper()
	l := layout()
	l.Logo = templating.Logo{ContentID: "logo@budkavle", Alt: "Åkes Kyl & Värme"}
	if s.change != nil {
		s.change(&l)
	}
	body := templating.TextToHTML("Hej, Brf Björkhöjden\n\nVår servicetekniker Börje kommer till er fredag 06 oktober, 07:00 – 10:00\n\nArbetet gäller Ordernummer: AO462\n\nHälsningar Åkes Kyl & Värme")
	l.Body = body
	html, _, err := l.Render()
	require.NoError(t, err)
	if s.logo {
		html = strings.Replace(html, "cid:logo@budkavle", logo, 1)
	}
	return html
}

// photograph lets Chromium show markup and returns what it looks like.
func (s shot) photograph(t *testing.T, markup string) *image.RGBA {
	t.Helper()
	dir := t.TempDir()
	page, picture := filepath.Join(dir, "mail.html"), filepath.Join(dir, "mail.png")
	// Chromium's window is never narrower than 500 pixels: a phone is a frame in it.
	frame := fmt.Sprintf(`<!DOCTYPE html><meta name="color-scheme" content="%s"><body style="margin:0"><iframe src="inner.html" style="border:0;width:%dpx;height:900px;color-scheme:%s"></iframe>`, s.scheme(), s.width, s.scheme())
	require.NoError(t, os.WriteFile(filepath.Join(dir, "inner.html"), []byte(markup), 0o600))
	require.NoError(t, os.WriteFile(page, []byte(frame), 0o600))
	args := []string{
		"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
		"--hide-scrollbars", "--force-device-scale-factor=1", "--font-render-hinting=none", "--disable-lcd-text", "--allow-file-access-from-files",
		"--user-data-dir=" + filepath.Join(dir, "profile"), "--window-size=640,900", "--screenshot=" + picture,
	}
	if s.dark {
		args = append(args, "--blink-settings=preferredColorScheme=0")
	} else {
		args = append(args, "--blink-settings=preferredColorScheme=1")
	}
	command := exec.CommandContext(t.Context(), "chromium", append(args, "file://"+page)...)
	command.WaitDelay = time.Second
	out, err := command.CombinedOutput()
	require.NoError(t, err, string(out))
	file, err := os.Open(picture)
	require.NoError(t, err)
	defer func() { _ = file.Close() }()
	img, err := png.Decode(file)
	require.NoError(t, err)
	cut := image.NewRGBA(image.Rect(0, 0, s.width, 860))
	draw.Draw(cut, cut.Rect, img, image.Point{}, draw.Src)
	return cut
}

func (s shot) scheme() string {
	if s.dark {
		return "dark"
	}
	return "light"
}

// difference is the mean difference of two pictures in squares of 8 by 8
// pixels, so that the edges of letters hardly count: the share of squares that
// differ by more than a twelfth of the range.
func difference(a, b *image.RGBA) float64 {
	if a.Rect != b.Rect {
		return 1
	}
	const side = 8
	odd, all := 0, 0
	for y := 0; y+side <= a.Rect.Dy(); y += side {
		for x := 0; x+side <= a.Rect.Dx(); x += side {
			sum := 0.0
			for dy := range side {
				i, j := a.PixOffset(x, y+dy), b.PixOffset(x, y+dy)
				for k := range side * 4 {
					sum += math.Abs(float64(a.Pix[i+k]) - float64(b.Pix[j+k]))
				}
			}
			all++
			if sum/(side*side*3) > 21 {
				odd++
			}
		}
	}
	return float64(odd) / float64(all)
}

// tolerance is the share of squares that another version of Chromium or of a
// font may change.
const tolerance = 0.004

// TestScreenshots compares the layout with how it should look, light and dark,
// on a phone and at a desk, with and without pictures; and each picture has a
// planted defect that must be seen.
func TestScreenshots(t *testing.T) {
	if os.Getenv("BUDKAVLE_CHROMIUM") == "" {
		t.Skip("needs Chromium: run .ci/chromium, or set BUDKAVLE_CHROMIUM=1 where chromium and fonts-liberation are installed")
	}
	for _, s := range shots {
		t.Run(s.name, func(t *testing.T) {
			file := filepath.Join("testdata", "screenshots", s.name+".png")
			got := s.photograph(t, s.markup(t))
			if *update {
				require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o750))
				write, err := os.Create(file)
				require.NoError(t, err)
				require.NoError(t, (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(write, got))
				require.NoError(t, write.Close())
			}
			open, err := os.Open(file)
			require.NoError(t, err)
			defer func() { _ = open.Close() }()
			img, err := png.Decode(open)
			require.NoError(t, err)
			want := image.NewRGBA(img.Bounds())
			draw.Draw(want, want.Rect, img, image.Point{}, draw.Src)
			assert.LessOrEqual(t, difference(got, want), tolerance, "the layout looks different: see with -update what has changed")

			defects := map[string][2]string{"narrow card": {"width:100%;max-width:600px", "width:60%;max-width:600px"}, "no padding": {"padding:24px 28px 8px 28px", "padding:0"}, "tiny text": {"font-size:16px;line-height:24px", "font-size:9px;line-height:11px"}}
			if s.dark {
				defects = map[string][2]string{"no dark card": {".bk-card{background-color:#22272e!important", ".bk-none{background-color:#22272e!important"}}
			}
			for name, d := range defects {
				broken := strings.Replace(s.markup(t), d[0], d[1], 1)
				require.NotEqual(t, s.markup(t), broken, name)
				assert.Greater(t, difference(s.photograph(t, broken), want), tolerance, "the defect %q is not seen", name)
			}
		})
	}
}
