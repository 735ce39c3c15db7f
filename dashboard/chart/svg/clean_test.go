package svg

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCleanLeavesShapesAndText(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{
			"style becomes attributes",
			`<svg width="1"><text style="font-size:12px;font-weight:600;cursor:pointer" class="a">x</text></svg>`,
			`<svg width="1"><text font-size="12px" font-weight="600">x</text></svg>`,
		},
		{"style sheet and script go, with what is in them", `<svg><style>a{}</style><script><g>1</g></script><g></g></svg>`, `<svg><g></g></svg>`},
		{"what paints nothing goes", `<svg><path d="M0 0" fill="none"></path><path d="M0 0" fill="none" stroke="#000"></path></svg>`, `<svg><path d="M0 0" fill="none" stroke="#000"></path></svg>`},
		{"handlers and addresses elsewhere go", `<svg><rect onclick="x" fill="url(http://example.org/a)" stroke="#000"></rect><rect fill="url(#p)"></rect></svg>`, `<svg><rect stroke="#000"></rect><rect fill="url(#p)"></rect></svg>`},
		{"text stays escaped", `<svg><text>a &lt;b&gt; &amp; c</text></svg>`, `<svg><text>a &lt;b&gt; &amp; c</text></svg>`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := clean(c.in)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, string(got)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestCleanRefusesHalfADrawing(t *testing.T) {
	for _, in := range []string{"", "<svg><g>", "</svg>", `<svg a="1" b=">`} {
		if got, err := clean(in); err == nil {
			t.Errorf("%q: want an error, got %q", in, got)
		}
	}
}
