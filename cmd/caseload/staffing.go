package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"text/tabwriter"

	"caseload/dashboard/analysis/wisn"
	"caseload/dashboard/insight"
)

type staffingCommand struct {
	databaseFlag
	Month string `placeholder:"MONTH" help:"Month in focus, such as 2026-10 (default: the newest complete one)."`
	Site  string `placeholder:"SITE" help:"Word of a site, such as va (default: all sites)."`
	Year  string `enum:"rolling12,forecast" default:"rolling12" help:"Year whose procedures the workload counts: rolling12 (the default) or forecast."`
	JSON  bool   `name:"json" help:"Print the answer of the Staffing page as JSON."`
}

// Help is shown by the command line's parser.
func (s *staffingCommand) Help() string {
	return "Both lenses are illustrative, and no gap, ratio or verdict is printed, until a lead has confirmed a role's assumptions. " +
		"The JSON has names and individual dates: whoever can read the database file may see them.\n\n" + readOnlyHelp
}

func (s *staffingCommand) run(ctx context.Context, e environment) (int, error) {
	view, err := insight.ParseView(url.Values{"month": {s.Month}, "site": {s.Site}})
	if err != nil {
		return 0, err
	}
	db, err := openToRead(ctx, s.DB, e)
	if err != nil {
		return 0, err
	}
	answer, err := insight.New(db, e.now).Staffing(ctx, insight.StaffingView{View: view, Year: insight.VolumeYear(s.Year), MaySeeNames: true})
	if err = errors.Join(err, db.Close()); err != nil {
		return 0, err
	}
	if s.JSON {
		out := json.NewEncoder(e.std.out)
		out.SetIndent("", "  ")
		if err := out.Encode(answer); err != nil {
			return 0, fmt.Errorf("print the answer: %w", err)
		}
		return exitOK, nil
	}
	return exitOK, printStaffing(e.std.out, answer)
}

// printStaffing writes the answer as a person reads it: sentences, then each role, then what is known ahead.
func printStaffing(to io.Writer, a insight.StaffingAnswer) error {
	out := bufio.NewWriter(to)
	if a.Empty != nil {
		fmt.Fprintln(out, a.Empty.Title)
		fmt.Fprintln(out, a.Empty.Text)
		return flushed(out)
	}
	fmt.Fprintln(out, oneLine(a.Headline.String()))
	if second := strings.TrimSpace(a.Second.String()); second != "" {
		fmt.Fprintln(out, oneLine(second))
	}
	fmt.Fprintln(out)
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "%s, %s\theads\tauthorised\tfilled\tavailable\tworkload\tcoverage\trequired\tgap\t\n", a.Scope.Month.Long(), a.Scope.SitesText())
	for _, n := range a.Roles {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", n.Name, staffNumber(n.Headcount, 0), staffNumber(n.Authorised, 1), staffNumber(n.Filled, 1), staffNumber(n.Available, 1),
			lensText(n.Need.Workload), lensText(n.Need.Coverage), staffNumber(n.Required, 1), staffNumber(n.Gap, 1), oneLine(n.Verdict))
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("print the answer: %w", err)
	}
	fmt.Fprintln(out)
	if a.Year.Words != "" {
		fmt.Fprintf(out, "The workload counts %s.\n", a.Year.Words)
	}
	for _, role := range a.Ahead.Roles {
		fmt.Fprintf(out, "%s: %s\n", role.Name, oneLine(role.Words))
	}
	for _, text := range append(append([]string{}, a.Notes...), a.Warnings...) {
		fmt.Fprintln(out, oneLine(text))
	}
	for _, role := range a.Roles {
		for _, problem := range []string{role.WorkloadProblem, role.CoverageProblem} {
			if problem != "" {
				fmt.Fprintf(out, "%s: %s\n", role.Name, oneLine(problem))
			}
		}
	}
	return flushed(out)
}

// lensText is what one lens requires with its range.
func lensText(e *wisn.Estimate) string {
	if e == nil {
		return "—"
	}
	return wisn.FTEText(e.RequiredFTE) + " (" + e.Range.Words() + ")"
}

// staffNumber writes heads or FTE, "—" for what is not known.
func staffNumber(n insight.Number, decimals int) string {
	if n.IsMissing() {
		return "—"
	}
	if decimals == 1 {
		return wisn.FTEText(float64(n))
	}
	return plainNumber(float64(n), decimals)
}
