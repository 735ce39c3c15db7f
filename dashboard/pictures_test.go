package dashboard

import (
	"testing"

	"caseload/dashboard/analysis/series"
	"caseload/dashboard/insight"
)

func TestAKeyFigureHasNoPictureOfOneOrTwoPoints(t *testing.T) {
	for _, kind := range []insight.PictureKind{insight.PictureLine, insight.PictureBars} {
		values := series.New(september, november)
		for i, drawn := range []bool{false, false, true} {
			values.Values[i] = float64(500 + i)
			if got := keyPicture(insight.Picture{Kind: kind, Series: values}) != ""; got != drawn {
				t.Errorf("%v with %d points: drawn is %v", kind, i+1, got)
			}
		}
	}
}
