package templating

import (
	"math"
	"strconv"
	"strings"
	"sync"
)

// A colour is an opaque one of sRGB.
type colour struct{ r, g, b uint8 }

// hex reads #rrggbb; false for anything else.
func hex(text string) (colour, bool) {
	if len(text) != 7 || text[0] != '#' {
		return colour{}, false
	}
	n, err := strconv.ParseUint(text[1:], 16, 32)
	if err != nil {
		return colour{}, false
	}
	return colour{uint8(n >> 16), uint8(n >> 8), uint8(n)}, true
}

// mustHex is hex for the constants of the palette.
func mustHex(text string) colour {
	c, ok := hex(text)
	if !ok {
		panic("templating: no colour: " + text)
	}
	return c
}

// String writes #rrggbb in lower case.
func (c colour) String() string {
	const digits = "0123456789abcdef"
	return string([]byte{
		'#', digits[c.r>>4], digits[c.r&15], digits[c.g>>4], digits[c.g&15], digits[c.b>>4], digits[c.b&15],
	})
}

// linear are the 256 values of a channel as linear light (WCAG 2.2).
var linear = sync.OnceValue(func() *[256]float64 {
	var light [256]float64
	for v := range light {
		if s := float64(v) / 255; s <= 0.04045 {
			light[v] = s / 12.92
		} else {
			light[v] = math.Pow((s+0.055)/1.055, 2.4)
		}
	}
	return &light
})

// luminance is the relative luminance of WCAG 2.2, from 0 for black to 1 for white.
func (c colour) luminance() float64 {
	light := linear()
	return 0.2126*light[c.r] + 0.7152*light[c.g] + 0.0722*light[c.b]
}

// contrast is the contrast ratio of WCAG 2.2, from 1 to 21.
func contrast(a, b colour) float64 {
	la, lb := a.luminance(), b.luminance()
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// mix is c with a share of other in it, from 0 to 1.
func (c colour) mix(other colour, share float64) colour {
	part := func(a, b uint8) uint8 { return uint8(math.Round(float64(a)*(1-share) + float64(b)*share)) }
	return colour{part(c.r, other.r), part(c.g, other.g), part(c.b, other.b)}
}

// legible is the contrast that text needs at the least (WCAG 2.2, level AA).
const legible = 4.5

// lightened is c, with as little white in it as makes it legible on a dark colour.
func (c colour) lightened(on colour) colour {
	white := colour{255, 255, 255}
	for share := 0.0; share < 1; share += 0.05 {
		if m := c.mix(white, share); contrast(m, on) >= legible {
			return m
		}
	}
	return white
}

// ink is the colour of text that can be read on c: white where it is legible,
// else near black, else black, one of which always is.
func (c colour) ink() colour {
	for _, ink := range []colour{{255, 255, 255}, mustHex(lightInk)} {
		if contrast(ink, c) >= legible {
			return ink
		}
	}
	return colour{}
}

// accentOf is a company's accent colour, in lower case; [DefaultAccent] for
// anything but #rrggbb.
func accentOf(text string) colour {
	if c, ok := hex(strings.ToLower(text)); ok {
		return c
	}
	return mustHex(DefaultAccent)
}
