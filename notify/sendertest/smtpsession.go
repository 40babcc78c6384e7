package sendertest

import (
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
)

// say queues an answer; it leaves when no further command waits, so that a
// pipelined group gets its answers together.
func (c *smtpSession) say(lines ...string) bool {
	for i, line := range lines {
		if i < len(lines)-1 {
			line = line[:3] + "-" + line[4:]
		}
		_, _ = c.out.WriteString(line + "\r\n")
	}
	_, _ = c.out.WriteString(c.more)
	c.more = ""
	if c.in.Buffered() > 0 {
		return true
	}
	return c.out.Flush() == nil
}

func (c *smtpSession) talk() {
	handled, over := c.fault(StepGreeting, "")
	if over || !handled && !c.say("220 double.test ESMTP") {
		return
	}
	for {
		line, err := c.in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		verb, _, _ := strings.Cut(strings.ToUpper(line), " ")
		at, known := map[string]Step{
			"EHLO": StepEHLO, "HELO": StepEHLO, "STARTTLS": StepSTARTTLS, "AUTH": StepAuth, "MAIL": StepMail,
			"RCPT": StepRcpt, "DATA": StepData, "RSET": StepRset, "QUIT": StepQuit,
		}[verb]
		if !known {
			answer := "500 5.5.2 unknown command"
			if verb == "NOOP" {
				answer = "250 2.0.0 ok"
			}
			if !c.say(answer) {
				return
			}
			continue
		}
		if c.in.Buffered() > 0 && !c.pipelining() && at != StepQuit {
			c.say("503 5.5.0 one command at a time")
			return
		}
		handled, over := c.fault(at, line)
		if over {
			return
		}
		if !handled && !c.obey(at, line) {
			return
		}
	}
}

// obey answers a command as a good server does; false ends the conversation.
func (c *smtpSession) obey(at Step, line string) bool {
	switch at {
	case StepEHLO:
		c.inEmail = false
		return c.say(c.greeting(line)...)
	case StepSTARTTLS:
		return c.encrypt()
	case StepAuth:
		return c.logIn(line)
	case StepMail:
		return c.begin(line)
	case StepRcpt:
		if !c.inEmail || c.mail.To != "" {
			return c.say("503 5.5.1 one recipient after MAIL")
		}
		c.mail.To = address(line)
		return c.say("250 2.1.5 ok")
	case StepData:
		if !c.inEmail || c.mail.To == "" {
			return c.say("554 5.5.1 no valid recipients")
		}
		return c.say("354 go ahead") && c.receive()
	case StepRset:
		c.inEmail = false
		return c.say("250 2.0.0 ok")
	}
	c.say("221 2.0.0 bye")
	return false
}

// pipelining reports whether commands may come together (RFC 2920).
func (c *smtpSession) pipelining() bool {
	return slices.Contains(c.extensions(), "PIPELINING")
}

func (c *smtpSession) extensions() []string {
	if c.server.Extensions != nil {
		return c.server.Extensions
	}
	return []string{"PIPELINING", "SIZE 20000000", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES"}
}

func (c *smtpSession) greeting(line string) []string {
	if strings.HasPrefix(strings.ToUpper(line), "HELO") {
		return []string{"250 double.test"}
	}
	lines := []string{"250 double.test"}
	for _, e := range c.extensions() {
		lines = append(lines, "250 "+e)
	}
	if c.server.TLS != nil && !c.secure {
		lines = append(lines, "250 STARTTLS")
	}
	switch {
	case c.server.Token != "":
		lines = append(lines, "250 AUTH XOAUTH2 OAUTHBEARER")
	case c.server.User != "":
		lines = append(lines, "250 AUTH PLAIN LOGIN")
	}
	return lines
}

func (c *smtpSession) encrypt() bool {
	if c.server.TLS == nil || c.secure {
		return c.say("503 5.5.1 no TLS here")
	}
	if !c.say("220 2.0.0 go ahead") {
		return false
	}
	secure := tls.Server(c.conn, c.server.TLS)
	if secure.Handshake() != nil {
		return false
	}
	c.use(secure)
	c.secure = true
	return true
}

func (c *smtpSession) logIn(line string) bool {
	words := strings.Fields(line)
	if c.server.Token != "" {
		return c.logInByToken(words)
	}
	var user, pass string
	switch {
	case len(words) == 3 && strings.EqualFold(words[1], "PLAIN"):
		plain, _ := base64.StdEncoding.DecodeString(words[2])
		if parts := strings.Split(string(plain), "\x00"); len(parts) == 3 {
			user, pass = parts[1], parts[2]
		}
	case len(words) >= 2 && strings.EqualFold(words[1], "LOGIN"):
		for _, ask := range []struct {
			question string
			answer   *string
		}{{"VXNlcm5hbWU6", &user}, {"UGFzc3dvcmQ6", &pass}} {
			if !c.say("334 " + ask.question) {
				return false
			}
			answer, err := c.in.ReadString('\n')
			if err != nil {
				return false
			}
			decoded, _ := base64.StdEncoding.DecodeString(strings.TrimSpace(answer))
			*ask.answer = string(decoded)
		}
	}
	if user != c.server.User || pass != c.server.Pass || user == "" {
		return c.say("535 5.7.8 login refused")
	}
	c.authorised = true
	return c.say("235 2.7.0 welcome")
}

// logInByToken takes XOAUTH2 ("user=…^Aauth=Bearer …^A^A") and OAUTHBEARER
// ("n,a=…,^Ahost=…^Aport=…^Aauth=Bearer …^A^A").
func (c *smtpSession) logInByToken(words []string) bool {
	if len(words) != 3 {
		return c.say("501 5.5.4 an initial response is needed")
	}
	plain, _ := base64.StdEncoding.DecodeString(words[2])
	fields := strings.Split(string(plain), "\x01")
	user, want := "user="+c.server.User, "auth=Bearer "+c.server.Token
	if strings.EqualFold(words[1], "OAUTHBEARER") {
		user = "n,a=" + c.server.User + ","
	}
	if fields[0] == user && slices.Contains(fields, want) {
		c.authorised = true
		return c.say("235 2.7.0 welcome")
	}
	reasons := base64.StdEncoding.EncodeToString(
		[]byte(`{"status":"invalid_token","schemes":"bearer","scope":"https://mail.example.com/"}`))
	if !c.say("334 " + reasons) {
		return false
	}
	if _, err := c.in.ReadString('\n'); err != nil {
		return false
	}
	return c.say("535 5.7.8 the token has ended")
}

func (c *smtpSession) begin(line string) bool {
	if !c.authorised {
		return c.say("530 5.7.0 login required")
	}
	if c.inEmail {
		return c.say("503 5.5.1 nested MAIL")
	}
	_, params, _ := strings.Cut(line, ">")
	c.mail = SMTPEmail{From: address(line), Params: strings.TrimSpace(params)}
	c.inEmail = true
	return c.say("250 2.1.0 ok")
}

func address(line string) string {
	_, rest, _ := strings.Cut(line, "<")
	inner, _, _ := strings.Cut(rest, ">")
	return inner
}

// receive reads a message up to the dot that stands alone between two CRLF:
// no other line end counts, so that a smuggled one shows as one mail.
func (c *smtpSession) receive() bool {
	c.inEmail = false
	limit := -1
	var during StepFault
	if c.server.Script != nil {
		if during = c.server.Script(c.number, StepBody, ""); !during.none() {
			limit = during.After
		}
	}
	var data strings.Builder
	judged := false
	for {
		if limit >= 0 && data.Len() >= limit {
			handled, over := c.fault(StepBody, "")
			if over {
				return false
			}
			limit, judged = -1, handled
		}
		line, err := c.line()
		if err != nil {
			return false
		}
		if line == ".\r\n" {
			break
		}
		data.WriteString(strings.TrimPrefix(line, "."))
	}
	if judged {
		return true
	}
	c.mail.Data = data.String()
	handled, over := c.fault(StepDot, "")
	if over {
		return false
	}
	if handled {
		return true
	}
	return c.say(fmt.Sprintf("250 2.0.0 Ok: queued as D%04d", c.take()))
}

// line reads up to a CRLF.
func (c *smtpSession) line() (string, error) {
	var whole string
	for {
		part, err := c.in.ReadString('\n')
		whole += part
		if err != nil || strings.HasSuffix(whole, "\r\n") {
			return whole, err
		}
	}
}
