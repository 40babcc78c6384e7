package sendertest

import (
	"bufio"
	"crypto/tls"
	"errors"
	"net"
	"slices"
	"strings"
	"sync"
	"time"
)

// A Step is where in an SMTP conversation a fault can be scripted.
type Step string

// The steps, in the order of a conversation.
const (
	StepGreeting Step = "greeting"
	StepEHLO     Step = "ehlo" // HELO too
	StepSTARTTLS Step = "starttls"
	StepAuth     Step = "auth"
	StepMail     Step = "mail"
	StepRcpt     Step = "rcpt"
	StepData     Step = "data"
	StepBody     Step = "body" // while the message comes in
	StepDot      Step = "dot"  // the final dot has come
	StepRset     Step = "rset"
	StepQuit     Step = "quit"
)

// A StepFault is what the double does at a step in place of what it should. The
// zero value is no fault.
type StepFault struct {
	// said in place of the right answer, "\r\n" added; at StepBody it is the verdict, and
	// the rest of the message is dropped
	Reply string
	Raw   string // said as it is: half a line, garbage
	More  string // said as it is, unasked, behind the right answer
	Cut   bool   // the connection is reset, after the Reply or Raw if there is one
	// nothing more is said until the other side hangs up; at StepBody nothing is read
	// either, until the double is closed
	Stall bool
	Took  bool // at StepDot: the mail is delivered whatever is answered
	After int  // at StepBody: so many bytes of the message are read first
}

func (f StepFault) none() bool { return f == StepFault{} }

// An SMTPEmail is one mail that the double has taken.
type SMTPEmail struct {
	From, To   string
	Params     string // of MAIL FROM: "SIZE=1234 SMTPUTF8"
	Data       string // without the doubled dots
	Connection int    // over which it came, from 1
}

// SMTPServer is an SMTP server on a free port of 127.0.0.1 that makes faults to
// order. Its fields are set before [SMTPServer.Start]; the zero value is a
// server without faults, TLS or login. Everything sent to it stays in memory.
// After Start all methods are safe for concurrent use.
type SMTPServer struct {
	// Extensions are said after EHLO; nil: PIPELINING, SIZE, 8BITMIME, SMTPUTF8
	// and ENHANCEDSTATUSCODES. Without PIPELINING the server hangs up on commands
	// that come together.
	Extensions []string
	Delay      time.Duration // the time that the network takes there and back
	TLS        *tls.Config   // offers STARTTLS
	Implicit   bool          // speaks TLS from the first byte
	User, Pass string        // offers AUTH PLAIN LOGIN and wants it before MAIL
	// Token, with User, offers AUTH XOAUTH2 OAUTHBEARER in place of a password.
	// Another token gets the reasons of RFC 7628 in a 334, and after the answer to
	// it a 535, as Google and Microsoft say it.
	Token string
	// Script is asked at every step of every connection (from 1), with the
	// command's line; nil: no faults.
	Script func(connection int, at Step, line string) StepFault

	listener net.Listener
	stopped  chan struct{}
	mu       sync.Mutex
	mails    []SMTPEmail
	sockets  []net.Conn
	count    int
	open     int
	work     sync.WaitGroup
}

// Start listens. The server must be closed.
func (s *SMTPServer) Start() error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s.listener, s.stopped = listener, make(chan struct{})
	s.work.Go(s.accept)
	return nil
}

// Port returns the port that the server listens on, at 127.0.0.1.
func (s *SMTPServer) Port() int { return s.listener.Addr().(*net.TCPAddr).Port }

// Close stops listening, cuts every connection and waits for the last to end.
func (s *SMTPServer) Close() {
	_ = s.listener.Close()
	s.mu.Lock()
	select {
	case <-s.stopped:
	default:
		close(s.stopped)
	}
	for _, socket := range s.sockets {
		_ = socket.Close()
	}
	s.mu.Unlock()
	s.work.Wait()
}

// CutAll resets every open connection, as a restart does.
func (s *SMTPServer) CutAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, socket := range s.sockets {
		reset(socket)
	}
	s.sockets = nil
}

// Emails returns what was taken so far, in order.
func (s *SMTPServer) Emails() []SMTPEmail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.mails)
}

// Connections returns how many were accepted, and how many are open now.
func (s *SMTPServer) Connections() (all, open int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.count, s.open
}

func (s *SMTPServer) accept() {
	for {
		socket, err := s.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue
		}
		if tcp, ok := socket.(*net.TCPConn); ok && s.Script != nil {
			_ = tcp.SetReadBuffer(16 << 10) // so that a long message is still under way when it is cut
		}
		s.mu.Lock()
		s.count++
		s.open++
		number := s.count
		s.sockets = append(s.sockets, socket)
		s.mu.Unlock()
		s.work.Go(func() {
			s.serve(socket, number)
			_ = socket.Close()
			s.mu.Lock()
			s.open--
			s.sockets = slices.DeleteFunc(s.sockets, func(c net.Conn) bool { return c == socket })
			s.mu.Unlock()
		})
	}
}

func (s *SMTPServer) serve(socket net.Conn, number int) {
	carrier := socket
	if s.Delay > 0 {
		slow := newSlow(socket, s.Delay)
		defer slow.stop()
		carrier = slow
		time.Sleep(s.Delay) // the handshake of TCP
	}
	if s.Implicit && s.TLS != nil {
		carrier = tls.Server(carrier, s.TLS)
	}
	c := &smtpSession{server: s, socket: socket, number: number, authorised: s.User == "", secure: s.Implicit}
	c.use(carrier)
	c.talk()
}

// reset closes a connection so that the other side sees it cut, at once and
// without a goodbye.
func reset(socket net.Conn) {
	if tcp, ok := socket.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = socket.Close()
}

// smtpSession is one conversation.
type smtpSession struct {
	server     *SMTPServer
	socket     net.Conn
	conn       net.Conn
	in         *bufio.Reader
	out        *bufio.Writer
	number     int
	secure     bool
	authorised bool
	mail       SMTPEmail
	inEmail    bool
	more       string // said behind the next answer
}

func (c *smtpSession) use(conn net.Conn) {
	c.conn = conn
	c.in, c.out = bufio.NewReaderSize(conn, 64<<10), bufio.NewWriter(conn)
}

// fault does what the script wants here; over tells that the connection is done.
func (c *smtpSession) fault(at Step, line string) (handled, over bool) {
	if c.server.Script == nil {
		return false, false
	}
	f := c.server.Script(c.number, at, strings.TrimSpace(line))
	if f.none() {
		return false, false
	}
	c.more = f.More
	if f.Took {
		c.take()
	}
	if f.Reply != "" {
		f.Raw += f.Reply + "\r\n"
	}
	_, _ = c.out.WriteString(f.Raw)
	_ = c.out.Flush()
	switch {
	case f.Cut && f.Raw != "":
		// A reset would overtake the words: end the stream behind them.
		_ = c.socket.Close()
		return true, true
	case f.Cut:
		reset(c.socket)
		return true, true
	case f.Stall && at == StepBody:
		<-c.server.stopped
		return true, true
	case f.Stall:
		_, _ = c.in.WriteTo(discard{})
		return true, true
	}
	return f.Raw != "", false
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

// take keeps the mail and returns how many there are.
func (c *smtpSession) take() int {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.mail.Connection = c.number
	c.server.mails = append(c.server.mails, c.mail)
	return len(c.server.mails)
}
