package insight

import (
	"slices"
	"testing"
)

func TestWorkBesideIsDoneOnceAndItsPanicIsTheWaiters(t *testing.T) {
	if got := Beside(func() int { return 42 })(); got != 42 {
		t.Errorf("want 42, got %d", got)
	}
	wait := Beside(func() int { panic("broken") })
	defer func() {
		if reason := recover(); reason != "broken" {
			t.Errorf("want the panic of the work, got %v", reason)
		}
	}()
	wait()
}

func TestEachPieceOfWorkIsDoneOnce(t *testing.T) {
	for _, n := range []int{0, 1, 2, 1000} {
		done := make([]int, n)
		eachBeside(n, func(i int) { done[i]++ })
		if slices.ContainsFunc(done, func(times int) bool { return times != 1 }) {
			t.Errorf("%d pieces: not all once: %v", n, done)
		}
	}
}
