package audit

// Erased stands in the place of a recipient that was erased. It is nobody:
// erasing it finds nothing.
const Erased = "erased"

// Erase takes away all that tells who the recipient was, as rule 14 of [Store]
// has it. It is here for those who write a store.
func (r *Record) Erase() {
	r.Recipient, r.RecipientName, r.IntendedFor, r.Note, r.Receipt.Text = Erased, "", "", "", ""
	if r.Failure != nil {
		r.Failure.Text = "" // servers repeat the address in their words
	}
	r.Subject, r.Body, r.BodySalt, r.Snapshot = "", "", "", nil
}

// DropBody takes the content away, as rule 15 of [Store] has it, and reports
// whether there was any. Of the snapshot, proofs of its values stay, so that what
// has not changed is still known not to have. It is here for those who write a
// store.
func (r *Record) DropBody() bool {
	had := r.HasBody()
	r.Subject, r.Body = "", ""
	r.Snapshot.drop()
	return had
}

// HasBody reports whether [Record.DropBody] would take anything away. It is here
// for those who write a store.
func (r *Record) HasBody() bool {
	return r.Subject != "" || r.Body != "" || r.Snapshot.hasValues()
}
