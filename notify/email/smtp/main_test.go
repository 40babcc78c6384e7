package smtp_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestMain fails when any test, whatever it made fail, has left a goroutine of
// this package or of the double, or a socket.
func TestMain(m *testing.M) {
	flag.Parse()
	if runtime.GOMAXPROCS(0) < waitingTests { // most of these tests wait for a server that stalls
		_ = flag.Set("test.parallel", strconv.Itoa(waitingTests))
	}
	before := sockets()
	code := m.Run()
	if code == 0 {
		if stacks := goroutines(); stacks != "" {
			fmt.Println("goroutines are left:\n" + stacks)
			code = 1
		}
		after := sockets()
		for deadline := time.Now().Add(15 * time.Second); after > before && time.Now().Before(deadline); after = sockets() {
			runtime.Gosched() // a double that has just heard the goodbye
		}
		if after > before {
			fmt.Println("sockets are left:", after-before)
			code = 1
		}
	}
	os.Exit(code)
}

// waitingTests is how many tests run at a time.
const waitingTests = 8

// goroutines gives those of the package and the double time to end, and returns
// what is left; "" for none.
func goroutines() string {
	var stacks string
	for deadline := time.Now().Add(15 * time.Second); time.Now().Before(deadline); runtime.Gosched() {
		buf := make([]byte, 1<<20)
		stacks = string(buf[:runtime.Stack(buf, true)])
		if !strings.Contains(stacks, "notify/email/smtp.(*") && !strings.Contains(stacks, "sendertest.(*") {
			return ""
		}
	}
	return stacks
}

// sockets counts the open ones where the system tells (Linux).
func sockets() int {
	files, _ := filepath.Glob("/proc/self/fd/*")
	n := 0
	for _, f := range files {
		if to, err := os.Readlink(f); err == nil && strings.HasPrefix(to, "socket:") {
			n++
		}
	}
	return n
}
