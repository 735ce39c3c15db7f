package dashboard

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"sort"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"
)

//go:embed assets templates
var embedded embed.FS

// assetType lists what is served; other files in the folder (licences, notes) are only shipped.
func assetType(name string) (contentType string, compressible, ok bool) {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8", true, true
	case ".js":
		return "text/javascript; charset=utf-8", true, true
	case ".svg":
		return "image/svg+xml; charset=utf-8", true, true
	case ".png":
		return "image/png", false, true
	case ".woff2":
		return "font/woff2", false, true
	}
	return "", false, false
}

// asset is one file under a name that changes with its content, so that browsers may keep it for ever.
type asset struct {
	url          string
	contentType  string
	compressible bool
	body         []byte
	zip          sync.Once
	zipped       []byte
}

// gzipped compresses at first use: start-up stays short, and one megabyte of charts is packed once.
func (a *asset) gzipped() []byte {
	a.zip.Do(func() { a.zipped = compress(a.body, gzip.BestCompression) })
	return a.zipped
}

// assetSet holds every asset by its file name ("css/base.css") and by its address.
type assetSet struct {
	byName map[string]*asset
	byURL  map[string]*asset
}

func newAssetSet(files fs.FS) (*assetSet, error) {
	set := &assetSet{byName: make(map[string]*asset), byURL: make(map[string]*asset)}
	var names []string
	err := fs.WalkDir(files, "assets", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list assets: %w", err)
	}
	// Style sheets last: their own hash covers the hashed names they refer to.
	sort.SliceStable(names, func(i, j int) bool {
		return path.Ext(names[i]) != ".css" && path.Ext(names[j]) == ".css"
	})
	for _, name := range names {
		contentType, compressible, served := assetType(name)
		if !served {
			continue
		}
		body, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("read asset: %w", err)
		}
		name = strings.TrimPrefix(name, "assets/")
		if path.Ext(name) == ".css" {
			if body, err = set.rewriteURLs(name, body); err != nil {
				return nil, err
			}
		}
		a := &asset{url: hashedURL(name, body), contentType: contentType, compressible: compressible, body: body}
		set.byName[name], set.byURL[a.url] = a, a
	}
	return set, nil
}

// hashedURL returns "/assets/css/base.3f9a41c708be.css".
func hashedURL(name string, body []byte) string {
	sum := sha256.Sum256(body)
	extension := path.Ext(name)
	return "/assets/" + strings.TrimSuffix(name, extension) + "." + hex.EncodeToString(sum[:6]) + extension
}

var cssURL = regexp.MustCompile(`url\(\s*["']?([^"')]+)["']?\s*\)`)

// rewriteURLs replaces the relative file names in a style sheet by hashed addresses.
func (set *assetSet) rewriteURLs(name string, css []byte) ([]byte, error) {
	var missing []string
	out := cssURL.ReplaceAllFunc(css, func(match []byte) []byte {
		target := path.Join(path.Dir(name), string(cssURL.FindSubmatch(match)[1]))
		found, ok := set.byName[target]
		if !ok {
			missing = append(missing, target)
			return match
		}
		return []byte(`url("` + found.url + `")`)
	})
	if len(missing) > 0 {
		return nil, fmt.Errorf("style sheet %s refers to missing assets: %s", name, strings.Join(missing, ", "))
	}
	return out, nil
}

// url returns the address of an asset by its file name.
func (set *assetSet) url(name string) (string, error) {
	a, ok := set.byName[name]
	if !ok {
		return "", fmt.Errorf("there is no asset %q", name)
	}
	return a.url, nil
}

// asset serves a file that never changes under its address.
func (s *Server) asset(c *fiber.Ctx) error {
	set, err := s.pages.assets()
	if err != nil {
		return err
	}
	a, ok := set.byURL[c.Path()]
	if !ok {
		return fiber.ErrNotFound
	}
	response := &c.Context().Response
	response.Header.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	response.Header.SetContentType(a.contentType)
	if !a.compressible {
		response.SetBodyRaw(a.body)
		return nil
	}
	response.Header.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
	if acceptsGzip(c) {
		response.Header.Set(fiber.HeaderContentEncoding, "gzip")
		response.SetBodyRaw(a.gzipped())
		return nil
	}
	response.SetBodyRaw(a.body)
	return nil
}

// acceptsGzip reads Accept-Encoding as browsers write it, and honours a refusal ("gzip;q=0").
func acceptsGzip(c *fiber.Ctx) bool {
	for _, part := range bytes.Split(c.Context().Request.Header.Peek(fiber.HeaderAcceptEncoding), []byte(",")) {
		name, weight, _ := bytes.Cut(bytes.TrimSpace(part), []byte(";"))
		if bytes.EqualFold(bytes.TrimSpace(name), []byte("gzip")) {
			weight = bytes.ReplaceAll(weight, []byte(" "), nil)
			return !(bytes.HasPrefix(weight, []byte("q=0")) && len(bytes.Trim(weight[3:], ".0")) == 0)
		}
	}
	return false
}

func compress(body []byte, level int) []byte {
	var out bytes.Buffer
	writer, err := gzip.NewWriterLevel(&out, level)
	if err != nil {
		panic(err) // only for a level that does not exist
	}
	_, _ = writer.Write(body) // a bytes.Buffer takes everything
	_ = writer.Close()
	return out.Bytes()
}
