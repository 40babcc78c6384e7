package pdf

import "github.com/budkavle/budkavle/pdf/internal/truetype"

// A shape is a sign that is drawn here because the font lacks it: checklists
// and tools are full of them.
type shape struct {
	advance  int
	polygons [][]truetype.Point
}

// The shapes in thousandths of an em.
var (
	tick = []truetype.Point{
		{X: 50, Y: 330}, {X: 130, Y: 405}, {X: 285, Y: 235}, {X: 640, Y: 690}, {X: 735, Y: 620}, {X: 300, Y: 60},
	}
	// A cross goes round its twelve corners.
	cross = []truetype.Point{
		{X: 165, Y: 605},
		{X: 375, Y: 395},
		{X: 585, Y: 605},
		{X: 645, Y: 545},
		{X: 435, Y: 335},
		{X: 645, Y: 125},
		{X: 585, Y: 65},
		{X: 375, Y: 275},
		{X: 165, Y: 65},
		{X: 105, Y: 125},
		{X: 315, Y: 335},
		{X: 105, Y: 545},
	}
	frameOuter = []truetype.Point{{X: 80, Y: 10}, {X: 80, Y: 690}, {X: 760, Y: 690}, {X: 760, Y: 10}}
	frameInner = []truetype.Point{{X: 145, Y: 75}, {X: 695, Y: 75}, {X: 695, Y: 625}, {X: 145, Y: 625}}
)

var shapes = map[rune]shape{
	'✓': {790, [][]truetype.Point{tick}}, '✔': {790, [][]truetype.Point{tick}},
	'✕': {750, [][]truetype.Point{cross}}, '✖': {750, [][]truetype.Point{cross}},
	'✗': {750, [][]truetype.Point{cross}}, '✘': {750, [][]truetype.Point{cross}},
	'☐': {840, [][]truetype.Point{frameOuter, frameInner}},
	'☑': {840, [][]truetype.Point{frameOuter, frameInner, within(tick, 790)}},
	'☒': {840, [][]truetype.Point{frameOuter, frameInner, within(cross, 750)}},
}

// within makes a shape small enough for the frame.
func within(shape []truetype.Point, advance int) []truetype.Point {
	small := make([]truetype.Point, len(shape))
	for i, p := range shape {
		small[i] = truetype.Point{X: 420 + (p.X-advance/2)*6/10, Y: 350 + (p.Y-350)*6/10}
	}
	return small
}
