package svg

import "testing"

func TestCacheForgetsWhatWasUsedLongestAgo(t *testing.T) {
	c := newCache(10)
	a, b, e := [32]byte{1}, [32]byte{2}, [32]byte{3}
	c.put(a, []byte("1234"))
	c.put(b, []byte("1234"))
	c.get(a)
	c.put(e, []byte("1234"))
	if _, ok := c.get(b); ok {
		t.Error("want the one used longest ago gone")
	}
	for _, key := range [][32]byte{a, e} {
		if _, ok := c.get(key); !ok {
			t.Errorf("want %v kept", key[0])
		}
	}
	if c.size != 8 {
		t.Errorf("want 8 bytes held, got %d", c.size)
	}
}

func TestCacheTakesNothingLargerThanItself(t *testing.T) {
	c := newCache(3)
	c.put([32]byte{1}, []byte("1234"))
	if c.size != 0 || c.order.Len() != 0 {
		t.Error("want nothing held")
	}
}
