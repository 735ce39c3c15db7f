package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"caseload/dashboard/insight"
	"caseload/ingest/table"
	"caseload/store"
	"caseload/store/caseload"
)

type exportCommand struct {
	databaseFlag
	progressFlag
	What string `arg:"" optional:"" enum:"counts,roster" default:"counts" help:"What to write: counts (the default) or roster."`
}

// Help is shown by the command line's parser.
func (x *exportCommand) Help() string {
	return "Zeros are written as 0, also those that a complete file declared by saying nothing; what is missing is left out. " +
		"Imported again the file changes nothing. Where Settings say that small numbers are hidden, they and those that would give " +
		"them away are written as “hidden”, which an import reports and reads as no number. Rosters hold no counts.\n\n" + readOnlyHelp
}

func (x *exportCommand) run(ctx context.Context, e environment) (int, error) {
	db, err := openToRead(ctx, x.DB, e)
	if err != nil {
		return 0, err
	}
	write := exportCounts
	hidden, err := hiddenCells(ctx, db)
	if x.What == "roster" {
		write = exportRoster
	}
	if err == nil {
		err = newProgress(e.std.err, x.Progress).during("Writing "+x.What, func() error {
			return writeCSV(e.std.out, func(w *csv.Writer) error { return write(ctx, db, w, hidden) })
		})
	}
	if err == nil && x.What == "counts" { // a line of it in the file would be read as one of counts
		fmt.Fprintln(e.std.err, insight.SmallNumberWords(hidden != nil))
	}
	return exitOK, errors.Join(err, db.Close())
}

// hiddenCells are the counts that the division's settings hide, nil where they hide none.
func hiddenCells(ctx context.Context, db *store.Store) (insight.HiddenCells, error) {
	return insight.New(db, time.Now).HiddenCells(ctx, nil, nil)
}

// writeCSV buffers what write gives, and reports what could not be written.
func writeCSV(out io.Writer, write func(*csv.Writer) error) error {
	buffered := bufio.NewWriterSize(out, 1<<16)
	w := csv.NewWriter(buffered)
	if err := write(w); err != nil {
		return err
	}
	w.Flush()
	if err := errors.Join(w.Error(), buffered.Flush()); err != nil {
		return fmt.Errorf("write the export: %w", err)
	}
	return nil
}

// exportCounts writes the canonical long form, which ingest reads back. A declared zero is written
// as 0: left out it would read as missing.
func exportCounts(ctx context.Context, db *store.Store, w *csv.Writer, hidden insight.HiddenCells) error {
	if err := w.Write([]string{"month", "site", "procedure", "count", "setting", "referral_state"}); err != nil {
		return err
	}
	names, err := readNames(ctx, db)
	if err != nil {
		return err
	}
	record := make([]string, 6) // csv.Writer keeps nothing of it
	return db.EachCount(ctx, store.CountFilter{}, func(c caseload.Count) error {
		site, procedure, err := names.of(ctx, db, c.Site, c.Procedure)
		if err != nil {
			return err
		}
		record[0], record[1], record[2] = c.Month.String(), table.Neutral(site), table.Neutral(procedure)
		record[3], record[4], record[5] = strconv.Itoa(c.N), c.Setting.String(), c.State
		if hidden[c.Cell] {
			record[3] = "hidden"
		}
		return w.Write(record)
	})
}

func exportRoster(ctx context.Context, db *store.Store, w *csv.Writer, _ insight.HiddenCells) error {
	header := []string{"staff_id", "name", "role", "site", "fte", "start_date", "end_date", "status", "clinical_share", "employment"}
	if err := w.Write(header); err != nil {
		return err
	}
	appointments, err := db.Appointments(ctx)
	if err != nil {
		return err
	}
	names, err := readNames(ctx, db)
	if err != nil {
		return err
	}
	for _, a := range appointments {
		end := ""
		if a.To != nil {
			end = a.To.String()
		}
		err := w.Write([]string{
			table.Neutral(string(a.Staff)), table.Neutral(a.Name), string(a.Role), table.Neutral(names.sites[a.Site]), decimal(a.FTE),
			a.From.String(), end, string(a.Status), decimal(a.ClinicalShare), string(a.Employment),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// names turns the ids of counts into what the division calls them.
type names struct {
	sites      map[caseload.SiteID]string
	procedures map[caseload.ProcedureID]string
}

func readNames(ctx context.Context, db *store.Store) (*names, error) {
	n := &names{sites: map[caseload.SiteID]string{}, procedures: map[caseload.ProcedureID]string{}}
	return n, n.read(ctx, db)
}

func (n *names) read(ctx context.Context, db *store.Store) error {
	sites, err := db.Sites(ctx)
	if err != nil {
		return err
	}
	procedures, err := db.Procedures(ctx)
	if err != nil {
		return err
	}
	for _, s := range sites {
		n.sites[s.ID] = s.Name
	}
	for _, p := range procedures {
		n.procedures[p.ID] = p.Name
	}
	return nil
}

// of returns both names, and reads them again when another program has added one since.
func (n *names) of(ctx context.Context, db *store.Store, site caseload.SiteID, procedure caseload.ProcedureID) (string, string, error) {
	_, knowsSite := n.sites[site]
	_, knowsProcedure := n.procedures[procedure]
	if !knowsSite || !knowsProcedure {
		if err := n.read(ctx, db); err != nil {
			return "", "", err
		}
	}
	return n.sites[site], n.procedures[procedure], nil
}

func decimal(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
