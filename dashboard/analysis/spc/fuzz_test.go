package spc_test

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"testing"

	"caseload/dashboard/analysis/spc"
)

// FuzzAnalyse gives every chart any numbers at all: there may be an error in words, never a panic, an
// undefined number that JSON cannot hold, or a main signal that did not fire.
func FuzzAnalyse(f *testing.F) {
	f.Add([]byte{}, uint8(0), uint32(0))
	f.Add([]byte("a stable series of some months, read eight bytes at a time, with a denominator"), uint8(6), uint32(0x5a5a))
	extremes := []float64{0, math.NaN(), math.Inf(1), -1, 1e100, -1e100, math.SmallestNonzeroFloat64, 680, 680, 680, 681, 0.1}
	var text []byte
	for _, x := range extremes {
		text = binary.LittleEndian.AppendUint64(text, math.Float64bits(x))
	}
	for kind := range spc.Kinds() {
		f.Add(text, uint8(kind), uint32(0xffff))
	}
	f.Fuzz(func(t *testing.T, text []byte, kind uint8, switches uint32) {
		on := func(bit int) bool { return switches>>bit&1 == 1 }
		kinds := spc.Kinds()
		o := spc.Defaults(kinds[int(kind)%len(kinds)])
		var values []float64
		for chunk := range slices.Chunk(text, 8) {
			x := float64(chunk[0])
			if len(chunk) == 8 && (on(0) || chunk[7] == 0x7f) {
				x = math.Float64frombits(binary.LittleEndian.Uint64(chunk))
			}
			values = append(values, x)
		}
		in := monthly(values...)
		if on(1) || o.Kind.NeedsDenominators() {
			in.Denominators = slices.Clone(values)
			slices.Reverse(in.Denominators)
		}
		o.Screen = on(2)
		if on(3) {
			o.Freeze = 12
		}
		if on(4) {
			o.Rules = spc.MakingDataCount()
		}
		if on(5) && len(values) > 0 {
			o.Target, o.Improvement = &values[0], spc.Decrease
		}
		for i, label := range in.Labels {
			if on(8 + i%8) {
				o.Rebases = append(o.Rebases, label)
			}
			if on(16 + i%16) {
				o.Excluded = append(o.Excluded, label)
			}
		}
		c, err := spc.Analyse(in, o)
		if err != nil {
			if bad := spc.InputError(""); !errors.As(err, &bad) || bad == "" {
				t.Fatalf("an error without a sentence: %v", err)
			}
			return
		}
		if _, err := json.Marshal(c); err != nil {
			t.Fatal(err)
		}
		if len(c.Points) != len(values) {
			t.Fatalf("want %d points, got %d", len(values), len(c.Points))
		}
		for _, p := range c.Points {
			if p.Lower > p.Upper || p.Signal.Fired() && (len(p.Rules) == 0 || p.Rules[0] != p.Signal) {
				t.Fatalf("%+v", p)
			}
			if p.Signal.Fired() && (math.IsNaN(p.Value) || p.Excluded) {
				t.Fatalf("a signal where nothing is judged: %+v", p)
			}
		}
		for i := range c.Segments {
			for _, step := range c.Explain(i, plain) {
				if step == "" {
					t.Fatal("an empty step")
				}
			}
		}
		for _, e := range c.Episodes() {
			if e.WordsWith(plain) == "" || e.Words() == "" || e.First() > e.Last() {
				t.Fatalf("%+v", e)
			}
		}
		_, _ = c.Alert()
		if s, ok := c.SuggestRebase(); ok && !slices.Contains(in.Labels, s.At) {
			t.Fatalf("%+v", s)
		}
	})
}
