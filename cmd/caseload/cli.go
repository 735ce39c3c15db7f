package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/alecthomas/kong"
)

// cli is the one description of commands, flags, environment variables and help.
type cli struct {
	Now instant `env:"CASELOAD_NOW" placeholder:"TIME" help:"Clock to use instead of this machine's, such as 2026-11-12T08:14:00Z. For tests."`

	Demo     demoCommand     `cmd:"" help:"Serve synthetic sample data from a temporary database, removed at exit."`
	Serve    serveCommand    `cmd:"" help:"Serve the pages on this machine."`
	Import   importCommand   `cmd:"" help:"Preview a coordinator's file, and commit it when told."`
	Inspect  inspectCommand  `cmd:"" help:"Say what a file holds, without a database."`
	Forecast forecastCommand `cmd:"" help:"Continue monthly series from standard input, with 80 % and 95 % bands."`
	Export   exportCommand   `cmd:"" help:"Write counts or the roster as CSV to standard output."`
	Signals  signalsCommand  `cmd:"" help:"Judge a monthly series on standard input with a control chart."`
	Staffing staffingCommand `cmd:"" help:"Say for each role what workload and coverage require, beside who is there."`
	Training trainingCommand `cmd:"" help:"Say who of the trainees is where, what exposure they share, and where logged cases lead."`
	Backup   backupCommand   `cmd:"" help:"Write a consistent, verified copy of the database, beside a running server too."`
	Doctor   doctorCommand   `cmd:"" help:"Look for damage, missing backups and open rights, and say what to do."`
	Restore  restoreCommand  `cmd:"" help:"Put a verified backup in the database's place, and keep what was there."`
	Purge    purgeCommand    `cmd:"" help:"Destroy an upload that should never have come in, with all that it brought."`
	User     userCommand     `cmd:"" help:"Look after accounts: add, passwd, disable, list."`
	Token    tokenCommand    `cmd:"" help:"Look after the tokens of programs: create, revoke, list."`
	Version  versionCommand  `cmd:"" help:"Say which build this is."`
}

// databaseFlag is shared by every command that works on the division's own database.
type databaseFlag struct {
	DB string `name:"db" env:"CASELOAD_DB" default:"caseload.db" placeholder:"PATH" help:"Database file (default: ${default} in the working folder)."`
}

// listenFlag is shared by the commands that serve.
type listenFlag struct {
	Listen string `env:"CASELOAD_LISTEN" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Address to serve on (default: ${default})."`
	Dev    bool   `env:"CASELOAD_DEV" help:"Also serve /design, the page that shows every component."`
}

// progressFlag is shared by the commands that can take longer than a second.
type progressFlag struct {
	Progress bool `env:"CASELOAD_PROGRESS" help:"Show progress on standard error even where that is not a terminal."`
}

// command is one of cli's commands. It returns the exit code of work that was done,
// or an error, whose exit code exitCode decides.
type command interface {
	run(ctx context.Context, e environment) (code int, err error)
}

const description = `Procedure counts and rosters of an interventional radiology division, against its baseline.`

const exitCodes = `Exit codes:
  0  done; for a file: accepted
  1  file: some rows are bad (partial), or a question has to be answered (ask)
  2  file: rejected, nothing of it is kept
  3  the program failed, or was called wrongly
  4  conflict: another change, a closed month, or a file in use stands in the way

Every flag that names a variable in brackets can be set by that variable instead.
`

// parse reads the command line. It returns a nil command when help was asked for, and printed to out.
func parse(args []string, env lookup, out io.Writer) (command, cli, error) {
	var c cli
	var helped bool
	if len(args) == 0 {
		args = []string{"--help"}
	}
	names := variableNames{}
	parser, err := kong.New(&c,
		kong.Name("caseload"),
		kong.Description(description),
		kong.Writers(out, out),
		kong.Exit(func(int) { helped = true }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 110}),
		kong.ValueFormatter(names.help),
		kong.Help(helpWithExitCodes),
		kong.Resolvers(names.resolver(env)),
	)
	if err != nil {
		return nil, c, fmt.Errorf("build the command line: %w", err)
	}
	names.take(parser.Model.Node)
	parsed, err := parser.Parse(args)
	if helped {
		return nil, c, nil
	}
	if err != nil {
		return nil, c, usageError{err}
	}
	chosen, ok := parsed.Selected().Target.Addr().Interface().(command)
	if !ok {
		return nil, c, fmt.Errorf("command %q does nothing", parsed.Command())
	}
	return chosen, c, nil
}

// usageError is a command line that cannot be understood.
type usageError struct{ cause error }

// Error names the help in which the flags at hand stand.
func (u usageError) Error() string {
	command := "caseload"
	var parsing *kong.ParseError
	if errors.As(u.cause, &parsing) && parsing.Context != nil {
		for _, element := range parsing.Context.Path {
			if element.Command != nil {
				command = element.Command.FullPath()
			}
		}
	}
	return fmt.Sprintf("%v (see \"%s --help\")", u.cause, command)
}

func helpWithExitCodes(options kong.HelpOptions, ctx *kong.Context) error {
	if err := kong.DefaultHelpPrinter(options, ctx); err != nil {
		return err
	}
	_, err := fmt.Fprint(ctx.Stdout, "\n", exitCodes)
	return err
}

// variableNames are the variables that can stand in for each flag. They are taken from kong's own
// model, which would read the process's environment, so that run's callers decide what is seen.
type variableNames map[*kong.Value][]string

func (v variableNames) take(node *kong.Node) {
	for _, flag := range node.Flags {
		v[flag.Value] = flag.Tag.Envs
		flag.Tag.Envs = nil
	}
	for _, child := range node.Children {
		v.take(child)
	}
}

// help ends a flag's help with the variable that sets it.
func (v variableNames) help(value *kong.Value) string {
	if len(v[value]) == 0 {
		return value.Help
	}
	return value.Help + " [" + strings.Join(v[value], ", ") + "]"
}

// resolver finds the flags that the environment sets. An empty variable counts as not set.
func (v variableNames) resolver(env lookup) kong.ResolverFunc {
	return func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		for _, name := range v[flag.Value] {
			if value, ok := env(name); ok && value != "" {
				return value, nil
			}
		}
		return nil, nil
	}
}

// instant is a point in time on the command line; zero when it was not given.
type instant struct{ time.Time }

// UnmarshalText reads RFC 3339.
func (i *instant) UnmarshalText(text []byte) error {
	t, err := time.Parse(time.RFC3339, string(text))
	if err != nil {
		return fmt.Errorf("%q is not a time such as 2026-11-12T08:14:00Z", text)
	}
	i.Time = t
	return nil
}
