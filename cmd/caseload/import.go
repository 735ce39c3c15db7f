package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"caseload/ingest"
	"caseload/ingest/table"
	"caseload/store/caseload"
	"caseload/store/fault"
)

type importCommand struct {
	databaseFlag
	progressFlag
	Kind            string   `enum:",procedures,roster,targets,measures,minutes,headcounts,schedule,cases" default:"" placeholder:"KIND" help:"What the file holds: procedures, roster, targets, measures, minutes, headcounts, schedule or cases (default: told by its headers)."`
	FiscalYearStart int      `placeholder:"1..12" help:"Month in which the fiscal year starts, for labels such as \"FY24 M03\"."`
	Map             []string `sep:"none" placeholder:"OLD=NEW,…" help:"Read the file's column OLD as our column NEW; may be repeated."`
	Answer          []string `sep:"none" placeholder:"ID=CHOICE" help:"Answer a question that the preview asks; may be repeated."`
	AddSites        bool     `help:"Create the sites that the file names and the database does not know."`
	Everything      bool     `help:"The file is everything for its sites and months: what it does not list becomes 0."`
	Targets         bool     `help:"Take a budget that stands among the counts over as targets."`
	OnBehalfOf      string   `placeholder:"NAME" help:"Whose file it is, where you send it for somebody else."`
	Summary         bool     `help:"Print the summary that can be sent on of a preview too; of a commit it is always printed."`
	Partial         bool     `help:"Commit the good rows although others are bad."`
	Commit          bool     `help:"Store it. Without this nothing is changed."`
	Limits          bool     `help:"Keep the size and row limits of files that come through the browser."`
	JSON            bool     `name:"json" help:"Print the preview, and what became of it, as JSON."`
	File            string   `arg:"" placeholder:"FILE" help:"CSV or XLSX file."`
}

// Validate is called by the command line's parser.
func (i *importCommand) Validate() error {
	_, err := i.options()
	return err
}

// options are the decisions that the flags carry.
func (i *importCommand) options() (ingest.Options, error) {
	o := ingest.Options{
		Kind: caseload.UploadKind(i.Kind), AddSites: i.AddSites, FiscalStart: time.Month(i.FiscalYearStart),
		Map: map[string]string{}, Answers: map[string]string{},
	}
	if i.Everything {
		o.Everything = &i.Everything
	}
	if i.Targets {
		o.Targets = &i.Targets
	}
	if i.OnBehalfOf != "" {
		o.OnBehalfOf = &i.OnBehalfOf
	}
	if i.Limits {
		o.Limits = table.UploadLimits()
	}
	for _, pairs := range i.Map {
		mapping, err := ingest.ParseMap(pairs)
		if err != nil {
			return o, fmt.Errorf("--map: %w", err)
		}
		maps.Copy(o.Map, mapping)
	}
	for _, answer := range i.Answer {
		id, choice, ok := strings.Cut(answer, "=")
		if !ok || id == "" || choice == "" {
			return o, fmt.Errorf("--answer: %q is not of the form ID=CHOICE", answer)
		}
		o.Answers[id] = choice
	}
	return o, checkFiscalStart(i.FiscalYearStart)
}

// importMemory keeps an import of a million rows within 512 MB, beside what SQLite and the program
// itself take. It is no bound: a larger file takes what it needs, and longer.
const importMemory = 380 << 20

// limitMemory makes the collector run more often near importMemory, unless somebody set a lower
// limit by GOMEMLIMIT.
func limitMemory() (restore func()) {
	before := debug.SetMemoryLimit(-1)
	debug.SetMemoryLimit(min(before, importMemory))
	return func() { debug.SetMemoryLimit(before) }
}

func (i *importCommand) run(ctx context.Context, e environment) (code int, err error) {
	defer limitMemory()()
	options, err := i.options()
	if err != nil {
		return 0, err
	}
	file, err := readFile(i.File, options.Limits.Bytes)
	if err != nil {
		return 0, err
	}
	path, remove, err := i.databasePath()
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, remove()) }()
	db, err := openStore(ctx, path, e)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()

	done, err := i.send(ctx, newProgress(e.std.err, i.Progress), ingest.New(db, e.now), file, options, e.now())
	if err != nil && done.Outcome == "" {
		return 0, err
	}
	done.FileName = file.Name // of a refused file the service keeps not even the name
	if i.JSON {
		err = errors.Join(err, printJSON(e.std.out, done))
	} else {
		printImport(e.std.out, done)
	}
	return exitOf(done.Outcome), err
}

// databasePath names the database. A preview of a file needs none of its own yet: it is laid
// beside an empty one that goes again, so that looking leaves no trace.
func (i *importCommand) databasePath() (path string, remove func() error, err error) {
	_, err = os.Stat(i.DB)
	if i.Commit || !errors.Is(err, fs.ErrNotExist) {
		return i.DB, func() error { return nil }, nil
	}
	folder, err := temporaryFolder("preview")
	if err != nil {
		return "", nil, err
	}
	return filepath.Join(folder, "preview.db"), func() error { return os.RemoveAll(folder) }, nil
}

// imported is a preview and what became of it.
type imported struct {
	ingest.Preview
	Committed bool              `json:"committed"`
	Revision  caseload.Revision `json:"revision,omitempty"`
	isWanted  bool              // somebody asked for a commit
	letter    string            // the summary that can be sent on
}

// send previews the file and, when told to, commits it. A draft that is not committed is given up,
// so that the list of uploads shows only what somebody still has to decide.
func (i *importCommand) send(ctx context.Context, p *progress, service *ingest.Service, file ingest.File, options ingest.Options, now time.Time) (done imported, err error) {
	done.isWanted = i.Commit
	err = p.during("Reading "+file.Name, func() (err error) {
		done.Preview, err = service.Preview(ctx, file, options, caseload.LocalUser)
		return err
	})
	if err != nil {
		return done, err
	}
	if i.Commit && i.isReady(done.Preview) {
		err = p.during("Committing "+file.Name, func() error {
			info, err := service.Commit(ctx, done.Upload, ingest.CommitOptions{Partial: i.Partial, By: caseload.LocalUser})
			done.Committed, done.Revision = err == nil, info.Revision
			return err
		})
	}
	if done.Upload != "" && (done.Committed || i.Summary) {
		done.letter = letterOf(done, now)
	}
	if !done.Committed && done.Upload != "" {
		// Also after a signal: giving a draft up is quick, and the end of what was begun.
		err = errors.Join(err, ignoreUnavailable(service.Discard(context.WithoutCancel(ctx), done.Upload, caseload.LocalUser), err))
	}
	return done, err
}

// letterOf sums up what became of the file.
func letterOf(done imported, now time.Time) string {
	preview, l := done.Preview, ingest.Letter{Sender: "the command line", SentAt: now}
	if done.Committed {
		preview.State, l.Revision, l.DoneBy, l.DoneAt = caseload.UploadCommitted, done.Revision, "the command line", now
	}
	return preview.Text(l)
}

// isReady leaves to the printed preview what a commit would refuse with the same reasons.
func (i *importCommand) isReady(p ingest.Preview) bool {
	return p.CanCommit() && (p.BadRows == 0 || i.Partial)
}

// ignoreUnavailable keeps a full disk from being reported twice.
func ignoreUnavailable(err, earlier error) error {
	if earlier != nil && fault.Is(err, fault.Unavailable) {
		return nil
	}
	return err
}

func printImport(w io.Writer, done imported) {
	p := done.Preview
	printHeadline(w, p.FileName, p.Kind, p.Outcome)
	if p.Code != "" {
		fmt.Fprintf(w, "  %s [%s]\n", oneLine(p.Message), p.Code)
		if !strings.Contains(p.Message, p.Fix) {
			fmt.Fprintf(w, "  %s\n", oneLine(p.Fix))
		}
		fmt.Fprintln(w, "Nothing was stored.")
		return
	}
	for _, sentence := range p.Summary {
		fmt.Fprintln(w, " ", oneLine(sentence))
	}
	printDifferences(w, p)
	printFindings(w, p.Findings)
	printQuestions(w, p.Questions)
	printRemembered(w, p.Remembered)
	printEnd(w, done)
	if done.letter != "" {
		fmt.Fprintln(w, "\nSummary to send on:")
		for _, line := range strings.Split(strings.TrimRight(done.letter, "\n"), "\n") {
			fmt.Fprintln(w, strings.TrimRight("  "+oneLine(line), " "))
		}
	}
}

// printEnd says whether anything was stored, and what to do where it was not.
func printEnd(w io.Writer, done imported) {
	p := done.Preview
	switch {
	case done.Committed:
		fmt.Fprintf(w, "Committed as revision %d.\n", done.Revision)
	case p.NoChanges:
		fmt.Fprintln(w, "Nothing to store.")
	case !done.isWanted && p.CanCommit():
		fmt.Fprintln(w, "This was a preview: nothing was stored. Add --commit to store it.")
	case p.Outcome == ingest.OutcomePartial && p.Rows > 0:
		fmt.Fprintln(w, "Nothing was stored. Correct the file, or add --partial to commit the good rows alone.")
	default:
		fmt.Fprintln(w, "Nothing was stored.")
	}
	if len(p.Targets) > 0 && p.Choices.Targets == nil {
		fmt.Fprintln(w, "The file holds a budget. Take it over as targets with --targets.")
	}
	isDeclared := p.Choices.Everything != nil && *p.Choices.Everything
	switch {
	case p.EverythingText == "" || isDeclared:
	case done.Committed:
		fmt.Fprintln(w, oneLine(p.EverythingText), "To say so, import it again with --everything.")
	default:
		fmt.Fprintln(w, oneLine(p.EverythingText), "Say so with --everything.")
	}
}
