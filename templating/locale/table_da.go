package locale

var danish = Table{
	Tag:       "da",
	Name:      "dansk",
	Weekdays:  [7]string{"søndag", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag"},
	Months:    [12]string{"januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"},
	Date:      "{weekday} {day2} {month}",
	DateYear:  "{weekday} {day2} {month} {year}",
	ShortDate: "{day2}.{month2}.{year}",
	Clock:     "15.04",
	Decimal:   ",",
	Group:     ".",
	And:       "og",
	AllDay:    "hele dagen",
	Missing:   "mangler",
	OrderRef:  "Ordrenummer: %s",
	MoneyForm: "{amount}\u00a0{currency}",
	Texts:     textsDa,
}
