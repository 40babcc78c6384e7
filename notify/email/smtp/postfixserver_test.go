package smtp_test

import (
	"bufio"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/email/smtp"
)

// needPostfix skips a test unless BUDKAVLE_POSTFIX=1 (.ci/postfix sets it and
// counts the skips).
func needPostfix(t testing.TB) {
	t.Helper()
	if os.Getenv("BUDKAVLE_POSTFIX") != "1" {
		t.Skip("set BUDKAVLE_POSTFIX=1 to run against a private Postfix (Debian package postfix, as root)")
	}
}

// postfix is a private instance: its own configuration, queue and mailboxes in
// a temporary folder, listening on 127.0.0.1 only, delivering nowhere else.
type postfix struct {
	t     testing.TB
	dir   string
	port  int
	roots *x509.CertPool
}

// mailboxes that exist in the private Postfix.
const mailboxes = "anna@example.se anna/ bo@example.se bo/ grey@example.se grey/ åsa@example.se asa/"

func startPostfix(t testing.TB, settings ...string) *postfix {
	t.Helper()
	needPostfix(t)
	dir, err := os.MkdirTemp("", "postfix")
	require.NoError(t, err)
	p := &postfix{t: t, dir: dir, port: freePort(t)}
	t.Cleanup(func() {
		_ = p.command("stop").Run()
		_ = os.RemoveAll(dir)
	})
	require.NoError(t, os.Chmod(dir, 0o755)) // its processes run as users of their own
	for _, d := range []string{"etc", "queue", "data", "mail"} {
		require.NoError(t, os.Mkdir(filepath.Join(dir, d), 0o755))
	}
	p.chown("postfix", "data", "mail")
	p.writeCertificate()
	p.write("etc/master.cf", fmt.Sprintf(masterCF, p.port))
	p.write("etc/mailboxes", strings.ReplaceAll(mailboxes, "/ ", "/\n")+"\n")
	owner, err := user.Lookup("postfix")
	require.NoError(t, err)
	p.write("etc/main.cf", strings.NewReplacer("$DIR", dir, "$UID", owner.Uid, "$GID", owner.Gid).Replace(mainCF)+strings.Join(settings, "\n")+"\n")
	p.start()
	return p
}

func (p *postfix) command(verb string) *exec.Cmd {
	return exec.Command("postfix", "-c", filepath.Join(p.dir, "etc"), verb)
}

func (p *postfix) start() {
	p.t.Helper()
	out, err := p.command("start").CombinedOutput()
	require.NoError(p.t, err, "%s", out)
	listens(p.t, p.port)
}

// listens waits until something accepts connections at a port.
func listens(t testing.TB, port int) {
	t.Helper()
	require.Eventually(t, func() bool {
		socket, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			_ = socket.Close()
		}
		return err == nil
	}, 20*time.Second, 20*time.Millisecond, "nothing listens")
}

func (p *postfix) stop() {
	p.t.Helper()
	out, err := p.command("stop").CombinedOutput()
	require.NoError(p.t, err, "%s", out)
}

func (p *postfix) write(name, text string) {
	p.t.Helper()
	require.NoError(p.t, os.WriteFile(filepath.Join(p.dir, name), []byte(text), 0o644))
}

func (p *postfix) chown(owner string, names ...string) {
	p.t.Helper()
	for _, n := range names {
		out, err := exec.Command("chown", "-R", owner, filepath.Join(p.dir, n)).CombinedOutput()
		require.NoError(p.t, err, "%s", out)
	}
}

func (p *postfix) writeCertificate() {
	p.t.Helper()
	config, roots := certificate(p.t, time.Now().Add(time.Hour), "127.0.0.1")
	p.roots = roots
	key, err := x509.MarshalPKCS8PrivateKey(config.Certificates[0].PrivateKey)
	require.NoError(p.t, err)
	p.write("etc/tls.pem", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}))+
		string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: config.Certificates[0].Certificate[0]})))
}

// sender is a Sender to this Postfix with STARTTLS.
func (p *postfix) sender(change func(*smtp.Config)) *smtp.Sender {
	p.t.Helper()
	config := smtp.Config{Host: "127.0.0.1", Port: p.port, HELO: "client.test", TLS: trusting(p.roots)}
	if change != nil {
		change(&config)
	}
	s, err := smtp.New(config)
	require.NoError(p.t, err)
	p.t.Cleanup(func() { require.NoError(p.t, s.Close()) })
	return s
}

// maildir waits for n mails in a mailbox and returns the files.
func (p *postfix) maildir(user string, n int) []string {
	p.t.Helper()
	var files []string
	require.Eventually(p.t, func() bool {
		files, _ = filepath.Glob(filepath.Join(p.dir, "mail", user, "new", "*"))
		return len(files) >= n
	}, 30*time.Second, 20*time.Millisecond, "%d mails for %s", n, user)
	require.Len(p.t, files, n)
	return files
}

// greylist is a policy service that puts each recipient off once.
func greylist(t testing.TB) (port int) {
	t.Helper()
	var mu sync.Mutex
	seen := map[string]bool{}
	return serve(t, func(socket net.Conn) {
		recipient := ""
		for lines := bufio.NewScanner(socket); lines.Scan(); {
			name, value, _ := strings.Cut(lines.Text(), "=")
			if name == "recipient" {
				recipient = value
			}
			if lines.Text() != "" {
				continue
			}
			mu.Lock()
			action := "DUNNO"
			if strings.HasPrefix(recipient, "grey") && !seen[recipient] {
				action = "450 4.2.0 Greylisted, try again in 60 seconds"
			}
			seen[recipient] = true
			mu.Unlock()
			_, _ = fmt.Fprintf(socket, "action=%s\n\n", action)
		}
	})
}

func freePort(t testing.TB) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}

const mainCF = `compatibility_level = 3.6
queue_directory = $DIR/queue
data_directory = $DIR/data
mail_owner = postfix
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
meta_directory = /etc/postfix
shlib_directory = /usr/lib/postfix
maillog_file = $DIR/log
maillog_file_prefixes = $DIR
import_environment = MAIL_CONFIG=$DIR/etc
myhostname = postfix.test
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
local_recipient_maps =
default_transport = error:this Postfix delivers nowhere
virtual_mailbox_domains = example.se
virtual_mailbox_base = $DIR/mail
virtual_mailbox_maps = texthash:$DIR/etc/mailboxes
virtual_uid_maps = static:$UID
virtual_gid_maps = static:$GID
virtual_minimum_uid = 1
virtual_mailbox_limit = 0
smtpd_tls_security_level = may
smtpd_tls_cert_file = $DIR/etc/tls.pem
smtpd_tls_key_file = $DIR/etc/tls.pem
smtputf8_enable = yes
smtpd_client_connection_count_limit = 0
smtpd_relay_restrictions = reject_unauth_destination
`

const masterCF = `127.0.0.1:%d inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`
