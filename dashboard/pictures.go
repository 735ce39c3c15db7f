package dashboard

import (
	"math"
	"slices"

	"caseload/dashboard/analysis/series"
	"caseload/dashboard/analysis/wisn"
	"caseload/dashboard/chart"
	"caseload/dashboard/insight"
)

// Sizes of the small pictures, in px. They are drawn for the wide page and shrink with their column.
const (
	keyFigureWidth  = 186
	keyFigureHeight = 32
	tableSparkWidth = 196
	tableSparkHigh  = 24
	phoneSparkWidth = 84
	printSparkWidth = 112
	printSparkHigh  = 19
	staffWidth      = 290
	staffSparkHigh  = 36
	multipleWidth   = 292
	multipleHeight  = 72
	multipleMonths  = 48
)

// keyFigures are the numbers under the headline with their pictures.
func keyFigures(figures []insight.KeyFigure) []KeyFigure {
	var out []KeyFigure
	for _, f := range figures {
		out = append(out, KeyFigure{
			Label: f.Label, Value: f.Value, Unit: f.Unit, Href: f.TraceURL, Context: sentenceOf(f.Context), // what is not stated stands under the headline
			Picture: keyPicture(f.Picture), Says: f.Picture.Summary,
		})
	}
	return out
}

// overviewFigures are the Overview's: six fit in a row, so the year to date is left to the brief and the Volume page.
func overviewFigures(figures []insight.KeyFigure) []KeyFigure {
	return keyFigures(slices.DeleteFunc(slices.Clone(figures), func(f insight.KeyFigure) bool { return f.ID == "year_to_date" }))
}

// fewestPoints is how many a line or a row of bars needs before it shows more than the number above it.
const fewestPoints = 3

func keyPicture(p insight.Picture) SVG {
	if p.Kind == insight.PictureStaff {
		return chart.StaffMini(p.Staff.Rostered, p.Staff.Required, p.Staff.Lens == wisn.ByCoverage, keyFigureWidth, keyFigureHeight)
	}
	if p.Kind != insight.PictureGrid && len(p.Series.Present()) < fewestPoints {
		return ""
	}
	switch p.Kind {
	case insight.PictureLine:
		return chart.Sparkline(p.Series.Values, keyFigureWidth, keyFigureHeight, chart.SparkOptions{Baseline: newestValue(p.Reference)})
	case insight.PictureBars:
		return chart.DifferenceBars(p.Series.Values, keyFigureWidth, keyFigureHeight, "")
	case insight.PictureGrid:
		rows := make([][]chart.Receipt, len(p.Files))
		for i, row := range p.Files {
			rows[i] = make([]chart.Receipt, len(row.Cells))
			for k, cell := range row.Cells {
				rows[i][k] = receiptOf(cell.State)
			}
		}
		if len(rows) == 0 {
			return ""
		}
		return chart.CompletenessMini(rows, keyFigureWidth, keyFigureHeight, "")
	}
	return ""
}

// receiptOf is how a file's state is drawn.
func receiptOf(state insight.FileState) chart.Receipt {
	switch state {
	case insight.FileReceived:
		return chart.Received
	case insight.FileLate:
		return chart.Late
	case insight.FileIncomplete, insight.FileSuppressed:
		return chart.Suspicious
	case insight.FileMissing:
		return chart.NotReceived
	case insight.FileUnfinished:
		return chart.NotFinished
	case insight.FileInReview:
		return chart.InReview
	}
	return chart.NotDue
}

// newestValue is the dashed line of a small picture: the reference that holds at its end.
func newestValue(s series.Monthly) *float64 {
	if n := len(s.Values); n > 0 && !math.IsNaN(s.Values[n-1]) {
		return &s.Values[n-1]
	}
	return nil
}

// pointer returns the number for those who tell "none" by nil.
func pointer(n insight.Number) *float64 {
	if n.IsMissing() {
		return nil
	}
	v := float64(n)
	return &v
}
