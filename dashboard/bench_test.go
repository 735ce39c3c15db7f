package dashboard

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"syscall"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"caseload/dashboard/signin"
	"caseload/store"
	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/storetest"
)

// Ten years of two sites with 40 procedures in 18 groups: what the speed of the pages is promised for.
func BenchmarkOverview(b *testing.B) { benchmarkPage(b, benchmarkDivision(b, 1), overviewPath) }

func BenchmarkSignals(b *testing.B) { benchmarkPage(b, benchmarkDivision(b, 1), signalsPath) }

// BenchmarkSignalsOfSixtySeries is the grid at its promised size: all, two sites and 57 groups.
func BenchmarkSignalsOfSixtySeries(b *testing.B) {
	s := storetest.New(b)
	last := calendar.MonthOf(2026, time.October)
	var rows []storetest.Row
	for i := range 120 {
		for _, site := range []string{"University", "VA"} {
			for p := range 57 {
				rows = append(rows, storetest.Row{
					Month: (last - 119 + calendar.Month(i)).String(), Site: site,
					Procedure: storetest.ProcedureName(p), N: storetest.SeedCount(site, i, p),
				})
			}
		}
	}
	if _, err := s.Apply(context.Background(), storetest.Batch(b, s, rows, true)); err != nil {
		b.Fatal(err)
	}
	storetest.SeedGroups(b, s, 57)
	benchmarkPage(b, s, signalsPath)
}

func BenchmarkVolume(b *testing.B) { benchmarkPage(b, benchmarkDivision(b, 1), volumePath) }

func BenchmarkVolumeByProcedure(b *testing.B) {
	benchmarkPage(b, benchmarkDivision(b, 1), volumePath+"?by=procedure")
}

func BenchmarkVolumeChange(b *testing.B) {
	benchmarkPage(b, benchmarkDivision(b, 1), volumePath+"?show=change")
}

func BenchmarkVolumeYears(b *testing.B) {
	benchmarkPage(b, benchmarkDivision(b, 1), volumePath+"?show=years")
}

func BenchmarkStaffing(b *testing.B) {
	s := benchmarkDivision(b, 1)
	assumeSample(b, s)
	var minutes []caseload.ProcedureMinutes
	procedures, err := s.Procedures(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	for _, p := range procedures {
		for _, role := range caseload.StaffRoles() {
			minutes = append(minutes, caseload.ProcedureMinutes{Procedure: p.ID, Role: role, Phase: "room", From: caseload.AlwaysFrom, Minutes: 60, People: 1})
		}
	}
	if err := s.SaveProcedureMinutes(context.Background(), minutes, caseload.LocalUser); err != nil {
		b.Fatal(err)
	}
	confirmSample(b, s)
	benchmarkPage(b, s, staffingPath)
}

// benchmarkDivision stores the benchmark's data, with each cell split into as many parts of its own
// setting and state as asked, and a roster.
func benchmarkDivision(b *testing.B, splits int) *store.Store {
	b.Helper()
	s := storetest.New(b)
	last := calendar.MonthOf(2026, time.October)
	var rows []storetest.Row
	for i := range 120 {
		for _, site := range []string{"University", "VA"} {
			for p := range 40 {
				rows = append(rows, storetest.Row{
					Month: (last - 119 + calendar.Month(i)).String(), Site: site,
					Procedure: storetest.ProcedureName(p), N: storetest.SeedCount(site, i, p),
				})
			}
		}
	}
	batch := storetest.Batch(b, s, rows, true)
	batch.Counts = splitCells(batch.Counts, splits)
	if _, err := s.Apply(context.Background(), batch); err != nil {
		b.Fatal(err)
	}
	storetest.SeedGroups(b, s, 18)
	storetest.SeedRoster(b, s, last, benchmarkRoster())
	return s
}

func splitCells(whole []caseload.CountChange, splits int) []caseload.CountChange {
	if splits == 1 {
		return whole
	}
	parts := make([]caseload.CountChange, 0, len(whole)*splits)
	for _, change := range whole {
		for i := range splits {
			part := change
			part.Setting = caseload.Setting(i%2 + 1)
			part.State = string([]byte{'A' + byte(i/16), 'A' + byte(i/2%8)})
			parts = append(parts, part)
		}
	}
	return parts
}

// benchmarkRoster is as large as the division's: 9, 3, 15 and 14 people.
func benchmarkRoster() []caseload.Appointment {
	var roster []caseload.Appointment
	for role, heads := range map[caseload.Role]int{caseload.Attending: 9, caseload.APP: 3, caseload.Technologist: 15, caseload.Nurse: 14} {
		for i := range heads {
			site := storetest.University
			if i%3 == 2 {
				site = storetest.VA
			}
			roster = append(roster, caseload.Appointment{
				AppointmentKey: caseload.AppointmentKey{
					Staff: caseload.StaffID(fmt.Sprintf("%s-%02d", role, i+1)), Role: role, Site: site,
					From: calendar.DateAt(time.Date(2016, time.July, 1, 0, 0, 0, 0, time.UTC)),
				},
				FTE: 1, Status: caseload.StatusActive, ClinicalShare: 1, Employment: caseload.EmploymentStaff,
			})
		}
	}
	return roster
}

// benchmarkPage times the page as the first reader after a commit meets it, and as all later readers do, beside
// a handler of Fiber's that does nothing but send the same bytes.
func benchmarkPage(b *testing.B, db *store.Store, path string) {
	s, err := New(Config{Store: db, Now: storetest.Now})
	if err != nil {
		b.Fatal(err)
	}
	b.Run("uncached", func(b *testing.B) {
		computed, fastest := time.Duration(0), time.Hour
		for b.Loop() {
			b.StopTimer()
			commitNewestMonth(b, db)
			before := processorTime(b)
			b.StartTimer()
			started := time.Now()
			pageBytes(b, s.App(), path)
			fastest = min(fastest, time.Since(started))
			computed += processorTime(b) - before
		}
		b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/1000, "ms/page")
		b.ReportMetric(float64(fastest.Microseconds())/1000, "fastest-ms/page") // with nothing else in the way
		b.ReportMetric(float64(computed.Microseconds())/float64(b.N)/1000, "processor-ms/page")
	})
	b.Run("cached", func(b *testing.B) {
		body := pageBytes(b, s.App(), path)
		bare := fiber.New(fiber.Config{DisableStartupMessage: true})
		bare.Get("/*", func(c *fiber.Ctx) error {
			c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
			return c.Send(body)
		})
		ours, theirs := connect(b, s.App()), connect(b, bare)
		// In turns, so that whatever else the machine does weighs on both.
		const turn = 250
		var took, takes time.Duration
		for b.Loop() {
			took += ours.ask(b, path, turn, len(body))
			takes += theirs.ask(b, path, turn, len(body))
		}
		asked := float64(b.N * turn)
		b.ReportMetric(asked/took.Seconds(), "requests/s")
		b.ReportMetric(asked/takes.Seconds(), "bare-requests/s")
		b.ReportMetric(100*takes.Seconds()/took.Seconds(), "%ofbare")
		b.ReportMetric(float64(len(body)), "bytes/page")
	})
}

// commitNewestMonth commits a site's newest month again, every count one more or one less: what a coordinator's file
// does once a month, and all that was kept of the revision before is stale.
func commitNewestMonth(b *testing.B, db *store.Store) {
	b.Helper()
	last := calendar.MonthOf(2026, time.October)
	counts, err := db.Counts(b.Context(), store.CountFilter{Sites: []caseload.SiteID{storetest.University}, First: &last, Last: &last}, 0, 0)
	if err != nil {
		b.Fatal(err)
	}
	storetest.CommitRows(b, db, caseload.KindProcedures, func(batch *caseload.Batch) {
		for i, count := range counts {
			n := count.N + 1
			if count.Row%2 == 0 { // the row says whether the last commit added or took
				n = count.N - 1
			}
			batch.Counts = append(batch.Counts, caseload.CountChange{Cell: count.Cell,
				Before: &caseload.CountValue{N: count.N, Origin: count.Origin, Source: count.Source, Row: count.Row},
				After:  &caseload.CountValue{N: max(n, 0), Origin: count.Origin, Row: 2*i + 2 + (count.Row+1)%2}})
		}
		batch.SiteMonths = []caseload.SiteMonthChange{{Site: storetest.University, Month: last, Complete: true}}
	})
}

// processorTime is what this process has computed so far: what a page costs on a machine that others use too.
func processorTime(b testing.TB) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// pageBytes asks without a network in between.
func pageBytes(b *testing.B, app *fiber.App, path string) []byte {
	b.Helper()
	response, err := app.Test(httptest.NewRequest(http.MethodGet, path, http.NoBody), -1)
	if err != nil {
		b.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		b.Fatalf("%s: status %d, %v\n%s", path, response.StatusCode, err, body)
	}
	return body
}

// BenchmarkOverviewSignedIn is the cached Overview as somebody gets it who has signed in: promised are 40 % of what a
// bare handler does.
func BenchmarkOverviewSignedIn(b *testing.B) {
	db := benchmarkDivision(b, 1)
	account, err := db.CreateAccount(b.Context(), caseload.Account{User: caseload.User{Name: "Dana C."}, SignIn: "dana", Access: caseload.Lead}, "", caseload.LocalUser)
	if err != nil {
		b.Fatal(err)
	}
	secret, hash, err := signin.NewSecret()
	if err != nil {
		b.Fatal(err)
	}
	if err := db.OpenSession(b.Context(), hash, account.ID, time.Hour, "benchmark"); err != nil {
		b.Fatal(err)
	}
	s, err := New(Config{Store: db, Accounts: db, Now: storetest.Now})
	if err != nil {
		b.Fatal(err)
	}
	ours := connect(b, s.App())
	ours.cookie = secret
	body := ours.body(b, overviewPath)
	bare := fiber.New(fiber.Config{DisableStartupMessage: true})
	bare.Get("/*", func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
		return c.Send(body)
	})
	theirs := connect(b, bare)
	const turn = 250
	var took, takes time.Duration
	for b.Loop() {
		took += ours.ask(b, overviewPath, turn, len(body))
		takes += theirs.ask(b, overviewPath, turn, len(body))
	}
	asked := float64(b.N * turn)
	b.ReportMetric(asked/took.Seconds(), "requests/s")
	b.ReportMetric(asked/takes.Seconds(), "bare-requests/s")
	b.ReportMetric(100*takes.Seconds()/took.Seconds(), "%ofbare")
}

// body is a page as the asker gets it.
func (a asker) body(b *testing.B, path string) []byte {
	b.Helper()
	request, response := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
	request.SetRequestURI("http://" + a.client.Addr + path)
	request.Header.SetCookie("caseload", a.cookie)
	if err := a.client.Do(request, response); err != nil || response.StatusCode() != http.StatusOK {
		b.Fatalf("%s: status %d, %v", path, response.StatusCode(), err)
	}
	return append([]byte(nil), response.Body()...)
}

// asker asks a server over connections that stay open, as a browser does.
type asker struct {
	client *fasthttp.HostClient
	cookie string // of a session; "" for a stranger
}

func connect(b *testing.B, app *fiber.App) asker {
	b.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	go func() { _ = app.Listener(listener) }()
	b.Cleanup(func() { _ = listener.Close() })
	return asker{client: &fasthttp.HostClient{Addr: listener.Addr().String(), MaxConns: askers}}
}

const askers = 16

// ask sends n requests, a few at a time, and returns how long they took.
func (a asker) ask(b *testing.B, path string, n, size int) time.Duration {
	b.Helper()
	started := time.Now()
	work, failed := make(chan struct{}, n), make(chan error, askers)
	for range n {
		work <- struct{}{}
	}
	close(work)
	for range askers {
		go func() {
			request, response := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
			request.SetRequestURI("http://" + a.client.Addr + path)
			if a.cookie != "" {
				request.Header.SetCookie("caseload", a.cookie)
			}
			var err error
			for range work {
				if err = a.client.Do(request, response); err != nil {
					break
				}
				if response.StatusCode() != http.StatusOK || len(response.Body()) != size {
					b.Errorf("status %d with %d bytes, want 200 with %d", response.StatusCode(), len(response.Body()), size)
				}
			}
			failed <- err
		}()
	}
	for range askers {
		if err := <-failed; err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(started)
}
