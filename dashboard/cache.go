package dashboard

import (
	"bytes"
	"container/list"
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/gofiber/fiber/v2"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

// cachedPage answers with a page that is drawn once for each revision, day and
// view. The view is the handler's: everything in the address that alters the
// page, in one spelling ("/volume?month=2026-10&site=1"). build runs on a miss.
func (s *Server) cachedPage(c *fiber.Ctx, view string, build func(ctx context.Context, revision caseload.Revision) (Page, error)) error {
	ctx := c.UserContext()
	revision, err := s.revisionFor(c)
	if err != nil {
		return err
	}
	s.prepare(revision)
	if s.config.Dev { // templates may have changed under a cached page
		page, err := build(ctx, revision)
		if err != nil {
			return err
		}
		return s.render(c, page)
	}
	reader := readerOf(c)
	key := pageKey{revision: revision, today: calendar.DateAt(s.config.Now()), ahead: s.answers.IsAheadReady(revision), view: view, reader: reader}
	drawn, err := s.cache.page(ctx, key, func() (*drawnPage, error) {
		page, err := build(ctx, revision)
		if err != nil {
			return nil, err
		}
		page.reader = reader
		if page.Charts {
			if page.HidesSmall, err = s.hidesSmall(ctx); err != nil {
				return nil, err
			}
		}
		out := s.pages.buffers.Get().(*bytes.Buffer)
		defer s.pages.buffers.Put(out)
		out.Reset()
		if err := s.draw(out, page); err != nil {
			return nil, err
		}
		return &drawnPage{plain: bytes.Clone(out.Bytes()), renderer: s.pages}, nil
	})
	if err != nil {
		return err
	}
	setPageHeaders(c)
	response := &c.Context().Response
	if acceptsGzip(c) {
		zipped, err := drawn.gzipped()
		if err != nil {
			return err
		}
		response.Header.Set(fiber.HeaderContentEncoding, "gzip")
		response.SetBodyRaw(zipped) // shared by all who read it, written by nobody
		return nil
	}
	response.SetBodyRaw(drawn.plain)
	return nil
}

// pageKey says what a drawn page depends on, beside the program itself. The day
// is in it because what is late or due changes overnight.
type pageKey struct {
	revision caseload.Revision
	today    calendar.Date
	ahead    bool // the outlook was ready to be quoted
	view     string
	reader   reader
}

// drawnPage holds a page's bytes, compressed when first asked for so.
type drawnPage struct {
	plain    []byte
	renderer *renderer
	zip      sync.Once
	zipped   []byte
	zipErr   error
}

func (d *drawnPage) gzipped() ([]byte, error) {
	d.zip.Do(func() {
		var out bytes.Buffer
		d.zipErr = d.renderer.zip(&out, d.plain)
		d.zipped = bytes.Clone(out.Bytes())
	})
	return d.zipped, d.zipErr
}

// pageCache keeps the pages used last, within a bound of bytes, and lets only one
// of several simultaneous askers draw a page.
type pageCache struct {
	limit int

	mu      sync.Mutex
	found   uint64 // askers whose page was here, or being drawn
	drawn   uint64
	size    int
	newest  caseload.Revision
	entries map[pageKey]*list.Element
	order   *list.List // of *cacheEntry, used last in front
	drawing map[pageKey]*drawing
}

type cacheEntry struct {
	key  pageKey
	page *drawnPage
}

// drawing is a page that somebody is drawing now.
type drawing struct {
	done chan struct{}
	page *drawnPage
	err  error
}

func newPageCache(limit int) *pageCache {
	return &pageCache{
		limit:   limit,
		entries: make(map[pageKey]*list.Element),
		order:   list.New(),
		drawing: make(map[pageKey]*drawing),
	}
}

// errDrawingEnded is what those who waited for a panicking drawer get.
var errDrawingEnded = errors.New("the page that was waited for was not drawn")

// page returns the page under key, from the cache or by calling draw.
func (p *pageCache) page(ctx context.Context, key pageKey, draw func() (*drawnPage, error)) (*drawnPage, error) {
	p.mu.Lock()
	if element, ok := p.entries[key]; ok {
		p.order.MoveToFront(element)
		page := element.Value.(*cacheEntry).page
		p.found++
		p.mu.Unlock()
		return page, nil
	}
	if other, ok := p.drawing[key]; ok {
		p.found++
		p.mu.Unlock()
		select {
		case <-other.done:
			return other.page, other.err
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	mine := &drawing{done: make(chan struct{}), err: errDrawingEnded}
	p.drawing[key] = mine
	p.drawn++
	p.mu.Unlock()

	defer func() { // also when draw panics: nobody may wait for ever
		p.mu.Lock()
		delete(p.drawing, key)
		if mine.err == nil {
			p.keep(key, mine.page)
		}
		p.mu.Unlock()
		close(mine.done)
	}()
	mine.page, mine.err = draw()
	return mine.page, mine.err
}

// forget drops every page that is kept, and with them the names on them.
func (p *pageCache) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.empty()
}

func (p *pageCache) empty() {
	p.size = 0
	p.order.Init()
	clear(p.entries)
}

// counts returns how often a page was found and drawn, and the bytes that are kept.
func (p *pageCache) counts() (found, drawn uint64, size int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.found, p.drawn, p.size
}

// keep adds a page and drops what no longer fits: first everything of older
// revisions, which nobody can ask for again, then the pages used longest ago.
func (p *pageCache) keep(key pageKey, page *drawnPage) {
	if key.revision < p.newest {
		return
	}
	if key.revision > p.newest {
		p.newest = key.revision
		p.empty()
	}
	p.entries[key] = p.order.PushFront(&cacheEntry{key: key, page: page})
	p.size += page.cost()
	for p.size > p.limit && p.order.Len() > 0 {
		oldest := p.order.Remove(p.order.Back()).(*cacheEntry)
		delete(p.entries, oldest.key)
		p.size -= oldest.page.cost()
	}
}

// cost counts the plain bytes and room for the compressed form, which is at most
// a quarter of a page of HTML, and for the key.
func (d *drawnPage) cost() int { return len(d.plain) + len(d.plain)/4 + 512 }

// sharedReader reads something small and ever-changing, such as the store's revision, for each request, but lets requests
// that arrive while a read is under way share the next one. Every answer was thus
// read after its request arrived, as if each had read by itself, and a crowd
// costs one query instead of one each.
type sharedReader[T any] struct {
	read func(context.Context) (T, error)

	mu      sync.Mutex
	reading bool
	next    *sharedRead[T]
}

type sharedRead[T any] struct {
	done  chan struct{}
	value T
	err   error
}

func (r *sharedReader[T]) now(ctx context.Context) (T, error) {
	r.mu.Lock()
	if !r.reading {
		r.reading = true
		r.mu.Unlock()
		defer r.finish()
		return r.read(ctx)
	}
	if r.next == nil {
		r.next = &sharedRead[T]{done: make(chan struct{}), err: errReadEnded}
	}
	shared := r.next
	r.mu.Unlock()
	select {
	case <-shared.done:
		return shared.value, shared.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}

var errReadEnded = errors.New("the revision that was waited for was not read")

// finish ends a read and starts the one that others wait for.
func (r *sharedReader[T]) finish() {
	r.mu.Lock()
	shared := r.next
	r.next = nil
	r.reading = shared != nil
	r.mu.Unlock()
	if shared != nil {
		go r.readFor(shared)
	}
}

// readFor reads for all who wait; none of their deadlines may end it for the others.
func (r *sharedReader[T]) readFor(shared *sharedRead[T]) {
	defer r.finish()
	defer close(shared.done)
	ctx, cancel := context.WithTimeout(context.Background(), defaultRequestTimeout)
	defer cancel()
	defer func() {
		if reason := recover(); reason != nil { // outside a request nothing else would catch it, and every request would end with the program
			shared.err = fmt.Errorf("read for several requests: panic: %v", reason)
		}
	}()
	shared.value, shared.err = r.read(ctx)
}
