package templating

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestLengths, to the edge of each unit and of each notation.
func TestLengths(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]bool{
		"auto": true, "AUTO": true, "normal": true, "Normal": true, "0": true, "0px": true,
		"64px": true, "64PX": true, "64.1px": false, "65px": false, "64": true, "65": false, "48pt": true, "48.1pt": false, "4em": true, "4.01em": false, "4rem": true, "4ex": true, "4ch": true, "5ch": false,
		"100%": true, "101%": false, "100.5%": false, ".5em": true, "4.em": true,
		"": false, "px": false, "%": false, ".": false, "1.2.3px": false, "-1px": false, "+1px": false, "1 px": false, "1vw": false, "1e1px": false, "12345678": false, "0000064px": true, "00000064px": true, "000000064px": false, "inherit": false, "calc(1px)": false,
	} {
		assert.Equal(t, want, lengthOK(value, 64), "%q", value)
	}
	assert.True(t, lengthOK("12345678px", math.Inf(1)))
	for value, want := range map[string]bool{"": false, " ": false, "1px": true, "1px 2px": true, "1px 2px 3px": false, "1px x": false, "auto 0": true} {
		assert.Equal(t, want, lengthsOK(value, 2, 64), "%q", value)
	}
}

// TestWordsAndFonts, to the edges of what a name is made of.
func TestWordsAndFonts(t *testing.T) {
	t.Parallel()
	twenty := strings.Repeat("a", 20)
	for value, want := range map[string]bool{"": false, " ": false, "a": true, "a-Z": true, "az AZ": true, "a b c": false, twenty: true, twenty + "a": false, "a1": false, "a(": false, "å": false, "a;b": false, twenty + " " + twenty: true} {
		assert.Equal(t, want, wordsOK(value, 2), "%q", value)
	}
	for value, want := range map[string]bool{
		"": false, "Arial": true, "azAZ09 ,.'\"%/_-": true, "å ö": true, "\u00a1": true, "\u1fff": true, "\u00a0": false, "\u2000": false, "a(b": false, "a:b": false, "a@b": false, "a[b": false, "a`b": false, "a{b": false, "a!b": false, "a\\b": false, "a<b": false, "a;b": false, "a\tb": false,
		strings.Repeat("a", 200): true, strings.Repeat("a", 201): false,
	} {
		assert.Equal(t, want, fontOK(value), "%q", value)
	}
}

// TestWhatAStyleKeeps of each group of properties, at its limit and one behind.
func TestWhatAStyleKeeps(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		property, kept, dropped string
	}{
		{"margin", "64px 0 auto 1%", "1px 1px 1px 1px 1px"},
		{"padding", "64px", "65px"},
		{"margin-left", "64px", "1px 1px"},
		{"text-indent", "4em", "-4em"},
		{"max-width", "none", "no"},
		{"min-width", "280px", "281px"},
		{"height", "4000px", "4001px"},
		{"min-height", "auto", "4001px"},
		{"border-radius", "200px 200px 200px 200px", "201px"},
		{"border-spacing", "20px 20px", "20px 20px 20px"},
		{"border-spacing", "20px", "21px"},
		{"font-size", "72px", "73px"},
		{"font-size", "x-large", "x large"},
		{"letter-spacing", "12px", "13px"},
		{"word-spacing", "12px", "1em"},
		{"border", "20px solid #123456", "21px solid"},
		{"border", "1px solid red", "1px solid url(x)"},
		{"border-color", "red rgb(1, 2, 3) #fff hsl(1, 2%, 3%)", "red #ggg"},
		{"border-width", "1px 2px 3px 4px 5px 6px", "1px 2px 3px 4px 5px 6px 7px"},
		{"border-style", "solid", ""},
		{"font-family", "Arial", "expression(x)"},
		{"font-weight", "700", "7000"},
		{"font-weight", "bold", "bold bold"},
		{"font-weight", "999", "70"},
		{"text-align", "center", "center center"},
		{"direction", "rtl", "r1"},
		{"list-style", "disc outside none", "disc outside none none"},
		{"text-decoration", "underline red", "url(x)"},
		{"vertical-align", "64px", "65px"},
		{"vertical-align", "top", "top left"},
		{"display", "BLOCK", "flex"},
		{"display", "list-item", "fixed"},
		{"display", "none", "contents"},
	} {
		assert.True(t, keepsStyle(c.property, c.kept), "%s: %s", c.property, c.kept)
		assert.False(t, keepsStyle(c.property, c.dropped), "%s: %s", c.property, c.dropped)
	}
	for _, property := range []string{"position", "top", "left", "float", "z-index", "transform", "opacity", "visibility", "content", "clip", "background-image", "filter", "behavior", "zoom", "columns", "animation", "inset", ""} {
		assert.False(t, keepsStyle(property, "0"), property)
		assert.False(t, keepsStyle(property, "none"), property)
	}
}

// TestDeclarationsAreCutWhereTheyEnd: not inside quotes and brackets, however they are
// nested, and not where nothing was opened.
func TestDeclarationsAreCutWhereTheyEnd(t *testing.T) {
	t.Parallel()
	for style, want := range map[string][]string{
		"":                            nil,
		";":                           nil,
		"a:b":                         {"a=b"},
		" A : b ;":                    {"a=b"},
		"a:b;c:d":                     {"a=b", "c=d"},
		"a:b;;c:d;":                   {"a=b", "c=d"},
		"a":                           nil,
		":b":                          nil,
		"a;b:c":                       {"b=c"},
		"a:(;)(;);b:c":                {"a=(;)(;)", "b=c"},
		"a:((;););b:c":                {"a=((;);)", "b=c"},
		"a:);b:c":                     {"a=)", "b=c"},
		"a:));b:(;);c:d":              {"a=))", "b=(;)", "c=d"},
		`a:";";b:';"';c:d`:            {`a=";"`, `b=';"'`, "c=d"},
		`a:"(";b:c`:                   {`a="("`, "b=c"},
		`a:";b:c`:                     {`a=";b:c`},
		"a:(;b:c":                     {"a=(;b:c"},
		"a:b:c":                       {"a=b:c"},
		"background:url(x;y);color:x": {"background=url(x;y)", "color=x"},
	} {
		var got []string
		declarations(style, func(d declaration) { got = append(got, d.property+"="+d.value) })
		assert.Equal(t, want, got, "%q", style)
	}
	for value, want := range map[string][]string{
		"": nil, " ": nil, "a": {"a"}, " a  b\tc\nd ": {"a", "b", "c", "d"}, "rgb(1, 2) x": {"rgb(1, 2)", "x"}, "a(b (c d) e) f": {"a(b (c d) e)", "f"},
	} {
		assert.Equal(t, want, cssFields(value), "%q", value)
	}
}

// TestTheGroundOfABackground is its colour; whole is false where more was said.
func TestTheGroundOfABackground(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		value, text string
		whole, ok   bool
	}{
		{"red", "red", true, true},
		{"#fff url(x)", "#fff", false, true},
		{"url(x) rgb(1, 2, 3) none", "rgb(1, 2, 3)", false, true},
		{"transparent", "", true, false},
		{"NONE", "", true, false},
		{"inherit", "", true, false},
		{"Initial", "", true, false},
		{"none url(x)", "", false, false},
		{"url(x)", "", false, false},
		{"", "", false, false},
	} {
		text, whole, ok := groundOf(c.value, colour{})
		assert.Equal(t, []any{c.text, c.whole, c.ok}, []any{text, whole, ok}, "%q", c.value)
	}
}

// TestColoursAsTheyAreWritten, each form to its edges, against values of CSS Color 4.
func TestColoursAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	white := colour{255, 255, 255}
	for text, want := range map[string]string{
		"#123": "#112233", "#abcdef": "#abcdef", " #ABCDEF ": "#abcdef", "#123f": "#112233", "#11223300": "#ffffff", "#112233ff": "#112233", "#ff000080": "#ff7f7f", "#00ff0080": "#7fff7f", "#0000ff80": "#7f7fff", "#1234": "#c0c4c9",
		"#12": "", "#12345": "", "#1234567": "", "#123456789": "", "#ggg": "", "#": "", "#+12": "", "#-12345": "",
		"rgb(1,2,3)": "#010203", "RGB(1 2 3)": "#010203", "rgb(100%, 50%, 0%)": "#ff8000", "rgb(300, 0, 0)": "#ff0000", "rgb(1.5,2.4,3)": "#020203", "rgba(255,0,0,0.5)": "#ff8080", "rgba(255 0 0 / 50%)": "#ff8080", "rgba(255,0,0,9)": "#ff0000", "rgb(1\t2\t3)": "#010203",
		"rgb(1,2)": "", "rgb(1,2,3,4,5)": "", "rgb(-1,2,3)": "", "rgb(a,2,3)": "", "rgb(1,2,3,x)": "", "rgb(%,2,3)": "", "rgb(1..2,2,3)": "", "rgb(12345678901,2,3)": "", "rgb(1234567890,2,3)": "#ff0203", "rgb 1,2,3)": "", "1,2,3)": "", "x(1,2,3)": "", "url(1,2,3)": "", "rgb(1,2,3": "",
		"hsl(0,100%,50%)": "#ff0000", "hsl(120,100%,50%)": "#00ff00", "hsl(240deg 100% 50%)": "#0000ff", "hsl(60,100%,25%)": "#808000", "hsl(30,100%,75%)": "#ffbf80", "hsl(300,50%,50%)": "#bf40bf", "hsl(0,0%,50%)": "#808080", "hsl(360,100%,50%)": "#ff0000", "hsl(50%,100%,50%)": "#00ffff", "hsl(0,300%,50%)": "#ff0000", "hsl(0,100%,300%)": "#ffffff", "hsla(0,100%,50%,50%)": "#ff8080", "hsl(210,65%,20%)": "#123354",
		"hsl(0,100,50%)": "", "hsl(0,100%,50)": "", "hsl(x,100%,50%)": "",
		"red": "#ff0000", "RED": "#ff0000", "tan": "#d2b48c", "aliceblue": "#f0f8ff", "yellowgreen": "#9acd32", "lightgoldenrodyellow": "#fafad2", "white": "#ffffff",
		"re": "", "rebecca": "", "f0f8ff": "", "aliceblue f0f8ff": "", "lightgoldenrodyellows": "", "": "", "transparent": "", "currentcolor": "", "000000": "",
	} {
		got, ok := cssColour(text, white)
		assert.Equal(t, want != "", ok, "%q", text)
		if want != "" {
			assert.Equal(t, want, got.String(), "%q", text)
		}
	}
	for text, want := range map[string]bool{"#a1B2c3": true, "a1b2c3": false, "#a1b2c": false, "#a1b2c3d": false, "#a1b2cg": false, "#+1b2c3": false, "": false} {
		_, ok := hex(text)
		assert.Equal(t, want, ok, "%q", text)
	}
}

// TestLightIsThatOfWCAG: the relative luminance of dark and of bright channels, and
// what a colour needs to be seen in the dark.
func TestLightIsThatOfWCAG(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]float64{"#000000": 0, "#ffffff": 1, "#808080": 0.21586, "#0a0a0a": 0.003035, "#050505": 0.0015176, "#ff0000": 0.2126, "#00ff00": 0.7152, "#0000ff": 0.0722} {
		assert.InDelta(t, want, mustHex(text).luminance(), 0.00001, text)
	}
	assert.InDelta(t, 21, contrast(mustHex("#000000"), mustHex("#ffffff")), 0.001)
	dark := mustHex(darkCard)
	for _, text := range []string{"#000000", "#1f5f8b", "#0000ff", "#ff0000", "#ffffff", "#888888"} {
		c := mustHex(text)
		light := c.lightened(dark)
		assert.GreaterOrEqual(t, contrast(light, dark), legible, text)
		if contrast(c, dark) >= legible {
			assert.Equal(t, c, light, "it is seen as it is")
		}
	}
	assert.Equal(t, colour{255, 255, 255}, mustHex("#808080").lightened(mustHex("#808080")), "nothing less than white is legible there")
}
