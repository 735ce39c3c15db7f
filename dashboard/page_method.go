package dashboard

import (
	"context"
	"fmt"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/insight"
	"caseload/store/caseload"
)

func (s *Server) methodRoutes() []Route {
	return []Route{{Method: fiber.MethodGet, Path: aboutPath, Action: ActionSeePages, Handler: s.methodPage}}
}

// methodPart is one rule with its reasons.
type methodPart struct {
	Title string
	Text  []string
}

type methodBody struct {
	Parts []methodPart
	API   Link // for programs
}

func (s *Server) methodPage(c *fiber.Ctx) error {
	return s.cachedPage(c, aboutPath, func(ctx context.Context, _ caseload.Revision) (Page, error) {
		scope, err := s.answers.Scope(ctx, insight.View{})
		if err != nil {
			return Page{}, fmt.Errorf("method: %w", err)
		}
		return Page{
			Template: "method", Title: "How these numbers are made",
			Revision: scope.Revision, AsOf: scope.AsOfText,
			Body: methodBody{Parts: methodParts(), API: Link{Label: "OpenAPI description", Href: apiDescriptionPath}},
		}, nil
	})
}

func methodParts() []methodPart {
	return []methodPart{
		{"Complete months", []string{
			"A site is active from the first month for which its procedures were committed until the end date in Settings, if there is one. " +
				"A month is complete when every site active in it has sent its procedures and somebody has declared the file to be everything.",
			"A total over all sites exists only for complete months. Otherwise it is a gap, and the page says which file is missing and what the others reported. " +
				"The same holds for year to date, rolling twelve months, the comparison with the baseline, and every ratio. " +
				"A number stays preliminary until the month is closed at every site.",
		}},
		{"Missing is not zero", []string{
			"A month that was not reported is a gap in charts and “—” in tables. A zero stands only where a file said so, or where a file declared to be everything did not list the procedure. " +
				"A file that hides small counts (“<11”) gives “at least” so many and makes its month incomplete.",
			"Where Settings say so, numbers from 1 to 10 are hidden in every export, and others with them: at least two of the parts of each sum, more than ten together. From numbers by site, group and procedure none can then be worked out. Who lays many exports by setting and state over each other may still work out some.",
		}},
		{"The month that is not finished", []string{
			"What has come of the current month is drawn hollow, named with the day to which it reaches, and is in no total, comparison, mean or ratio.",
		}},
		{"Working days", []string{
			"A site’s working days are Monday to Friday without the holidays it keeps and its own closed days in Settings. Federal holidays are those of the law, " +
				"with their observed days. Where nobody has confirmed a site’s holidays, the federal ones are assumed and the page says so.",
			"The rate of all sites is the sum over sites of count ÷ that site’s own working days. One working day is about 33 procedures, " +
				"so a month can be above the baseline as a count and below it as a rate: the headline then says both.",
		}},
		{"The baseline", []string{
			"About 680 procedures a month at the University and the VA together: a reference, not a target; nobody promised it. " +
				"Baselines are dated rows in Settings with their source. As a rate it is 680 × 12 ÷ the working days of the year.",
			"No split of the 680 by site is known, so none is shown until one has been entered. What the source counts as one procedure is not stated, and the page says so.",
		}},
		{"Like with like", []string{
			"Numbers are compared with the same month of the year before, because months differ in length and season; with a baseline that covers the same sites; and heads with heads.",
		}},
		{"Signals", []string{
			"A count is judged on an XmR chart: mean ± 2.66 × the average change from one month to the next, with four rules: a month outside a limit, seven months rising or falling, two of three near a limit, " +
				"seven months on one side of the mean. Limits never cross a rebase, and a month left out by choice is in none of them. Only the newest complete month gives an alert: on stable series it would in 1.4\u00a0% of months.",
			"A rate (procedures per working day, cancellations per 100 procedures) is judged on a U′ chart and a share (room hours used of those available) on a P′ chart, whose limits widen when less stands behind a month. " +
				"There the Anhøj rules judge runs: a run on one side longer than round(log₂ n) + 3, or fewer crossings of the mean than 5\u00a0% of chance would give. " +
				"A measure is divided by what the very sites that report it did, and summed only over months that all of them have reported.",
			"A target is set beside the limits in force: above them, between them or below them. Whether that is good is said only once a direction is chosen as better.",
		}},
		{"The outlook", []string{
			"Each series (all procedures, each site, each group, each site’s groups) is continued by itself: its counts are divided by what the month’s working days explain, " +
				"put on a square-root scale, freed of the season as far as the history is sure of one, and carried on by a weighted bank of exponential smoothers, of the level and of a trend that fades. " +
				"What is shown is the mean of what may come, because means add up. Then all series are moved by as little as makes every sum hold, the surest the least, and none below zero.",
			"Missing months stay gaps, and the month that is not finished is not used. A rebase moves the earlier months to the new level. Fewer than 12 months give no outlook, fewer than 24 a level only.",
			"The 80\u00a0% and 95\u00a0% ranges follow from how far the series has strayed from one month to the next, wider the further ahead and the shorter the history, by factors chosen on 383 public series of patient counts. The page makes the forecast again from each of the last 24 months, " +
				"as if later ones were not known, and compares it with what came and with last year’s same month. MASE is the mean absolute error ÷ the mean absolute year-on-year change of the history.",
			"A year ends at what was reported plus what is expected of the missing months and of those to come; what is wrong in one month tends to be wrong in the next, and the year’s range is widened for that. " +
				"The chance of ending above twelve baselines is read off a normal curve of that width: it says how open the year is, not what anybody promised.",
		}},
		{"People and FTE", []string{
			"Headcount is the number of different people employed on the last day of the month: two part-time appointments of one person are one head. " +
				"It is compared with the division profile’s 9 attendings, 3 advanced practice providers, 15 technologists and 14 nurses, which are heads.",
			"FTE is the sum over appointments of their FTE × days employed in the month ÷ days of the month. Leave counts as filled. " +
				"Procedures per head are compared with the baseline ÷ the profile’s heads; procedures per FTE stand without comparison until an FTE baseline has been entered. " +
				"The profile does not state which sites its people cover, so it is not compared with one site’s staff.",
		}},
		{"Training", []string{
			"The exposure that a site offers in a month is the sum over procedure groups of its procedures × the share in which a trainee takes part, a setting with its source. Months that are over count only where the site’s file is complete; months to come take the outlook of the site and group. It is what is available, never what anybody has done.",
			"For each trainee on IR there all month it is divided by all learners there, other learners too; fewer than one are divided by one. Nobody draws on another site’s volume, and no procedure is credited twice.",
			"A projection is what a trainee has logged, plus the exposure to come × the trainee’s own capture rate: cases logged here ÷ exposure so far. Its 80\u00a0% range takes cases as Poisson, the rate’s own uncertainty included, and never falls below what is logged; that of the volume forecast is not in it. Without logged cases nothing is said about a minimum.",
		}},
		{"Where a number comes from", []string{
			"Every stored count keeps the file and the row it came from, who sent it and when. Every change to the data is a new revision with what stood before it, " +
				"so that anything can be undone; the revision and its time are at the foot of every page.",
		}},
	}
}
