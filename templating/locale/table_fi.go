package locale

var finnish = Table{
	Tag:       "fi",
	Name:      "suomi",
	Weekdays:  [7]string{"sunnuntai", "maanantai", "tiistai", "keskiviikko", "torstai", "perjantai", "lauantai"},
	Months:    [12]string{"tammikuu", "helmikuu", "maaliskuu", "huhtikuu", "toukokuu", "kesäkuu", "heinäkuu", "elokuu", "syyskuu", "lokakuu", "marraskuu", "joulukuu"},
	Date:      "{weekday} {day2} {month}",
	DateYear:  "{weekday} {day2} {month} {year}",
	ShortDate: "{day}.{month1}.{year}",
	Clock:     "15.04",
	Decimal:   ",",
	Group:     "\u00a0",
	And:       "ja",
	AllDay:    "koko päivä",
	Missing:   "puuttuu",
	OrderRef:  "Tilausnumero: %s",
	MoneyForm: "{amount}\u00a0{currency}",
	Texts:     textsFi,
}
