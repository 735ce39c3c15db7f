package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"text/tabwriter"

	"caseload/dashboard/analysis/training"
	"caseload/dashboard/insight"
)

type trainingCommand struct {
	databaseFlag
	Month string `placeholder:"MONTH" help:"Month in focus, such as 2026-10 (default: the newest complete one). Its training year, July to June, is shown."`
	Site  string `placeholder:"SITE" help:"Word of a site, such as va (default: all sites)."`
	Like  string `placeholder:"TRAINEE" help:"Trainee whose months one more trainee would follow."`
	Start string `placeholder:"MONTH" help:"Month from which one more trainee would be there."`
	JSON  bool   `name:"json" help:"Print the answer of the Training page as JSON."`
}

// Help is shown by the command line's parser.
func (t *trainingCommand) Help() string {
	return "Exposure is what is available to somebody on service, and never a number of cases. Individual figures are printed: " +
		"whoever can read the database file may see them.\n\n" + readOnlyHelp
}

func (t *trainingCommand) run(ctx context.Context, e environment) (int, error) {
	query, err := insight.ParseTraining(url.Values{"month": {t.Month}, "site": {t.Site}, "like": {t.Like}, "start": {t.Start}})
	if err != nil {
		return 0, err
	}
	query.Named = true
	db, err := openToRead(ctx, t.DB, e)
	if err != nil {
		return 0, err
	}
	answer, err := insight.New(db, e.now).Training(ctx, query)
	if err = errors.Join(err, db.Close()); err != nil {
		return 0, err
	}
	if t.JSON {
		out := json.NewEncoder(e.std.out)
		out.SetIndent("", "  ")
		if err := out.Encode(answer); err != nil {
			return 0, fmt.Errorf("print the answer: %w", err)
		}
		return exitOK, nil
	}
	return exitOK, printTraining(e.std.out, answer)
}

// printTraining writes the answer as a person reads it: sentences, then who is where, what each shares in and where
// logged cases lead. Names come from files and are kept on one line.
func printTraining(to io.Writer, t insight.Training) error {
	out := bufio.NewWriter(to)
	if t.Empty != nil {
		fmt.Fprintln(out, t.Empty.Title)
		fmt.Fprintln(out, t.Empty.Text)
		return flushed(out)
	}
	fmt.Fprintln(out, oneLine(t.Headline.String()))
	fmt.Fprintln(out, oneLine(t.Second.String()))
	fmt.Fprintln(out)
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "%s\tpath\tmonths on IR\twhere\texposure\ta month on IR\tprojection\n", t.Year.Label)
	for _, trainee := range t.Trainees {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", oneLine(trainee.ID), oneLine(trainee.PathText), plainNumber(trainee.OnService, 1), oneLine(onService(trainee)),
			known(trainee.Exposure), known(trainee.PerMonth), oneLine(projectionText(trainee.Projection)))
	}
	fmt.Fprintln(table)
	heads := []string{"month"}
	for _, site := range t.Sites {
		heads = append(heads, oneLine(site.Site.Name)+" exposure", "learners", "each")
	}
	fmt.Fprintln(table, strings.Join(heads, "\t"))
	for m := t.Year.First; m <= t.Year.Last; m++ {
		cells := []string{m.String()}
		for _, site := range t.Sites {
			month := site.Months[m-t.Year.First]
			available := known(month.Available)
			if month.Basis == insight.BasisExpected {
				available += " expected"
			}
			cells = append(cells, available, plainNumber(month.Learners(), 1), known(month.PerTrainee))
		}
		fmt.Fprintln(table, strings.Join(cells, "\t"))
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("print the answer: %w", err)
	}
	if o := t.OneMore; o != nil {
		fmt.Fprintf(out, "\n%s.\n%s\n", oneLine(strings.TrimSuffix(o.Title, ".")), oneLine(o.Summary))
	}
	for _, note := range t.Notes {
		fmt.Fprintln(out, oneLine(note))
	}
	return flushed(out)
}

func flushed(out *bufio.Writer) error {
	if err := out.Flush(); err != nil {
		return fmt.Errorf("print the answer: %w", err)
	}
	return nil
}

// onService lists the months on IR by site: "University Jul Oct, VA Mar".
func onService(t insight.Trainee) string {
	var sites []string
	months := map[string]string{}
	for _, m := range t.Months {
		if m.Rotation != training.IR {
			continue
		}
		if months[m.Site.Name] == "" {
			sites = append(sites, m.Site.Name)
		}
		months[m.Site.Name] += " " + m.Month.MonthOfYear().String()[:3]
	}
	for i, site := range sites {
		sites[i] = site + months[site]
	}
	if len(sites) == 0 {
		return "—"
	}
	return strings.Join(sites, ", ")
}

func projectionText(p *insight.TraineeProjection) string {
	switch {
	case p == nil:
		return "—"
	case p.Problem != "":
		return "no logged cases"
	case p.Binding == nil && p.Shown != nil && p.Shown.Projected != nil:
		return plainNumber(*p.Shown.Projected, 0) + " cases by " + p.Through.Long() + "; no minimum is set"
	}
	return p.Words
}

// known writes a number, "—" for one that is missing.
func known(n insight.Number) string {
	if n.IsMissing() {
		return "—"
	}
	return plainNumber(float64(n), 0)
}

// plainNumber writes a number with at most so many decimals.
func plainNumber(n float64, decimals int) string {
	text := strconv.FormatFloat(n, 'f', decimals, 64)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}
