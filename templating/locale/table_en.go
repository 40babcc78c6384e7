package locale

var english = Table{
	Tag:       "en",
	Name:      "English",
	Weekdays:  [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
	Months:    [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	Date:      "{weekday} {day2} {month}",
	DateYear:  "{weekday} {day2} {month} {year}",
	ShortDate: "{year}-{month2}-{day2}",
	Clock:     "15:04",
	Decimal:   ".",
	Group:     ",",
	And:       "and",
	AllDay:    "all day",
	Missing:   "missing",
	OrderRef:  "Order number: %s",
	MoneyForm: "{currency}\u00a0{amount}",
	Texts:     textsEn,
}
