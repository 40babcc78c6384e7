package email

// Limits of a message. All are in bytes.
const (
	MaxSubject  = 998 // of the subject as UTF-8, RFC 5322's longest line
	MaxFileName = 255 // of a file name as UTF-8, what file systems take
	MaxID       = 255 // of Message.ID and Message.Thread
)
