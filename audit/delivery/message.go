package delivery

import "github.com/budkavle/budkavle/templating/locale"

// Message says a reason to a person, as the end of a sentence such as "not sent:".
// A reason that is none of the constants is given as it stands.
func (r Reason) Message(l locale.Language) string {
	text, ok := l.Lookup("delivery.reason." + string(r))
	if !ok {
		return string(r)
	}
	return text
}

// Message names a status to a person, such as "delivered"; "" for the zero value.
func (s Status) Message(l locale.Language) string {
	text, ok := l.Lookup("audit.status." + string(s))
	if !ok {
		return string(s)
	}
	return text
}

// Message says to a person what happened: the reason, with the other side's code
// and words behind it where there are any. A nil f gives "".
func (f *Failure) Message(l locale.Language) string {
	if f == nil {
		return ""
	}
	text, said := f.Reason.Message(l), f.Code
	if f.Text != "" && said != "" {
		said += " "
	}
	if said += f.Text; said != "" {
		text += " (" + said + ")"
	}
	return text
}

// Message names a channel to a person, within a sentence: "e-mail", "SMS"; the channel
// as it stands where it is unknown.
func (c Channel) Message(l locale.Language) string {
	if text, ok := l.Lookup("delivery.channel." + string(c)); ok {
		return text
	}
	return string(c)
}
