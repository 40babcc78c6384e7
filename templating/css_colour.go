package templating

import (
	"math"
	"strconv"
	"strings"
)

// cssColour reads an opaque colour as style sheets and old attributes write it:
// #rgb, #rrggbb, rgb(), rgba(), hsl(), or a name. A colour that lets the ground
// shine through is blended with it.
func cssColour(text string, ground colour) (colour, bool) {
	text = strings.ToLower(strings.TrimSpace(text))
	switch {
	case strings.HasPrefix(text, "#"):
		return hexColour(text[1:], ground)
	case strings.HasSuffix(text, ")"):
		name, args, ok := strings.Cut(strings.TrimSuffix(text, ")"), "(")
		if !ok {
			return colour{}, false
		}
		return functionColour(name, args, ground)
	}
	n, ok := namedColour(text)
	return n, ok
}

func hexColour(digits string, ground colour) (colour, bool) {
	switch len(digits) {
	case 3, 4:
		long := make([]byte, 0, 8)
		for i := range len(digits) {
			long = append(long, digits[i], digits[i])
		}
		digits = string(long)
	case 6, 8:
	default:
		return colour{}, false
	}
	n, err := strconv.ParseUint(digits, 16, 32)
	if err != nil {
		return colour{}, false
	}
	if len(digits) == 8 {
		return ground.mix(colour{uint8(n >> 24), uint8(n >> 16), uint8(n >> 8)}, float64(n&0xff)/255), true
	}
	return colour{uint8(n >> 16), uint8(n >> 8), uint8(n)}, true
}

// functionColour reads what stands in rgb(…) and hsl(…), with commas or blanks.
func functionColour(name, args string, ground colour) (colour, bool) {
	fields := strings.FieldsFunc(args, func(r rune) bool { return r == ',' || r == ' ' || r == '/' || r == '\t' })
	if len(fields) < 3 || len(fields) > 4 {
		return colour{}, false
	}
	alpha := 1.0
	if len(fields) == 4 {
		a, ok := cssNumber(fields[3], 1)
		if !ok {
			return colour{}, false
		}
		alpha = min(a, 1)
	}
	var c colour
	switch name {
	case "rgb", "rgba":
		var parts [3]uint8
		for i := range parts {
			v, ok := cssNumber(fields[i], 255)
			if !ok {
				return colour{}, false
			}
			parts[i] = uint8(math.Round(min(v, 255)))
		}
		c = colour{parts[0], parts[1], parts[2]}
	case "hsl", "hsla":
		h, ok1 := cssNumber(strings.TrimSuffix(fields[0], "deg"), 360)
		s, ok2 := cssNumber(fields[1], 1)
		l, ok3 := cssNumber(fields[2], 1)
		if !ok1 || !ok2 || !ok3 || !strings.HasSuffix(fields[1], "%") || !strings.HasSuffix(fields[2], "%") {
			return colour{}, false
		}
		c = hsl(h, min(s, 1), min(l, 1))
	default:
		return colour{}, false
	}
	return ground.mix(c, alpha), true
}

// cssNumber reads a number that is not negative, or a percentage of whole.
func cssNumber(text string, whole float64) (float64, bool) {
	percent := strings.HasSuffix(text, "%")
	text = strings.TrimSuffix(text, "%")
	if text == "" || len(text) > 10 || strings.Trim(text, "0123456789.") != "" {
		return 0, false
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0, false
	}
	if percent {
		v = v / 100 * whole
	}
	return v, true
}

// hsl is CSS Color 4, section 7.1.
func hsl(h, s, l float64) colour {
	part := func(n float64) uint8 {
		k := math.Mod(n+h/30, 12)
		a := s * min(l, 1-l)
		return uint8(math.Round(255 * (l - a*max(-1, min(k-3, 9-k, 1)))))
	}
	return colour{part(0), part(8), part(4)}
}

// colourNames are those of CSS, each before its six digits.
const colourNames = " aliceblue f0f8ff antiquewhite faebd7 aqua 00ffff aquamarine 7fffd4 azure f0ffff beige f5f5dc " +
	"bisque ffe4c4 black 000000 blanchedalmond ffebcd blue 0000ff blueviolet 8a2be2 brown a52a2a " +
	"burlywood deb887 cadetblue 5f9ea0 chartreuse 7fff00 chocolate d2691e coral ff7f50 cornflowerblue 6495ed " +
	"cornsilk fff8dc crimson dc143c cyan 00ffff darkblue 00008b darkcyan 008b8b darkgoldenrod b8860b " +
	"darkgray a9a9a9 darkgreen 006400 darkgrey a9a9a9 darkkhaki bdb76b darkmagenta 8b008b " +
	"darkolivegreen 556b2f darkorange ff8c00 darkorchid 9932cc darkred 8b0000 darksalmon e9967a " +
	"darkseagreen 8fbc8f darkslateblue 483d8b darkslategray 2f4f4f darkslategrey 2f4f4f darkturquoise 00ced1 " +
	"darkviolet 9400d3 deeppink ff1493 deepskyblue 00bfff dimgray 696969 dimgrey 696969 dodgerblue 1e90ff " +
	"firebrick b22222 floralwhite fffaf0 forestgreen 228b22 fuchsia ff00ff gainsboro dcdcdc ghostwhite f8f8ff " +
	"gold ffd700 goldenrod daa520 gray 808080 green 008000 greenyellow adff2f grey 808080 honeydew f0fff0 " +
	"hotpink ff69b4 indianred cd5c5c indigo 4b0082 ivory fffff0 khaki f0e68c lavender e6e6fa " +
	"lavenderblush fff0f5 lawngreen 7cfc00 lemonchiffon fffacd lightblue add8e6 lightcoral f08080 " +
	"lightcyan e0ffff lightgoldenrodyellow fafad2 lightgray d3d3d3 lightgreen 90ee90 lightgrey d3d3d3 " +
	"lightpink ffb6c1 lightsalmon ffa07a lightseagreen 20b2aa lightskyblue 87cefa lightslategray 778899 " +
	"lightslategrey 778899 lightsteelblue b0c4de lightyellow ffffe0 lime 00ff00 limegreen 32cd32 linen faf0e6 " +
	"magenta ff00ff maroon 800000 mediumaquamarine 66cdaa mediumblue 0000cd mediumorchid ba55d3 " +
	"mediumpurple 9370db mediumseagreen 3cb371 mediumslateblue 7b68ee mediumspringgreen 00fa9a " +
	"mediumturquoise 48d1cc mediumvioletred c71585 midnightblue 191970 mintcream f5fffa mistyrose ffe4e1 " +
	"moccasin ffe4b5 navajowhite ffdead navy 000080 oldlace fdf5e6 olive 808000 olivedrab 6b8e23 " +
	"orange ffa500 orangered ff4500 orchid da70d6 palegoldenrod eee8aa palegreen 98fb98 paleturquoise afeeee " +
	"palevioletred db7093 papayawhip ffefd5 peachpuff ffdab9 peru cd853f pink ffc0cb plum dda0dd " +
	"powderblue b0e0e6 purple 800080 rebeccapurple 663399 red ff0000 rosybrown bc8f8f royalblue 4169e1 " +
	"saddlebrown 8b4513 salmon fa8072 sandybrown f4a460 seagreen 2e8b57 seashell fff5ee sienna a0522d " +
	"silver c0c0c0 skyblue 87ceeb slateblue 6a5acd slategray 708090 slategrey 708090 snow fffafa " +
	"springgreen 00ff7f steelblue 4682b4 tan d2b48c teal 008080 thistle d8bfd8 tomato ff6347 turquoise 40e0d0 " +
	"violet ee82ee wheat f5deb3 white ffffff whitesmoke f5f5f5 yellow ffff00 yellowgreen 9acd32 "

func namedColour(name string) (colour, bool) {
	if len(name) < 3 || len(name) > 20 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz") != "" {
		return colour{}, false
	}
	_, rest, ok := strings.Cut(colourNames, " "+name+" ")
	if !ok {
		return colour{}, false
	}
	return hex("#" + rest[:6])
}
