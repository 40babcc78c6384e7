package main

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // mails in other charsets than UTF-8

	"github.com/budkavle/budkavle/smsgw"
)

// An inboxEmail is a mail as a mail program has taken it apart.
type inboxEmail struct {
	ID       int64
	At       time.Time
	From, To string
	Subject  string
	Text     string
	HTML     string
	Parts    []part
	Calendar string // the entry's lines, for the page
	Entry    entry  // and as a calendar shows it
	Link     string // the direct link to the order; empty in most mails
}

// A part is a file of a mail: an attachment or the calendar entry.
type part struct {
	N           int
	Name        string
	ContentType string
	Data        []byte
}

// An inboxSMS is an SMS as a telephone shows it.
type inboxSMS struct {
	At       time.Time
	From, To string
	Text     string
	Count    smsgw.Segments
	Parts    []smsgw.Part // as the telephone gets it
}

// mailbox is what the company's customers have got, or its own people.
func (v *visit) mailbox() error {
	c, err := v.app.data.company(v.ctx(), v.user.Company)
	if err != nil {
		return err
	}
	mails, err := v.mails("SELECT id, at, raw FROM mails WHERE company = ? ORDER BY id DESC LIMIT 200", v.user.Company)
	if err != nil {
		return err
	}
	sms, err := v.sms()
	if err != nil {
		return err
	}
	_, domain, _ := strings.Cut(c.Settings.Company.Email, "@")
	own := v.r.URL.Query().Has("own")
	numbers := map[string]bool{}
	for _, u := range users {
		numbers[u.Phone] = u.Company == v.user.Company
	}
	return v.show("mailbox", struct {
		Emails []inboxEmail
		SMS    []inboxSMS
		Own    bool
	}{
		slices.DeleteFunc(mails, func(m inboxEmail) bool { return strings.Contains(m.To, "@"+domain) != own }),
		slices.DeleteFunc(sms, func(s inboxSMS) bool { return numbers[s.To] != own }), own,
	})
}

func (v *visit) mails(query string, args ...any) (mails []inboxEmail, err error) {
	rows, err := v.app.data.db.QueryContext(v.ctx(), query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var id int64
		var at string
		var raw []byte
		if err := rows.Scan(&id, &at, &raw); err != nil {
			return nil, err
		}
		m, err := readEmail(raw)
		if err != nil {
			return nil, err
		}
		m.ID = id
		m.At, _ = time.Parse(time.RFC3339, at) // written by us
		mails = append(mails, m)
	}
	return mails, rows.Err()
}

func (v *visit) sms() (all []inboxSMS, err error) {
	rows, err := v.app.data.db.QueryContext(v.ctx(),
		"SELECT at, sender, recipient, body FROM sms WHERE company = ? ORDER BY id DESC LIMIT 50", v.user.Company)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var s inboxSMS
		var at string
		if err := rows.Scan(&at, &s.From, &s.To, &s.Text); err != nil {
			return nil, err
		}
		s.At, _ = time.Parse(time.RFC3339, at) // written by us
		s.Count = smsgw.Count(s.Text)
		s.Parts = smsgw.Split(s.Text)
		all = append(all, s)
	}
	return all, rows.Err()
}

// readEmail takes a mail apart; pictures of its HTML come as data: addresses.
func readEmail(raw []byte) (inboxEmail, error) {
	var m inboxEmail
	e, err := message.Read(bytes.NewReader(raw))
	if err != nil {
		return m, err
	}
	header := func(name string) string {
		text, err := e.Header.Text(name)
		if err != nil {
			return e.Header.Get(name)
		}
		return text
	}
	m.From, m.To, m.Subject = header("From"), header("To"), header("Subject")
	pictures := map[string]string{}
	err = e.Walk(func(_ []int, e *message.Entity, err error) error {
		if err != nil {
			return err
		}
		kind, params, _ := e.Header.ContentType()
		if strings.HasPrefix(kind, "multipart/") {
			return nil
		}
		data, err := io.ReadAll(e.Body)
		if err != nil {
			return err
		}
		disposition, more, _ := e.Header.ContentDisposition()
		name := more["filename"]
		if name == "" {
			name = params["name"]
		}
		name, _ = new(mime.WordDecoder).DecodeHeader(name)
		id := strings.Trim(e.Header.Get("Content-Id"), "<>")
		switch {
		case disposition == "attachment":
			m.Parts = append(m.Parts, part{len(m.Parts), name, kind, data})
		case kind == "text/calendar":
			m.Parts = append(m.Parts, part{len(m.Parts), cmp.Or(name, "bokning.ics"), kind, data})
			m.Calendar, m.Entry = calendarLines(string(data)), readEntry(string(data))
		case kind == "text/html":
			m.HTML = string(data)
		case strings.HasPrefix(kind, "image/") && id != "":
			pictures[id] = "data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(data)
		case kind == "text/plain":
			m.Text = string(data)
		}
		return nil
	})
	for id, picture := range pictures {
		m.HTML = strings.ReplaceAll(m.HTML, "cid:"+id, picture)
	}
	return m, err
}

func (v *visit) oneMail() (inboxEmail, error) {
	id, err := strconv.ParseInt(v.r.PathValue("id"), 10, 64)
	if err != nil {
		return inboxEmail{}, errNotThere
	}
	mails, err := v.mails("SELECT id, at, raw FROM mails WHERE company = ? AND id = ?", v.user.Company, id)
	if err == nil && len(mails) == 0 {
		err = errNotThere
	}
	if err != nil {
		return inboxEmail{}, err
	}
	m := mails[0]
	m.Link = regexp.MustCompile(regexp.QuoteMeta(v.app.base) + `/customer/[A-Za-z0-9]+`).FindString(m.Text)
	return m, nil
}

func (v *visit) mail() error {
	m, err := v.oneMail()
	if err != nil {
		return err
	}
	return v.show("mail", m)
}

func (v *visit) emailHTML() error {
	m, err := v.oneMail()
	if err != nil {
		return err
	}
	return v.foreign("text/html; charset=utf-8", "", []byte(m.HTML))
}

func (v *visit) emailPart() error {
	m, err := v.oneMail()
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(v.r.PathValue("n"))
	if err != nil || n < 0 || n >= len(m.Parts) {
		return errNotThere
	}
	p := m.Parts[n]
	return v.foreign(p.ContentType, p.Name, p.Data)
}
