package signin

import (
	"container/list"
	"net/netip"
	"slices"
	"sync"
	"time"
)

// The most that may go wrong for one account or one address before it has to wait.
const (
	maxFailures   = 10
	failureWindow = 5 * time.Minute
	maxKept       = 20_000 // accounts and addresses: about 5 MB at most
)

// Limiter counts failures to sign in for accounts and addresses. Whoever has too many waits until the
// oldest is five minutes past; nobody is locked out for good. It forgets whom it has not seen for
// longest when there are too many to remember.
type Limiter struct {
	now func() time.Time

	mu    sync.Mutex
	keys  map[string]*list.Element
	order *list.List // of *failures, newest in front
}

type failures struct {
	key string
	at  []time.Time // oldest first, at most maxFailures
}

// NewLimiter returns a limiter that reads the clock given.
func NewLimiter(now func() time.Time) *Limiter {
	return &Limiter{now: now, keys: map[string]*list.Element{}, order: list.New()}
}

// Attempt counts a try against every key before it is known whether it is right, so that a hundred at
// once do not slip past. It returns how long to wait, 0 when the try may go on. Forgive takes it back.
func (l *Limiter) Attempt(keys ...string) (wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	for _, key := range keys {
		if f := l.recent(key, now); f != nil && len(f.at) >= maxFailures {
			wait = max(wait, f.at[0].Add(failureWindow).Sub(now))
		}
	}
	if wait > 0 {
		return wait
	}
	for _, key := range keys {
		l.add(key, now)
	}
	return 0
}

// Forgive forgets the failures of an account that has signed in, and the one try of every other key: who
// has one password right does not thereby earn tries at another's.
func (l *Limiter) Forgive(account string, others ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if element, ok := l.keys[account]; ok {
		l.drop(element)
	}
	for _, key := range others {
		element, ok := l.keys[key]
		if !ok {
			continue
		}
		f := element.Value.(*failures)
		if f.at = f.at[:len(f.at)-1]; len(f.at) == 0 {
			l.drop(element)
		}
	}
}

// recent returns the key's failures that still count, nil for none.
func (l *Limiter) recent(key string, now time.Time) *failures {
	element, ok := l.keys[key]
	if !ok {
		return nil
	}
	f := element.Value.(*failures)
	f.at = slices.DeleteFunc(f.at, func(at time.Time) bool {
		// What a clock that was set back has not seen yet would lock somebody out until it does.
		return !at.Add(failureWindow).After(now) || at.After(now)
	})
	if len(f.at) == 0 {
		l.drop(element)
		return nil
	}
	return f
}

func (l *Limiter) add(key string, now time.Time) {
	element, ok := l.keys[key]
	if !ok {
		element = l.order.PushFront(&failures{key: key})
		l.keys[key] = element
		if l.order.Len() > maxKept {
			l.drop(l.order.Back())
		}
	}
	l.order.MoveToFront(element)
	f := element.Value.(*failures)
	f.at = append(f.at, now)
}

func (l *Limiter) drop(element *list.Element) {
	delete(l.keys, element.Value.(*failures).key)
	l.order.Remove(element)
}

// AddressKey returns what counts as one address: of IPv6 the network, since one machine has many in it.
func AddressKey(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return "address " + address
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is6() {
		if network, err := ip.Prefix(64); err == nil {
			return "network " + network.String()
		}
	}
	return "address " + ip.String()
}

// AccountKey returns what counts as one account: the name as it is compared, whether or not it exists.
func AccountKey(nameKey string) string { return "account " + HashSecret(nameKey) }
