package insight_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"caseload/dashboard/insight"
	sampledata "caseload/sample_data"
	"caseload/store/caseload"
	"caseload/store/storetest"
)

// twoYears stores ablations and drains of two Octobers.
func twoYears(t *testing.T) *insight.Service {
	t.Helper()
	s := storetest.New(t)
	commit(t, s,
		storetest.Row{Month: "2025-10", Site: "University", Procedure: "Ablation", N: 10}, storetest.Row{Month: "2025-10", Site: "University", Procedure: "Drain", N: 90},
		storetest.Row{Month: "2026-10", Site: "University", Procedure: "Ablation", N: 4}, storetest.Row{Month: "2026-10", Site: "University", Procedure: "Drain", N: 98},
		storetest.Row{Month: "2026-10", Site: "University", Procedure: "Port", N: 1})
	must(t, s.SaveProcedureMinutes(context.Background(), []caseload.ProcedureMinutes{
		{Procedure: 1, Role: caseload.Attending, Phase: "room", From: caseload.AlwaysFrom, Minutes: 100, People: 1},
		{Procedure: 1, Role: caseload.Technologist, Phase: "room", From: caseload.AlwaysFrom, Minutes: 180, People: 2},
		{Procedure: 1, Role: caseload.Technologist, Phase: "turnover", From: caseload.AlwaysFrom, Minutes: 500, People: 1},
		{Procedure: 2, Role: caseload.Technologist, Phase: "room", From: caseload.AlwaysFrom, Minutes: 30, People: 1},
	}, caseload.LocalUser))
	return insight.New(s, storetest.Now)
}

func TestHoursAreCountTimesTheLongestRolesRoomMinutes(t *testing.T) {
	out := volume(t, twoYears(t), insight.View{Hours: true, By: insight.ByProcedure})
	october := out.Rows[len(out.Rows)-1]
	near(t, "hours", 4*3+98*0.5, october.Total)
	near(t, "hours a year before", 10*3+90*0.5, october.LastYear)
	if len(out.Columns) != 2 || !strings.Contains(out.HoursNote, "of 2 of 3 procedures. No room minutes are stored for Port.") {
		t.Errorf("%d columns; %s", len(out.Columns), out.HoursNote)
	}
}

func TestHoursThatFallWhileTheCountRisesAreSaid(t *testing.T) {
	out := volume(t, twoYears(t), insight.View{Show: insight.ShowChange, By: insight.ByProcedure})
	says(t, "October 2026 against October 2025: +3 (+3.0 %); Drain (+8) and Ablation (−6) moved most. Procedure hours −19 % while the count +2.0 %: shorter procedures.", out.Second.String())
	e := out.Change.Effects
	near(t, "number, mix and minutes", -14, e.Volume+e.Mix+e.Minutes)
	near(t, "number", 75*0.02, e.Volume) // of the procedures with minutes: 102 against 100
	near(t, "minutes", 0, e.Minutes)
}

func TestWithoutMinutesThereAreNoHoursAndTheyAreNotZero(t *testing.T) {
	s := storetest.New(t)
	commit(t, s, row("2026-10", "University", 500))
	out := volume(t, insight.New(s, storetest.Now), insight.View{Hours: true})
	if !out.NoHours || out.Rows[0].Total.Known() || out.KeyFigures[0].Number.Known() {
		t.Errorf("no hours: %v, total %v", out.NoHours, out.Rows[0].Total)
	}
	says(t, "October 2026 has no room minutes in force", out.KeyFigures[0].Context.String())
}

func TestMinutesHoldFromTheirMonthOn(t *testing.T) {
	s := storetest.New(t)
	commit(t, s, row("2026-08", "University", 60), row("2026-09", "University", 60), row("2026-10", "University", 60))
	must(t, s.SaveProcedureMinutes(context.Background(), []caseload.ProcedureMinutes{
		{Procedure: 1, Role: caseload.Nurse, Phase: "room", From: month("2026-09"), Minutes: 30, People: 1},
		{Procedure: 1, Role: caseload.Nurse, Phase: "room", From: month("2026-10"), Minutes: 45, People: 1},
	}, caseload.LocalUser))
	out := volume(t, insight.New(s, storetest.Now), insight.View{Hours: true})
	near(t, "August", math.NaN(), out.Rows[0].Total)
	near(t, "September", 30, out.Rows[1].Total)
	near(t, "October", 45, out.Rows[2].Total)
}

func TestPartsMakeUpTheChangeInEveryForm(t *testing.T) {
	service := insight.New(sample(t), sampledata.Now)
	for _, v := range []insight.View{{}, {By: insight.BySite}, {By: insight.BySetting}, {PerDay: true}, {Span: insight.SpanRolling12}, {Hours: true}, {Group: "image-guided-biopsy"}, {Site: "va", Setting: "outpatient"}} {
		v.Show = insight.ShowChange
		c := volume(t, service, v).Change
		var change, own, points insight.Number
		for _, p := range c.Parts {
			change, own, points = change+p.Change, own+p.Own, points+p.Points
			near(t, p.Name, float64(p.WithWhole+p.Own), p.Change)
		}
		near(t, v.Query()+" changes", float64(c.Total.Change), change)
		near(t, v.Query()+" own", 0, own)
		near(t, v.Query()+" points", float64(c.Total.Percent), points)
	}
}

func TestStatesThatWereNotStatedBeforeAreNotCompared(t *testing.T) {
	out := volume(t, insight.New(sample(t), sampledata.Now), insight.View{By: insight.ByState, Show: insight.ShowChange})
	says(t, "October 2026 against October 2025: +15 (+2.2 %).", out.Second.String())
	if !strings.Contains(strings.ReplaceAll(out.Change.Summary, "\u00a0", " "), "The referring state was stated for 0 % of October 2025 and for 74 % of October 2026, so the parts are not compared.") {
		t.Error(out.Change.Summary)
	}
	if last := out.Columns[len(out.Columns)-1]; last.Slug != insight.NotStated {
		t.Errorf("what is not stated is ranked among the states, before %s", last.Name)
	}
}

func TestEveryNumberOfWhatChangedOpensItsRows(t *testing.T) {
	service := insight.New(sample(t), sampledata.Now)
	for _, v := range []insight.View{{By: insight.ByGroup}, {By: insight.BySite, Span: insight.SpanRolling12}, {Group: "image-guided-biopsy", Hours: true}, {By: insight.BySetting, PerDay: true}, {By: insight.ByState, Span: insight.SpanYearToDate, Hours: true, Month: ref("2026-09")}} {
		v.Show = insight.ShowChange
		out := volume(t, service, v)
		parts := append([]insight.ChangePart{out.Change.Total}, out.Change.Parts...)
		for i, p := range parts {
			if i > 0 && p.Now.Known() {
				near(t, v.Query()+" "+p.Name+" change", float64(p.Change), follow(t, service, p.TraceURL).Number)
			}
			for url, want := range map[string]insight.Number{p.NowURL: p.Now, p.BeforeURL: p.Before} {
				if got := follow(t, service, url).Number; got.Known() { // a month without a row of it has no number of its own
					near(t, v.Query()+" "+p.Name, float64(want), got)
				}
			}
		}
		for _, f := range out.KeyFigures {
			if strings.HasPrefix(f.TraceURL, insight.TracePath) {
				near(t, v.Query()+" "+f.ID, float64(f.Number), follow(t, service, f.TraceURL).Number)
			}
		}
	}
}

func TestOfPartsThatFellAlikeTheTitleNamesTheOneTheSentenceNames(t *testing.T) {
	s := storetest.New(t)
	commit(t, s,
		storetest.Row{Month: "2025-10", Site: "University", Procedure: "Ablation", N: 20}, storetest.Row{Month: "2025-10", Site: "University", Procedure: "Drain", N: 40}, storetest.Row{Month: "2025-10", Site: "University", Procedure: "Port", N: 30},
		storetest.Row{Month: "2026-10", Site: "University", Procedure: "Ablation", N: 15}, storetest.Row{Month: "2026-10", Site: "University", Procedure: "Drain", N: 35}, storetest.Row{Month: "2026-10", Site: "University", Procedure: "Port", N: 33})
	out := volume(t, insight.New(s, storetest.Now), insight.View{Show: insight.ShowChange, By: insight.ByProcedure})
	says(t, "October 2026 against October 2025: −7 (−7.8 %); Drain (−5) and Ablation (−5) moved most.", out.Second.String())
	says(t, "−7 against October 2025: Drain brought 5 fewer and Port 3 more", out.Change.Title)
}
