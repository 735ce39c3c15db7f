package insight

import "strings"

// Part is a piece of a sentence. A part with a URL is a figure that opens the rows behind it; a part with
// a Site carries that site's swatch before its text.
type Part struct {
	Text   string   `json:"text"`
	Strong bool     `json:"strong,omitempty"`
	URL    string   `json:"url,omitempty"`
	Site   *SiteRef `json:"site,omitempty"`
	Alert  bool     `json:"alert,omitempty"` // a statistical signal of the newest complete month
}

// Sentence is text in parts, spaces included, so that a page only wraps each part in its element.
type Sentence []Part

// String returns the sentence as plain text.
func (s Sentence) String() string {
	var b strings.Builder
	for _, part := range s {
		b.WriteString(part.Text)
	}
	return b.String()
}

// IsEmpty reports whether there is nothing to say.
func (s Sentence) IsEmpty() bool { return s.String() == "" }

// say returns plain text as a sentence.
func say(text string) Sentence { return Sentence{{Text: text}} }
