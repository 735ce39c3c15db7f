// Command caseload keeps an interventional radiology division's procedure counts
// and rosters, and shows leadership how they stand against the baseline. This
// package is the command line: it reads flags, wires the other packages together
// and prints; what the numbers mean is decided elsewhere.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"os/user"
	"syscall"

	"caseload/store"
)

// stdio is where a command reads from and prints to.
type stdio struct {
	in  io.Reader
	out io.Writer
	err io.Writer
}

// lookup finds a variable of the environment, as os.LookupEnv does.
type lookup func(name string) (string, bool)

func main() {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // a terminal that closes ends the program, but not under nohup
		signals = append(signals, syscall.SIGHUP)
	}
	ctx, stop := signal.NotifyContext(context.Background(), signals...)
	// The first signal asks for an orderly end; a second one then ends the program at once.
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], os.LookupEnv, stdio{os.Stdin, os.Stdout, os.Stderr}))
}

// run is the whole program but for the process around it, and returns the exit code.
func run(ctx context.Context, args []string, env lookup, std stdio) int {
	chosen, settings, err := parse(args, env, std.out)
	if err != nil {
		return report(std.err, err)
	}
	if chosen == nil { // help was asked for and has been printed
		return exitOK
	}
	if _, serves := chosen.(*serveCommand); !serves { // what comes by the network has an address of its own
		ctx = store.WithOrigin(ctx, commandLine(env))
	}
	code, err := chosen.run(ctx, newEnvironment(settings, std))
	if err != nil {
		return report(std.err, err)
	}
	return code
}

// commandLine is where an act at the command line comes from in the audit log: the account of the machine, which is
// all that is known of who it was. What sudo says of the person behind it is taken on trust.
func commandLine(env lookup) string {
	origin := "command line"
	if account, err := user.Current(); err == nil {
		origin += ", " + account.Username
	}
	if person, ok := env("SUDO_USER"); ok && person != "" {
		origin += " for " + oneLine(person)
	}
	return origin
}
