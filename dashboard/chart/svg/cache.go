package svg

import (
	"container/list"
	"crypto/sha256"
	"sync"
)

// cache keeps the drawings used last, up to a number of bytes.
type cache struct {
	mu    sync.Mutex
	limit int
	size  int
	order *list.List // of cached, newest use first
	byKey map[[sha256.Size]byte]*list.Element
}

type cached struct {
	key   [sha256.Size]byte
	bytes []byte
}

func newCache(limit int) *cache {
	return &cache{limit: limit, order: list.New(), byKey: map[[sha256.Size]byte]*list.Element{}}
}

// forget drops every drawing.
func (c *cache) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.size = 0
	c.order.Init()
	clear(c.byKey)
}

func (c *cache) get(key [sha256.Size]byte) ([]byte, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	element, ok := c.byKey[key]
	if !ok {
		return nil, false
	}
	c.order.MoveToFront(element)
	return element.Value.(cached).bytes, true
}

func (c *cache) put(key [sha256.Size]byte, drawn []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.byKey[key]; ok || len(drawn) > c.limit {
		return
	}
	c.byKey[key] = c.order.PushFront(cached{key, drawn})
	c.size += len(drawn)
	for c.size > c.limit {
		oldest := c.order.Back()
		entry := c.order.Remove(oldest).(cached)
		delete(c.byKey, entry.key)
		c.size -= len(entry.bytes)
	}
}
