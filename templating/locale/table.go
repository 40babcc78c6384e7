package locale

// A Table is what is to be known about a language. It is plain data that goes
// through encoding/json and back unchanged; [New] checks it.
type Table struct {
	Tag      string            `json:"tag"`               // BCP 47 primary subtag, lower case
	Name     string            `json:"name"`              // in the language itself
	Weekdays [7]string         `json:"weekdays"`          // from Sunday, as inside a sentence
	Months   [12]string        `json:"months"`            // from January, as inside a date
	Phrases  map[string]string `json:"phrases,omitempty"` // texts that override catalogs, by key
}
