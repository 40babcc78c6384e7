package smtp

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// maxPause is the longest pause that is believed.
const maxPause = 24 * time.Hour

// The ways of asking for a pause: with units ("try again in 5 minutes 30
// seconds", "greylisted for 300s"), as a clock ("come back in 00:05:00") and as
// HTTP does ("Retry-After: 120").
const (
	leadIn   = `(?i)\b(?:in|after|for|wait|within|retry[- ]after|retry|delay(?:ed)?|time)[:= ]+(?:about |at least |another |the next )?`
	timeSpan = `\d{1,6}(?:\.\d{1,2})?\s*(?:seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h)`
)

// pauses are compiled when a server first refuses something, not when a program
// starts.
var pauses = sync.OnceValue(func() (p struct{ units, clock, seconds, one *regexp.Regexp }) {
	p.units = regexp.MustCompile(leadIn + `(` + timeSpan + `(?:[, ]*(?:and )?` + timeSpan + `)*)\b`)
	p.clock = regexp.MustCompile(leadIn + `(\d{1,2}):(\d{2})(?::(\d{2}))?\b`)
	p.seconds = regexp.MustCompile(`(?i)\bretry[- ]after[:= ]+(\d{1,6})\b`)
	p.one = regexp.MustCompile(`(?i)(\d{1,6}(?:\.\d{1,2})?)\s*([smh])`)
	return p
})

// retryAfter reads the pause out of a server's words; 0 when they name none. A
// clock of two parts is minutes and seconds.
func retryAfter(text string) time.Duration {
	if m := pauses().clock.FindStringSubmatch(text); m != nil {
		a, b, c := number(m[1]), number(m[2]), number(m[3])
		if m[3] == "" {
			return min(minutes(a)+seconds(b), maxPause)
		}
		return min(60*minutes(a)+minutes(b)+seconds(c), maxPause)
	}
	if m := pauses().units.FindStringSubmatch(text); m != nil {
		total := 0.0
		for _, part := range pauses().one.FindAllStringSubmatch(m[1], -1) {
			n, err := strconv.ParseFloat(part[1], 64)
			if err != nil {
				return 0
			}
			total += n * map[string]float64{"s": 1, "m": 60, "h": 3600}[strings.ToLower(part[2])]
		}
		return min(time.Duration(total*float64(time.Second)), maxPause)
	}
	if m := pauses().seconds.FindStringSubmatch(text); m != nil {
		return min(seconds(number(m[1])), maxPause)
	}
	return 0
}

func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return n
}

func seconds(n int) time.Duration { return time.Duration(n) * time.Second }
func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }
