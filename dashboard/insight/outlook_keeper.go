package insight

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"caseload/dashboard/analysis/forecast"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// outlookKeeper keeps the newest set and its back-test until the data or the month change.
type outlookKeeper struct {
	mu   sync.Mutex
	made atomic.Pointer[madeSet] // read without waiting for who makes the next one

	testing sync.Mutex // apart: who only wants the set does not wait for a back-test
	tested  *outlookSet
	scores  outlookScores
	judge   func([]forecast.Member, []forecast.Sum, forecast.Plan) (alone, reconciled []forecast.Score)
}

// outlookKey is what a set depends on.
type outlookKey struct {
	revision caseload.Revision
	current  calendar.Month
	origin   calendar.Month
}

// madeSet is a set with what it was made from.
type madeSet struct {
	key outlookKey
	set *outlookSet
}

// outlookScores are the back-test's results in the order of a set's subjects.
type outlookScores struct{ alone, together []forecast.Score }

// newest returns the set of the newest month that is over. Only one of several askers makes it.
func (k *outlookKeeper) newest(all *reading) *outlookSet {
	k.mu.Lock()
	defer k.mu.Unlock()
	key := all.outlookKey()
	if made := k.made.Load(); made != nil && made.key == key {
		return made.set
	}
	set := all.continueSeries(key.origin)
	k.made.Store(&madeSet{key, set})
	return set
}

// outlookKey says of what the newest set of all sites is made.
func (r *reading) outlookKey() outlookKey {
	return outlookKey{revision: r.revision, current: r.current, origin: min(r.end, r.current-1)}
}

// backtest returns the newest set with its back-test, which is worked out once a revision unless the database has
// kept it from an earlier start, and reports whether it was worked out just now.
func (k *outlookKeeper) backtest(ctx context.Context, source Source, all *reading) (set *outlookSet, scores outlookScores, isNew bool, err error) {
	set = k.newest(all)
	k.testing.Lock()
	defer k.testing.Unlock()
	if k.tested == set {
		return set, k.scores, false, nil
	}
	scores, found, err := keptScores(ctx, source, all, set)
	if err != nil {
		return nil, outlookScores{}, false, err
	}
	if !found && len(set.members) > 0 {
		scores.alone, scores.together = k.judge(set.members, set.sums, forecast.Plan{Last: set.origin})
		isNew = true
	}
	k.tested, k.scores = set, scores
	return set, scores, isNew, nil
}

// backtestKey is where the database keeps the newest revision's back-test.
const backtestKey = "outlook back-test"

// keptBacktest is a back-test as the database keeps it, with all that it depends on beside the revision: settings,
// rebases and excluded months raise that too.
type keptBacktest struct {
	Engine   int              `json:"engine"`
	Current  calendar.Month   `json:"current"`
	Origin   calendar.Month   `json:"origin"`
	Subjects [][2]int         `json:"subjects"` // site and group of each score
	Alone    []forecast.Score `json:"alone"`
	Together []forecast.Score `json:"together"`
}

// backtestOf describes the back-test that belongs to a set, without its scores.
func backtestOf(all *reading, set *outlookSet) keptBacktest {
	kept := keptBacktest{Engine: forecast.Version, Current: all.current, Origin: set.origin}
	for _, s := range set.subjects {
		kept.Subjects = append(kept.Subjects, [2]int{int(s.site), int(s.group)})
	}
	return kept
}

// keptScores reads the back-test of the set, if the database has kept one of the same data, month and engine.
func keptScores(ctx context.Context, source Source, all *reading, set *outlookSet) (scores outlookScores, found bool, err error) {
	revision, value, ok, err := source.Derived(ctx, backtestKey)
	if err != nil {
		return scores, false, fmt.Errorf("read the kept back-test: %w", err)
	}
	var kept keptBacktest
	if !ok || revision != all.revision || json.Unmarshal(value, &kept) != nil {
		return scores, false, nil // what cannot be read is worked out again
	}
	want := backtestOf(all, set)
	n := len(want.Subjects)
	if kept.Engine != want.Engine || kept.Current != want.Current || kept.Origin != want.Origin ||
		!slices.Equal(kept.Subjects, want.Subjects) || len(kept.Alone) != n || len(kept.Together) != n {
		return scores, false, nil
	}
	return outlookScores{kept.Alone, kept.Together}, true, nil
}

// keepScores hands the back-test to the database, so that the next start need not work it out.
func keepScores(ctx context.Context, source Source, all *reading, set *outlookSet, scores outlookScores) error {
	kept := backtestOf(all, set)
	kept.Alone, kept.Together = scores.alone, scores.together
	value, err := json.Marshal(kept)
	if err == nil {
		err = source.SaveDerived(ctx, backtestKey, all.revision, value)
	}
	if err != nil {
		return fmt.Errorf("keep the back-test: %w", err)
	}
	return nil
}
