package locale

var norwegian = Table{
	Tag:       "nb",
	Name:      "norsk bokmål",
	Weekdays:  [7]string{"søndag", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag"},
	Months:    [12]string{"januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember"},
	Date:      "{weekday} {day2} {month}",
	DateYear:  "{weekday} {day2} {month} {year}",
	ShortDate: "{day2}.{month2}.{year}",
	Clock:     "15:04",
	Decimal:   ",",
	Group:     "\u00a0",
	And:       "og",
	AllDay:    "hele dagen",
	Missing:   "mangler",
	OrderRef:  "Ordrenummer: %s",
	MoneyForm: "{amount}\u00a0{currency}",
	Texts:     textsNb,
}
