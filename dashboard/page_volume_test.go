package dashboard

import (
	"strings"
	"testing"
)

func TestVolumeCaptionsSayWhatIsDrawn(t *testing.T) {
	s, _ := sampleServer(t)
	for path, head := range map[string]string{
		"/volume?by=group": "Two of 18 procedure groups are outside their usual range or drifting",
		"/volume?by=procedure&group=image-guided-biopsy": "Lung biopsy, CT-guided is the largest of three procedures: ",
	} {
		_, page := get(t, s, path)
		_, main, _ := strings.Cut(page, `id="volume"`)
		main, rest, _ := strings.Cut(main, "</figure>")
		if said := readText(main); !strings.Contains(said, " by site, procedures a month") || strings.Contains(said, "by procedure") {
			t.Errorf("%s: the bars by site are captioned %.400q", path, said)
		}
		if !strings.Contains(rest, "<h2>"+head) {
			t.Errorf("%s: the panels have no title %q", path, head)
		}
	}
}

func TestAWideVolumeTableSaysThatItScrolls(t *testing.T) {
	s, _ := sampleServer(t)
	for path, want := range map[string]bool{"/volume?show=table&by=site": false, "/volume?show=table&by=group": true} {
		_, page := get(t, s, path)
		if got := strings.Contains(page, "scroll it sideways"); got != want {
			t.Errorf("%s: a word on scrolling is %v, want %v", path, got, want)
		}
	}
}
