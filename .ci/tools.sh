# Functions for the scripts beside it, which source it from the repository's
# root; by itself it does nothing.
#
# A script that is called with the word "install" installs what it needs and
# ends. Everything temporary lies in $dir; what the tests start has it as its
# TMPDIR, and is stopped by it when the script ends, however it ends.

step=$(basename "$0")
dir=$(mktemp -d)
chmod 755 "$dir" # servers run as users of their own
policy=

finish() {
	code=$?
	trap - EXIT HUP INT TERM
	stop_ours TERM
	stop_ours KILL
	rm -rf "$dir" $policy
	exit "$code"
}
trap finish EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# ours prints the ids of the processes that work in $dir.
ours() {
	for process in /proc/[0-9]*; do
		case "$(readlink "$process/cwd" 2>/dev/null) $(cat "$process/cmdline" "$process/environ" 2>/dev/null | tr '\0' ' ')" in
		*"$dir"*) echo "${process#/proc/}" ;;
		esac
	done
}

# stop_ours sends them a signal and waits for at most five seconds.
stop_ours() {
	left=$(ours)
	[ -n "$left" ] || return 0
	# shellcheck disable=SC2086
	kill -s "$1" $left 2>/dev/null || true
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		[ -n "$(ours)" ] || return 0
		sleep 0.5
	done
}

# has WHAT: a program, an absolute path with * as it may be, or font:NAME.
has() {
	case $1 in
	/*) [ -n "$(find $1 -maxdepth 0 2>/dev/null)" ] ;;
	font:*) fc-list 2>/dev/null | grep -q "${1#font:}" ;;
	*) command -v "$1" >/dev/null ;;
	esac
}

# need WHAT=PACKAGE...: installs the Debian packages of what is missing. No
# service is started by it: some would listen on every address.
need() {
	missing=
	for pair; do
		has "${pair%%=*}" || missing="$missing ${pair#*=}"
	done
	if [ -n "$missing" ]; then
		if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
			echo "$step: these Debian packages are missing, and only root can install them, with apt-get:$missing" >&2
			exit 1
		fi
		if ! [ -e /usr/sbin/policy-rc.d ]; then
			policy=/usr/sbin/policy-rc.d
			printf '#!/bin/sh\nexit 101\n' >"$policy"
			chmod 755 "$policy"
		fi
		export DEBIAN_FRONTEND=noninteractive
		quietly apt-get update
		# shellcheck disable=SC2086
		quietly apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300 $missing
		rm -f $policy
		policy=
		for pair; do
			has "${pair%%=*}" || { echo "$step: the package ${pair#*=} was installed and ${pair%%=*} is still missing" >&2; exit 1; }
		done
	fi
	[ "${command:-}" != install ] || exit 0
}

# quietly runs a command and shows what it said only when it fails.
quietly() {
	"$@" >"$dir/quiet" 2>&1 || { echo "$step: $* failed:" >&2; cat "$dir/quiet" >&2; exit 1; }
}

# real_tests TEST... -- ARGUMENT...: go test with these arguments. No test may
# be skipped, and each TEST must have passed.
real_tests() {
	must=
	while [ "$1" != -- ]; do must="$must $1" && shift; done
	shift
	(export TMPDIR="$dir" && exec go test -count=1 -v "$@") >"$dir/log" 2>&1 &
	wait "$!" || { cat "$dir/log"; exit 1; }
	grep -E '^(---|ok|FAIL|    [a-z_]+\.go)' "$dir/log"
	if grep -q -- '--- SKIP' "$dir/log"; then
		echo "$step: tests were skipped" >&2
		exit 1
	fi
	for test in $must; do
		grep -q -- "^--- PASS: $test " "$dir/log" || { echo "$step: $test did not run" >&2; exit 1; }
	done
}

command=${1:-}
