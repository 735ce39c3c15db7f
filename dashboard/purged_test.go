package dashboard

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"caseload/store/caseload"
)

func TestThePagesOfAnExpiredFileShowItsRowsAndThoseOfAPurgedOneNothing(t *testing.T) {
	d := newDivision(t)
	path := d.mustSend("zebra.csv", "month,site,procedure,count\n2026-09,VA,Zebra biopsy,12\n")
	d.commit(path)
	const trace = "/trace?figure=count&month=2026-09&site=va"
	before := d.get(trace)
	if !strings.Contains(before, "Zebra biopsy") || !strings.Contains(before, "zebra.csv") {
		t.Fatalf("the trace lacks the row: %s", before)
	}
	if gone, err := d.store.ExpireFiles(t.Context(), -time.Hour); err != nil || gone != 1 {
		t.Fatalf("expired %d, %v", gone, err)
	}
	if after := d.get(trace); after != before {
		t.Errorf("the trace differs without the file: %s", after)
	}
	d.get(path)
	if response, body := get(t, d.Server, path+"/raw"); response.StatusCode != http.StatusNotFound || !strings.Contains(body, "is not kept") {
		t.Errorf("download: status %d: %s", response.StatusCode, words(body))
	}

	id := caseload.UploadID(strings.TrimPrefix(path, "/uploads/"))
	if _, err := d.store.Purge(t.Context(), id, "names in it", caseload.LocalUser); err != nil {
		t.Fatal(err)
	}
	for _, page := range []string{path, "/data", "/", "/volume", "/settings/history", "/settings/procedures"} {
		response, body := get(t, d.Server, page)
		if response.StatusCode >= 500 || strings.Contains(strings.ToLower(body), "zebra") {
			t.Errorf("%s: status %d, or the name is still there: %s", page, response.StatusCode, words(body))
		}
	}
	if status, _, page := d.post(path + "/redo"); status != http.StatusConflict || !strings.Contains(page, "was purged") {
		t.Errorf("redo: status %d: %s", status, page)
	}
}
