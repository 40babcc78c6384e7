package templating

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestContrast(t *testing.T) {
	t.Parallel()
	// The examples of WCAG 2.2.
	assert.InDelta(t, 21, contrast(mustHex("#000000"), mustHex("#ffffff")), 0.001)
	assert.InDelta(t, 1, contrast(mustHex("#123456"), mustHex("#123456")), 0.001)
	assert.InDelta(t, 4.54, contrast(mustHex("#767676"), mustHex("#ffffff")), 0.01)
	assert.InDelta(t, 4.00, contrast(mustHex("#ff0000"), mustHex("#ffffff")), 0.01)
	assert.InDelta(t, 1.07, contrast(mustHex("#ffff00"), mustHex("#ffffff")), 0.01)
}

func TestR603EveryTextOfTheLayoutIsLegible(t *testing.T) {
	t.Parallel()
	pairs := map[string][2]string{
		"text": {lightInk, lightCard}, "value": {lightInk, lightBox}, "label": {lightSoft, lightBox}, "footer": {lightSoft, lightCard}, "on the page": {lightInk, lightPage},
		"dark text": {darkInk, darkCard}, "dark value": {darkInk, darkBox}, "dark label": {darkSoft, darkBox}, "dark footer": {darkSoft, darkCard}, "on the dark page": {darkInk, darkPage},
	}
	for state, look := range stateLooks {
		pairs[string(state)+" headline"] = [2]string{look.ink, look.ground}
		pairs[string(state)+" word"] = [2]string{look.ink, lightBox}
		pairs[string(state)+" headline, dark"] = [2]string{look.dark, look.darkGround}
		pairs[string(state)+" word, dark"] = [2]string{look.dark, darkBox}
	}
	for name, p := range pairs {
		assert.GreaterOrEqual(t, contrast(mustHex(p[0]), mustHex(p[1])), legible, name)
	}
}

func TestR603AnyAccentIsLegible(t *testing.T) {
	t.Parallel()
	dark := mustHex(darkCard)
	for r := 0; r < 256; r += 15 {
		for g := 0; g < 256; g += 15 {
			for b := 0; b < 256; b += 15 {
				c := colour{uint8(r), uint8(g), uint8(b)}
				require.GreaterOrEqual(t, contrast(c.ink(), c), legible, "the button's text on %s", c)
				light := c.lightened(dark)
				require.GreaterOrEqual(t, contrast(light, dark), legible, "%s on the dark card", c)
				require.GreaterOrEqual(t, contrast(light.ink(), light), legible, "the dark button's text on %s", c)
				if contrast(c, dark) >= legible {
					require.Equal(t, c, light, "a colour that can be seen stays")
				}
			}
		}
	}
	for accent, want := range map[string]string{"": DefaultAccent, "#FFEE00": "#ffee00", "red": DefaultAccent, "#12345": DefaultAccent, "#12345g": DefaultAccent, "#1234567": DefaultAccent} {
		assert.Equal(t, want, accentOf(accent).String(), accent)
	}
	assert.Panics(t, func() { mustHex("x") })
}

func TestCSSColours(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"#fff": "#ffffff", "#1a2b3c": "#1a2b3c", "#000000ff": "#000000", "#00000000": "#ffffff", "#0008": "#777777", "red": "#ff0000", " RebeccaPurple ": "#663399", "yellowgreen": "#9acd32", "aliceblue": "#f0f8ff",
		"rgb(1,2,3)": "#010203", "rgb(1 2 3)": "#010203", "rgb(100%, 0%, 50%)": "#ff0080", "rgb(99%, 1%, 33%)": "#fc0354", "rgba(0,0,0,.5)": "#808080", "rgba(0 0 0 / 50%)": "#808080", "rgb(300,0,0)": "#ff0000", "rgba(0,0,0,7)": "#000000",
		"hsl(0,100%,50%)": "#ff0000", "hsl(120deg 100% 25%)": "#008000", "hsl(240, 100%, 50%)": "#0000ff", "hsla(0,0%,0%,0)": "#ffffff",
	} {
		c, ok := cssColour(text, colour{255, 255, 255})
		assert.True(t, ok, text)
		assert.Equal(t, want, c.String(), text)
	}
	for _, text := range []string{"", "#", "#12", "#12345", "#ggg", "rgb(1,2)", "rgb(1,2,3,4,5)", "rgb(-1,2,3)", "rgb(a,b,c)", "rgb1,2,3)", "hsl(0,1,2)", "hsl(x,1%,2%)", "hsl(0,x%,2%)", "hsl(0,1%,x%)", "hsl(0,1,2%)", "hsl(0,1%,2)", "hsl(0,1%,2%,x)", "url(x)", "blu", "a", "blue1", "nocolour", "hwb(1 2 3)", "rgba(0,0,0,x)", "rgb(12345678901,0,0)", "transparent", "inherit"} {
		_, ok := cssColour(text, colour{})
		assert.False(t, ok, text)
	}
	for i := 0; i+7 < len(colourNames); {
		n := i + 1
		for colourNames[n] != ' ' {
			n++
		}
		c, ok := cssColour(colourNames[i+1:n], colour{})
		require.True(t, ok, colourNames[i+1:n])
		require.Equal(t, fmt.Sprint("#", colourNames[n+1:n+7]), c.String())
		i = n + 7
	}
}
