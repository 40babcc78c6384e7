package delivery

import "github.com/budkavle/budkavle/templating/locale"

// Message names a status to a person, such as "delivered"; "" for the zero value.
func (s Status) Message(l locale.Language) string {
	return l.Word("audit.status.", string(s))
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
	return l.Word("delivery.channel.", string(c))
}
