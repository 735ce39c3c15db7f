package dashboard

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/insight"
	"caseload/store/caseload"
)

// Page is everything that a page hands to the layout.
type Page struct {
	Template string // name of the file in templates/pages, without ".html"
	Title    string // of the document; " · Caseload" is added
	Nav      string // key of the current entry of the navigation, such as "overview"
	Scope    *ScopeBar
	View     insight.View // whose month, site and calendar the navigation takes along
	Crumbs   []Link       // where a page below another hangs; none on the main pages
	Revision caseload.Revision
	AsOf     string // "12 Nov 2026, 08:14"; empty when the page shows no data
	Charts   bool   // loads the chart library
	// HidesSmall is true where a chart may show numbers that a saved picture must not: it is then the one drawn here.
	HidesSmall bool
	reader     reader // whom it is drawn for
	Body       any    // what the page's own template reads as .Body
}

// NavEntry is one page in the header.
type NavEntry struct {
	Key, Label, Href string
	StartsGroup      bool // parted from the one before by a rule
}

// navigation lists the pages in order. An entry shows once its address is registered.
func navigation() []NavEntry {
	return []NavEntry{
		{Key: "overview", Label: "Overview", Href: "/"},
		{Key: "volume", Label: "Volume", Href: "/volume"},
		{Key: "signals", Label: "Signals", Href: "/signals"},
		{Key: "outlook", Label: "Outlook", Href: "/outlook"},
		{Key: "staffing", Label: "Staffing", Href: "/staffing"},
		{Key: "what-if", Label: "What-if", Href: "/what-if"},
		{Key: "training", Label: "Training", Href: "/training"},
		{Key: "data", Label: "Data", Href: "/data", StartsGroup: true},
		{Key: "settings", Label: "Settings", Href: "/settings"},
		{Key: "account", Label: "Account", Href: accountPath, StartsGroup: true},
	}
}

// navigationWith takes along what every page understands of the view: what a reader looks at stands in the address.
func navigationWith(entries []NavEntry, v insight.View) []NavEntry {
	kept := slices.Clone(entries)
	for i := range kept {
		kept[i].Href = v.Shared().URL(kept[i].Href)
	}
	return kept
}

// navigationOf leaves out the pages that the role may not see.
func (s *Server) navigationOf(role caseload.AccessRole) []NavEntry {
	var entries []NavEntry
	for _, entry := range s.navigation {
		if s.rights.allow(role, fiber.MethodGet, entry.Href) {
			entries = append(entries, entry)
		}
	}
	return entries
}

// layoutView is what templates/layouts/page.html sees.
type layoutView struct {
	Page
	Navigation []NavEntry
	Version    string
	Demo       bool
	ReadOnly   bool
	About      string   // address of "How these numbers are made", once there is such a page
	Roles      []Choice // the demo's switch between roles
}

// renderer holds the parsed templates and the assets they name.
type renderer struct {
	files   fs.FS
	dev     bool
	rights  *routeRights
	loaded  *loadedFiles
	buffers sync.Pool
	writers sync.Pool
}

type loadedFiles struct {
	pages  map[caseload.AccessRole]map[string]*template.Template
	assets *assetSet
}

// pageGzipLevel is where more effort stops paying for pages made on request.
const pageGzipLevel = 5

func newRenderer(files fs.FS, dev bool, rights *routeRights) (*renderer, error) {
	loaded, err := loadFiles(files, rights)
	if err != nil {
		return nil, err
	}
	return &renderer{
		files:   files,
		dev:     dev,
		rights:  rights,
		loaded:  loaded,
		buffers: sync.Pool{New: func() any { return new(bytes.Buffer) }},
		writers: sync.Pool{New: func() any {
			writer, err := gzip.NewWriterLevel(nil, pageGzipLevel)
			if err != nil {
				panic(err) // only for a level that does not exist
			}
			return writer
		}},
	}, nil
}

// current returns what was read at the start or, in development, what the files say now.
func (r *renderer) current() (*loadedFiles, error) {
	if r.dev {
		return loadFiles(r.files, r.rights)
	}
	return r.loaded, nil
}

func (r *renderer) assets() (*assetSet, error) {
	loaded, err := r.current()
	if err != nil {
		return nil, err
	}
	return loaded.assets, nil
}

func loadFiles(files fs.FS, rights *routeRights) (*loadedFiles, error) {
	assets, err := newAssetSet(files)
	if err != nil {
		return nil, err
	}
	icons, err := readIcons(files)
	if err != nil {
		return nil, err
	}
	base, err := template.New("").Funcs(templateFunctions(assets, icons)).
		ParseFS(files, "templates/layouts/*.html", "templates/partials/*.html")
	if err != nil {
		return nil, fmt.Errorf("parse templates: %w", err)
	}
	names, err := fs.Glob(files, "templates/pages/*.html")
	if err != nil {
		return nil, fmt.Errorf("list pages: %w", err)
	}
	pages := make(map[caseload.AccessRole]map[string]*template.Template)
	for _, role := range grantees() {
		pages[role] = make(map[string]*template.Template, len(names))
	}
	for _, name := range names {
		page, err := base.Clone()
		if err != nil {
			return nil, fmt.Errorf("clone templates: %w", err)
		}
		if _, err := page.ParseFS(files, name); err != nil {
			return nil, fmt.Errorf("parse page: %w", err)
		}
		for _, role := range grantees() {
			own, err := page.Clone()
			if err != nil {
				return nil, fmt.Errorf("clone page: %w", err)
			}
			pages[role][strings.TrimSuffix(path.Base(name), ".html")] = own.Funcs(roleFunctions(rights, role, icons))
		}
	}
	return &loadedFiles{pages: pages, assets: assets}, nil
}

// roleFunctions are the words that depend on whom a page is drawn for: what would be refused is not offered.
func roleFunctions(rights *routeRights, role caseload.AccessRole, icons map[string]template.HTML) template.FuncMap {
	mayGet := func(address string) bool { return rights.allow(role, fiber.MethodGet, address) }
	return template.FuncMap{
		"mayGet":    mayGet,
		"mayPost":   func(address string) bool { return rights.allow(role, fiber.MethodPost, address) },
		"tableRows": tableRows(icons, mayGet),
	}
}

// templateFunctions are the words that templates may use beside Go's own.
func templateFunctions(assets *assetSet, icons map[string]template.HTML) template.FuncMap {
	return template.FuncMap{
		"number":        templateNumber,        // 1,234
		"signed":        templateSigned,        // +22, −8, 0
		"decimal1":      templateDecimal1,      // 31.9
		"percent":       templatePercent,       // 3.2 %
		"signedPercent": templateSignedPercent, // +3.2 %
		"monthLong":     templateMonthLong,     // September 2026
		"monthShort":    templateMonthShort,    // Sep 2026
		"asset":         assets.url,
		"scriptJSON":    scriptJSON,
		"tableRows":     tableRows(icons, nil),                                           // this and the next two depend on the reader: see roleFunctions
		"mayGet":        func(string) bool { return false },                              // whether a link may be followed
		"mayPost":       func(string) bool { return false },                              // whether a form may be sent
		"svg":           func(markup SVG) template.HTML { return template.HTML(markup) }, //nolint:gosec // SVG is our own drawing by its contract
		"icon": func(name string) (template.HTML, error) {
			icon, ok := icons[name]
			if !ok {
				return "", fmt.Errorf("there is no icon %q", name)
			}
			return icon, nil
		},
		"inc":         func(i int) int { return i + 1 },
		"narrowStill": narrowStill,
	}
}

// readIcons returns the drawings of assets/img/icons by name; they are put into
// the page itself, so that they take the colour of the text beside them.
func readIcons(files fs.FS) (map[string]template.HTML, error) {
	names, err := fs.Glob(files, "assets/img/icons/*.svg")
	if err != nil {
		return nil, fmt.Errorf("list icons: %w", err)
	}
	icons := make(map[string]template.HTML, len(names))
	for _, name := range names {
		body, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("read icon: %w", err)
		}
		icons[strings.TrimSuffix(path.Base(name), ".svg")] = template.HTML(bytes.TrimSpace(body)) //nolint:gosec // our own files
	}
	return icons, nil
}

// scriptJSON writes a value for <script type="application/json">. No "<" survives
// in it, so text from a coordinator's file cannot end the element.
func scriptJSON(value any) (template.JS, error) {
	raw, isRaw := value.(json.RawMessage)
	if !isRaw {
		written, err := json.Marshal(value)
		if err != nil {
			return "", fmt.Errorf("write JSON: %w", err)
		}
		return template.JS(written), nil //nolint:gosec // json.Marshal escapes "<", in raw parts too
	}
	if !json.Valid(raw) {
		return "", fmt.Errorf("chart option is not JSON")
	}
	var escaped bytes.Buffer
	json.HTMLEscape(&escaped, raw)
	return template.JS(escaped.String()), nil //nolint:gosec // escaped just above
}

// draw writes the whole page into out.
func (s *Server) draw(out *bytes.Buffer, page Page) error {
	loaded, err := s.pages.current()
	if err != nil {
		return err
	}
	set, ok := loaded.pages[page.reader.access][page.Template]
	if !ok {
		return fmt.Errorf("there is no page template %q", page.Template)
	}
	view := layoutView{Page: page, Version: s.config.BuildVersion, Demo: s.config.Demo, ReadOnly: s.config.ReadOnly}
	if page.reader.access != "" {
		view.Navigation, view.About = navigationWith(s.navigationOf(page.reader.access), page.View), s.about
	} else {
		view.Version = "" // a stranger need not know which faults to look for
	}
	if s.config.Demo {
		view.Roles = demoRoles(page.reader.access)
	}
	if err := set.ExecuteTemplate(out, "page", view); err != nil {
		return fmt.Errorf("draw page %q: %w", page.Template, err)
	}
	return nil
}

// render answers with a page that is drawn now and kept nowhere. The status is
// whatever the handler has set, 200 if nothing.
func (s *Server) render(c *fiber.Ctx, page Page) error {
	if asked, err := askedView(c); err == nil { // pages without a month of their own still pass it on
		page.View = asked
	}
	page.reader = readerOf(c)
	if page.Charts {
		var err error
		if page.HidesSmall, err = s.hidesSmall(c.UserContext()); err != nil {
			return err
		}
	}
	buffer := s.pages.buffers.Get().(*bytes.Buffer)
	defer s.pages.buffers.Put(buffer)
	buffer.Reset()
	if err := s.draw(buffer, page); err != nil {
		return err
	}
	response := &c.Context().Response
	setPageHeaders(c)
	if !acceptsGzip(c) {
		response.SetBody(buffer.Bytes())
		return nil
	}
	response.Header.Set(fiber.HeaderContentEncoding, "gzip")
	response.ResetBody()
	return s.pages.zip(response.BodyWriter(), buffer.Bytes())
}

// setPageHeaders is for every answer that shows the division's data.
func setPageHeaders(c *fiber.Ctx) {
	header := &c.Context().Response.Header
	header.SetContentType("text/html; charset=utf-8")
	header.Set(fiber.HeaderCacheControl, "no-store")
	header.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
}

// zip writes body compressed into out.
func (r *renderer) zip(out io.Writer, body []byte) error {
	writer := r.writers.Get().(*gzip.Writer)
	defer r.writers.Put(writer)
	writer.Reset(out)
	if _, err := writer.Write(body); err != nil {
		return fmt.Errorf("compress page: %w", err)
	}
	if err := writer.Close(); err != nil {
		return fmt.Errorf("compress page: %w", err)
	}
	return nil
}
