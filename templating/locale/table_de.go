package locale

var german = Table{
	Tag:       "de",
	Name:      "Deutsch",
	Weekdays:  [7]string{"Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"},
	Months:    [12]string{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"},
	Date:      "{weekday} {day2} {month}",
	DateYear:  "{weekday} {day2} {month} {year}",
	ShortDate: "{day2}.{month2}.{year}",
	Clock:     "15:04",
	Decimal:   ",",
	Group:     ".",
	And:       "und",
	AllDay:    "ganztägig",
	Missing:   "fehlt",
	OrderRef:  "Auftragsnummer: %s",
	MoneyForm: "{amount}\u00a0{currency}",
	Texts:     textsDe,
}
