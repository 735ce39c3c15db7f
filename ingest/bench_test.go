package ingest

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/storetest"
)

// largeFile writes a canonical file: two sites, 40 procedures, two settings and as many states and months as asked.
func largeFile(months, states int) []byte {
	codes := strings.Fields("UT ID WY NV CO AZ NM MT CA OR WA TX OK KS NE SD ND MN IA MO AR LA MS AL TN KY IL WI MI IN OH WV VA NC SC GA FL PA NY NJ CT RI MA VT NH ME DE MD DC AK HI PR VI")
	var b bytes.Buffer
	b.Grow(months * states * 160 * 50)
	b.WriteString("month,site,procedure,count,setting,referral_state\n")
	first := calendar.MonthOf(2016, time.November)
	for m := range months {
		for _, site := range []string{"University", "VA"} {
			for p := range 40 {
				for _, setting := range []string{"inpatient", "outpatient"} {
					for s := range states {
						fmt.Fprintf(&b, "%s,%s,Procedure %02d,%d,%s,%s\n", first+calendar.Month(m), site, p+1, (m*7+p*3+s)%23, setting, codes[s])
					}
				}
			}
		}
	}
	return b.Bytes()
}

func BenchmarkRead36000Rows(b *testing.B) {
	data := largeFile(120, 2) // 38,400 rows
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		r := read(data, Options{}, divisionSites(), calendar.DateAt(storetest.Now()))
		if len(r.counts.records) != 38_400 {
			b.Fatal(len(r.counts.records))
		}
	}
}

func BenchmarkPreview36000RowsAgainstAsManyStored(b *testing.B) {
	data := largeFile(120, 2)
	s, _ := newService(b)
	ctx := context.Background()
	p, err := s.Preview(ctx, File{Name: "large.csv", Bytes: data}, Options{}, caseload.LocalUser)
	if err != nil {
		b.Fatal(err)
	}
	mustCommit(b, s, p, CommitOptions{})
	for b.Loop() {
		if _, err := s.Preview(ctx, File{Name: "large.csv", Bytes: data}, Options{}, caseload.LocalUser); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkImport36000Rows(b *testing.B) { benchmarkImport(b, largeFile(120, 2)) }

func BenchmarkImport1000000Rows(b *testing.B) { benchmarkImport(b, largeFile(120, 53)) } // 1,017,600 rows

func benchmarkImport(b *testing.B, data []byte) {
	ctx := context.Background()
	for b.Loop() {
		b.StopTimer()
		s, _ := newService(b)
		runtime.GC()
		b.StartTimer()
		started := time.Now()
		p, err := s.Preview(ctx, File{Name: "large.csv", Bytes: data}, Options{}, caseload.LocalUser)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(started).Seconds(), "preview-s")
		started = time.Now()
		mustCommit(b, s, p, CommitOptions{})
		b.ReportMetric(time.Since(started).Seconds(), "commit-s")
	}
	b.ReportMetric(peakMegabytes(b), "peak-MB")
}

// peakMegabytes reads the most memory that the process has held; 0 where the system does not say.
func peakMegabytes(b *testing.B) float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for _, line := range strings.Split(string(status), "\n") {
		if fields := strings.Fields(line); len(fields) == 3 && fields[0] == "VmHWM:" {
			kilobytes, err := strconv.ParseFloat(fields[1], 64)
			if err != nil {
				b.Fatal(err)
			}
			return kilobytes / 1024
		}
	}
	return 0
}
