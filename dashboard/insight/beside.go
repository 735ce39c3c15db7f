package insight

import "sync"

// Beside starts work on another processor, if there is one, and returns what waits for its result. A panic in the work
// becomes the waiter's, so that whoever recovers from panics there does so for both. The waiter must wait.
func Beside[T any](work func() T) (wait func() T) {
	var result T
	var reason any
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() { reason = recover() }()
		result = work()
	}()
	return func() T {
		<-done
		if reason != nil {
			panic(reason)
		}
		return result
	}
}

// eachBeside does work for every number below n, some of them at the same time.
func eachBeside(n int, work func(i int)) {
	var mu sync.Mutex
	next := 0
	take := func() int {
		mu.Lock()
		defer mu.Unlock()
		next++
		return next - 1
	}
	run := func() (nothing struct{}) {
		for i := take(); i < n; i = take() {
			work(i)
		}
		return nothing
	}
	other := Beside(run)
	run()
	other()
}
