package locale

var swedish = Table{
	Tag:       "sv",
	Name:      "svenska",
	Weekdays:  [7]string{"söndag", "måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag"},
	Months:    [12]string{"januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december"},
	Date:      "{weekday} {day2} {month}",
	DateYear:  "{weekday} {day2} {month} {year}",
	ShortDate: "{year}-{month2}-{day2}",
	Clock:     "15:04",
	Decimal:   ",",
	Group:     "\u00a0",
	And:       "och",
	AllDay:    "heldag",
	Missing:   "saknas",
	OrderRef:  "Ordernummer: %s",
	MoneyForm: "{amount}\u00a0{currency}",
	Texts:     textsSv,
}
