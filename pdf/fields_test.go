package pdf

import (
	"crypto/sha256"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/templating/locale"
)

// full is a document with each of its fields filled, and one of everything.
func full() Document {
	return Document{
		Kind: ServiceProtocol, Language: locale.Swedish, Date: seen, Zone: time.UTC, Number: "AO1",
		Company: Letterhead{
			Name: "Bolaget", Address: []string{"Gatan 1"}, Phone: "1", Email: "a@b.example", Web: "b.example", OrgNumber: "2", Details: []string{"Bankgiro 3"},
			Logo: Picture{Name: "logo", Caption: "ingen", Data: []byte("l"), SHA256: "aa"},
		},
		Parties: []AddressBlock{{Role: RoleCustomer, Name: "Kunden", Lines: []string{"Vägen 2"}, OrgNumber: "4", Phone: "5", Email: "k@d.example"}},
		Facts:   []Fact{{FactOurReference, "Eva"}}, Objects: []Object{{"VP1", "M1"}}, Visits: []Visit{{"b1", "idag", "nu", "Bo", "Skolan"}},
		Description: "Arbete", ValidUntil: seen,
		Content: Content{
			Lines:      []Line{{"rad", "10", "Filter", 1500, "st", kr(1), 10, kr(2)}},
			Totals:     []Total{{Label: TotalVAT, Amount: kr(3), Rate: 25000, Base: kr(12)}},
			Checklists: []Checklist{{"Lista", []Check{{"Filter", "OK", "nytt", false, false}}}}, Measurements: []Measurement{{"Tryck", "4", "bar"}},
			Photos:     []Picture{{"bild.jpg", "Efter", []byte("p"), ""}},
			Signatures: []Signature{{"Kund", "Anna", seen, Picture{Name: "u.png", Data: []byte("s")}}}, Terms: "30 dagar",
		},
	}
}

// silent are the fields of a document that are not on the paper themselves.
var silent = map[string]string{
	"Zone":                                          "", // of times: it moves them
	"Company.Logo.Name":                             "a name is for errors",
	"Company.Logo.Caption":                          "a logo has none",
	"Company.Logo.Data":                             "the hash that the host gave stands for them",
	"Content.Photos[0].Name":                        "a name is for errors",
	"Content.Signatures[0].Picture.Name":            "a name is for errors",
	"Content.Signatures[0].Picture.Caption":         "a signature has none",
	"Content.Lines[0].Price.Minor":                  "",
	"Content.Checklists[0].Checks[0].NotApplicable": "",
}

// Each field of a document is changed once, and exactly what is printed of it
// changes in the walk: a field that somebody adds must be there.
func TestEveryFieldIsWalked(t *testing.T) {
	t.Parallel()
	before := full().Fields()
	seenPaths := 0
	var visit func(path string, v reflect.Value, changed func() Document)
	try := func(path string, d Document) {
		seenPaths++
		after := d.Fields()
		why, quiet := silent[path]
		if quiet = quiet && why != ""; quiet {
			assert.Equal(t, before, after, "%s: %s", path, why)
			return
		}
		assert.NotEqual(t, before, after, "%s is changed and the walk does not show it", path)
		if path != "Language" && path != "Zone" {
			assert.LessOrEqual(t, len(differing(before, after)), 12, "%s changes more than itself", path)
		}
	}
	visit = func(path string, v reflect.Value, changed func() Document) {
		switch v.Interface().(type) {
		case time.Time:
			v.Set(reflect.ValueOf(seen.AddDate(0, 0, 40)))
			try(path, changed())
			return
		case *time.Location:
			v.Set(reflect.ValueOf(time.FixedZone("x", 12*3600)))
			try(path, changed())
			return
		case locale.Language:
			v.Set(reflect.ValueOf(locale.Finnish))
			try(path, changed())
			return
		case []byte:
			v.SetBytes([]byte("other"))
			try(path, changed())
			return
		}
		switch v.Kind() {
		case reflect.String:
			v.SetString(map[string]string{"Kind": string(WorkProtocol)}[path] + strings.Repeat("x", min(1, len(path)-len("Kind"))))
			try(path, changed())
		case reflect.Int64:
			v.SetInt(v.Int() + 1000)
			try(path, changed())
		case reflect.Bool:
			v.SetBool(!v.Bool())
			try(path, changed())
		}
	}
	for _, path := range paths(reflect.TypeFor[Document](), full()) {
		d := full()
		visit(path, at(reflect.ValueOf(&d).Elem(), path), func() Document { return d })
	}
	assert.Greater(t, seenPaths, 55)
}

// differing are the fields of either that the other lacks.
func differing(a, b []PrintedField) (all []PrintedField) {
	for _, f := range a {
		if !slices.Contains(b, f) {
			all = append(all, f)
		}
	}
	for _, f := range b {
		if !slices.Contains(a, f) {
			all = append(all, f)
		}
	}
	return all
}

// paths lists the leaves of a document, the first of each slice.
func paths(_ reflect.Type, d Document) (all []string) {
	var walk func(path string, v reflect.Value)
	walk = func(path string, v reflect.Value) {
		switch v.Interface().(type) {
		case time.Time, *time.Location, locale.Language, []byte:
			all = append(all, path)
			return
		}
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				walk(strings.TrimPrefix(path+"."+v.Type().Field(i).Name, "."), v.Field(i))
			}
		case reflect.Slice:
			walk(path+"[0]", v.Index(0))
		default:
			all = append(all, path)
		}
	}
	walk("", reflect.ValueOf(d))
	return all
}

// at is the leaf of a path.
func at(v reflect.Value, path string) reflect.Value {
	for part := range strings.SplitSeq(path, ".") {
		name, index, _ := strings.Cut(part, "[")
		v = v.FieldByName(name)
		if index != "" {
			v = v.Index(0)
		}
	}
	return v
}

func fieldOf(t *testing.T, d Document, name string) PrintedField {
	t.Helper()
	all := d.Fields()
	i := slices.IndexFunc(all, func(f PrintedField) bool { return f.Name == name })
	require.GreaterOrEqual(t, i, 0, "no field %s in %v", name, all)
	return all[i]
}

// What looks the same on paper is equal.
func TestEqualToPeopleIsEqual(t *testing.T) {
	t.Parallel()
	d := full()
	d.Description = "Åtgärd\nbyte av filter"
	want := d.Fields()
	for _, same := range []string{"A\u030atgärd\r\nbyte av filter", "Åtgärd  \rbyte av filter\n\n", "\u200bÅtgärd\u2028byte\u00a0av filter ", "Åtgärd\u0085byte av filter"} {
		d.Description = same
		got := d.Fields()
		for i := range got {
			assert.Equal(t, want[i].Value, got[i].Value, "%q", same)
		}
	}
	d.Description = "Åtgärd byte av filter"
	assert.NotEqual(t, want, d.Fields())
}

func TestBlankIsMissing(t *testing.T) {
	t.Parallel()
	d := Document{
		Kind: WorkOrder, Date: seen, Number: "1", Description: " \n ", Company: Letterhead{Phone: " ", OrgNumber: "\t", Address: []string{" "}},
		Facts: []Fact{{FactCustomerOrderNumber, " "}, {"Portkod", "\u200b"}}, Parties: []AddressBlock{{Role: RoleCustomer, Name: "  ", Phone: " ", OrgNumber: " "}},
		Objects: []Object{{" ", ""}}, Visits: []Visit{{ID: "b1", Date: " "}},
		Content: Content{
			Lines: []Line{{Name: " "}}, Totals: []Total{{Label: " "}}, Checklists: []Checklist{{Title: "x"}, {Checks: []Check{{Name: " "}}}}, Measurements: []Measurement{{Name: " "}},
			Terms: "\n",
		},
	}
	var names []string
	for _, f := range d.Fields() {
		names = append(names, f.Name)
	}
	assert.Equal(t, []string{"kind", "number", "date"}, names)
}

// A line put first, a photo taken away and an order of other lines are what
// they are, and not a change of every line.
func TestItemsAreKnownByWhatTheyAre(t *testing.T) {
	t.Parallel()
	items := func(fields []PrintedField) (all []string) {
		for _, f := range fields {
			if f.Item != "" && !slices.Contains(all, f.Item) {
				all = append(all, f.Item)
			}
		}
		return all
	}
	d := full()
	d.Content.Lines = []Line{{Name: "Rem", Sum: kr(1)}, {Name: "Olja", Sum: kr(2)}, {Article: "7", Name: "Filter"}, {Article: "7", Name: "Filter"}}
	before := d.Fields()
	d.Content.Lines = slices.Insert(d.Content.Lines, 0, Line{Name: "Resa", Sum: kr(3)})
	assert.Equal(t, []string{"line-Resa"}, items(differing(before, d.Fields())))
	slices.Reverse(d.Content.Lines)
	after := d.Fields()
	assert.Equal(t, []string{"line-Resa"}, items(differing(before, after)), "the same lines in another order")

	d.Content.Lines[0].Name = "Filter G4"
	assert.Equal(t, []string{"line-7"}, items(differing(after, d.Fields())), "the article is the same")

	d = full()
	before = d.Fields()
	d.Content.Photos = slices.Insert(d.Content.Photos, 0, Picture{Data: []byte("a new one")})
	assert.Len(t, differing(before, d.Fields()), 1)

	d = full()
	before = d.Fields()
	d.Content.Checklists[0].Checks[0].Failed = true
	change := differing(before, d.Fields())
	require.Len(t, change, 2)
	assert.Equal(t, "✓ OK", change[0].Value)
	assert.Equal(t, "✕ OK", change[1].Value)
}

func TestFieldsHaveNamesOfTheirOwn(t *testing.T) {
	t.Parallel()
	for _, kind := range Kinds() {
		d := sample(kind, locale.Swedish)
		c := &d.Content
		c.Lines, c.Photos, c.Totals = append(c.Lines, c.Lines...), append(c.Photos, c.Photos...), append(c.Totals, c.Totals...)
		c.Signatures, c.Checklists, c.Measurements = append(c.Signatures, c.Signatures...), append(c.Checklists, c.Checklists...), append(c.Measurements, c.Measurements...)
		d.Parties, d.Facts, d.Visits, d.Objects = append(d.Parties, d.Parties...), append(d.Facts, d.Facts...), append(d.Visits, d.Visits...), append(d.Objects, d.Objects...)
		known := map[[2]string]bool{}
		for _, f := range d.Fields() {
			key := [2]string{f.Name, f.Item}
			assert.False(t, known[key], "%s: %v twice", kind, key)
			known[key] = true
		}
	}
}

func TestFieldsInWords(t *testing.T) {
	t.Parallel()
	d := full()
	for name, want := range map[string][2]string{
		"date": {"2023-10-06", "2023-10-06"}, "orgNumber": {"Org.nr 4", "Org.nr 4"}, "phone": {"Tel. 5", "Tel. 5"}, "companyOrgNumber": {"Org.nr 2", "Org.nr 2"},
		"quantity": {"1,5 st", "1,5\u00a0st"}, "discount": {"0,01 %", "0,01\u00a0%"}, "price": {"1 SEK", "0,01\u00a0kr"}, "object": {"VP1, maskinnr M1", "VP1, maskinnr M1"},
		"validUntil": {"2023-10-06", "2023-10-06"}, "signedAt": {"2023-10-06 14:30", "2023-10-06 14:30"}, "photo": {fmt.Sprintf("%x", sha("p")), ""}, "logo": {"aa", ""},
	} {
		f := fieldOf(t, d, name)
		assert.Equal(t, want, [2]string{f.Value, f.Text}, name)
	}
	assert.Equal(t, "10 Filter", fieldOf(t, d, "price").Label)
	assert.Equal(t, FormMoney, fieldOf(t, d, "price").Form)
	assert.Equal(t, FormPicture, fieldOf(t, d, "photo").Form)

	for want, c := range map[string]Check{
		"☐ Ej kontrollerad": {Name: "a"}, "✓ OK": {Name: "a", Result: "OK"}, "✕ Ej godkänd": {Name: "a", Failed: true}, "✕ Läcker": {Name: "a", Failed: true, Result: "Läcker"},
		"– Ej aktuellt": {Name: "a", NotApplicable: true}, "– Finns ej": {Name: "a", NotApplicable: true, Result: "Finns ej"},
	} {
		d.Content.Checklists[0].Checks = []Check{c}
		assert.Equal(t, want, fieldOf(t, d, "result").Text)
	}
}

func sha(text string) [32]byte { return sha256.Sum256([]byte(text)) }
