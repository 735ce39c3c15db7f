//go:build !race

package main

import (
	"testing"

	"github.com/chromedp/chromedp"
)

func TestOnAPhoneTheWhatIfAnswerStaysInSightWhileTheFormIsFilledIn(t *testing.T) {
	demo := start(t, []string{"TMPDIR=" + t.TempDir()}, "demo", "--listen", "127.0.0.1:0")
	b := newBrowser(t)
	b.view(t, 1440, "light")
	b.do(t, chromedp.Navigate(demo.url+"/what-if"))
	const brief, nurses = `document.querySelector('.whatif-brief')`, `input[name="fte.nurse"]`
	if value[bool](t, b, brief+`.getClientRects().length > 0`) {
		t.Error("on a wide screen the answer stands beside the form, and again in it")
	}
	b.view(t, 390, "light")
	b.do(t, chromedp.Navigate(demo.url+"/what-if"))
	b.do(t, chromedp.Focus(nurses))
	b.waitFor(t, `scrollY > 500`)
	if top := value[float64](t, b, brief+`.getBoundingClientRect().top`); top < -1 || top > 1 {
		t.Errorf("want the answer at the top of the window, got %v px", top)
	}
	before := value[string](t, b, brief+`.innerText`)
	b.do(t, chromedp.SendKeys(nurses, "10"))
	b.waitFor(t, brief+`.innerText.includes('This scenario')`)
	if after := value[string](t, b, brief+`.innerText`); after == before {
		t.Errorf("the answer does not follow the form: %q", after)
	}
	if top := value[float64](t, b, brief+`.getBoundingClientRect().top`); top < -1 || top > 1 {
		t.Errorf("want the answer still at the top of the window, got %v px", top)
	}
	if got := value[bool](t, b, `(() => {
		const bar = `+brief+`.getBoundingClientRect(), box = document.activeElement.getBoundingClientRect();
		return document.activeElement.name === 'fte.nurse' && box.top >= bar.bottom;
	})()`); !got {
		t.Error("the answer lies on the box that is typed into, or took its focus")
	}
}
