package mirror

import (
	"crypto/sha256"
	"encoding/hex"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strings"

	"winnow/archive"
)

// file is an answer with its place in the folder.
type file struct {
	entry archive.Entry
	path  string // with slashes
}

// plan says where each address of an archive is written.
type plan struct {
	catalog   *archive.Catalog
	files     []file
	places    map[string]string // by key
	redirects map[string]string // by key: the address that it leads to
	taken     map[string]string // lower-case paths of files, and of folders with a slash behind, by the key that took them
}

// maxRedirects is more than any page that can be looked at has.
const maxRedirects = 10

// newPlan gives a place to the newest answer of each address that can be shown.
func newPlan(c *archive.Catalog) *plan {
	p := &plan{catalog: c, places: map[string]string{}, redirects: map[string]string{}, taken: map[string]string{"index.html": "-"}}
	entries := c.Entries()
	for i := 0; i < len(entries); {
		end := i + 1
		for end < len(entries) && entries[end].Key == entries[i].Key {
			end++
		}
		p.add(c, entries[i:end])
		i = end
	}
	return p
}

// add plans the newest answer among the versions of one key.
func (p *plan) add(c *archive.Catalog, versions []archive.Entry) {
	for i := len(versions) - 1; i >= 0; i-- {
		e := versions[i]
		if !strings.HasPrefix(e.URL, "http://") && !strings.HasPrefix(e.URL, "https://") {
			continue
		}
		if e.MIME == "warc/revisit" || e.Status >= 300 && e.Status < 400 {
			a, err := c.Get(e)
			if err != nil {
				continue
			}
			if to := location(e, a); to != "" {
				if p.redirects[e.Key] == "" && archive.Key(to) != e.Key {
					p.redirects[e.Key] = to
				}
				continue
			}
			e.MIME, _, _ = mime.ParseMediaType(a.Header.Get("Content-Type"))
			versions[i].Status, e.Status = a.Status, a.Status
		}
		if e.Status == http.StatusOK {
			name := p.place(e)
			p.places[e.Key] = name
			p.files = append(p.files, file{versions[i], name})
			delete(p.redirects, e.Key)
			return
		}
	}
}

// location gives where a redirect leads.
func location(e archive.Entry, a *archive.Answer) string {
	if a.Status < 300 || a.Status > 399 || a.Status == http.StatusNotModified {
		return ""
	}
	base, err := url.Parse(e.URL)
	if err != nil {
		return ""
	}
	to, err := base.Parse(a.Header.Get("Location"))
	if err != nil || a.Header.Get("Location") == "" {
		return ""
	}
	return to.String()
}

// find gives the place of an address, also by way of redirects.
func (p *plan) find(address string) (string, bool) {
	for range maxRedirects {
		key := archive.Key(address)
		if versions := p.catalog.Versions(address); len(versions) > 0 {
			key = versions[0].Key
		}
		if at, found := p.places[key]; found {
			return at, true
		}
		if address = p.redirects[key]; address == "" {
			break
		}
	}
	return "", false
}

// place gives an address a path of its own: its host, its path, a mark for its
// query, and the ending that its media type needs.
func (p *plan) place(e archive.Entry) string {
	u, err := url.Parse(e.URL)
	if err != nil {
		return p.take(e.Key, "other/"+mark(e.URL))
	}
	segments := []string{safe(strings.ReplaceAll(strings.ToLower(u.Host), ":", "_"))}
	for s := range strings.SplitSeq(strings.Trim(u.Path, "/"), "/") {
		if s != "" {
			segments = append(segments, safe(s))
		}
	}
	name := path.Join(segments...)
	if len(segments) == 1 || strings.HasSuffix(u.Path, "/") {
		name += "/index"
	}
	stem, ending := name, ""
	if ext := path.Ext(name); len(ext) > 1 && len(ext) <= maxEnding {
		stem, ending = strings.TrimSuffix(name, ext), ext
	}
	if u.RawQuery != "" {
		stem += "_" + mark(u.RawQuery)
	}
	return p.take(e.Key, stem+endingFor(e.MIME, ending))
}

// maxEnding is longer than the endings of files; what is longer is part of the name.
const maxEnding = 6

// endings are those of media types that a browser tells by the ending when it
// opens a file. The first is what a file gets that has none of them.
var endings = map[string][]string{
	"text/html":                {".html", ".htm", ".xhtml"},
	"application/xhtml+xml":    {".xhtml", ".html", ".htm"},
	"text/css":                 {".css"},
	"text/javascript":          {".js", ".mjs"},
	"application/javascript":   {".js", ".mjs"},
	"application/x-javascript": {".js", ".mjs"},
	"image/svg+xml":            {".svg"},
	"image/jpeg":               {".jpg", ".jpeg", ".jfif"},
	"image/png":                {".png"},
	"image/gif":                {".gif"},
	"image/webp":               {".webp"},
	"image/avif":               {".avif"},
	"font/woff2":               {".woff2"},
	"font/woff":                {".woff"},
	"application/json":         {".json"},
	"application/pdf":          {".pdf"},
	"text/plain":               {".txt"},
}

// endingFor keeps an ending that suits the media type and adds one where it does not.
func endingFor(mediaType, ending string) string {
	suited := endings[strings.ToLower(mediaType)]
	for _, s := range suited {
		if strings.EqualFold(s, ending) {
			return ending
		}
	}
	if len(suited) == 0 {
		return ending
	}
	return ending + suited[0]
}

// take gives a path, marked when another address has it, or a folder of that
// name, on disks that do not tell upper from lower case.
func (p *plan) take(key, name string) string {
	if !p.free(key, name) {
		ext := path.Ext(name)
		name = strings.TrimSuffix(name, ext) + "_" + mark(key) + ext
	}
	lower := strings.ToLower(name)
	p.taken[lower] = key
	for dir := path.Dir(lower); dir != "."; dir = path.Dir(dir) {
		p.taken[dir+"/"] = key
	}
	return name
}

// free reports whether a path is no file, no folder, and has no file among its folders.
func (p *plan) free(key, name string) bool {
	lower := strings.ToLower(name)
	if p.taken[lower] != "" || p.taken[lower+"/"] != "" {
		return false
	}
	for dir := path.Dir(lower); dir != "."; dir = path.Dir(dir) {
		if p.taken[dir] != "" {
			return false
		}
	}
	return true
}

// maxSegment keeps names short enough for every file system.
const maxSegment = 100

// safe makes a name that every file system takes.
func safe(s string) string {
	clean := strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7f || strings.ContainsRune(`<>:"/\|?*`, r) {
			return '_'
		}
		return r
	}, strings.ToValidUTF8(s, "_"))
	clean = strings.TrimRight(clean, ". ")
	stem, _, _ := strings.Cut(strings.ToLower(clean), ".")
	if clean == "" || devices[stem] {
		clean = "_" + clean
	}
	if len(clean) > maxSegment {
		ext := path.Ext(clean)
		if len(ext) > maxEnding {
			ext = ""
		}
		clean = strings.ToValidUTF8(clean[:maxSegment-len(ext)-10], "") + "_" + mark(s) + ext
	}
	return clean
}

// devices are names that Windows keeps for itself.
var devices = map[string]bool{
	"con": true, "prn": true, "aux": true, "nul": true, "com1": true, "com2": true, "com3": true, "com4": true,
	"lpt1": true, "lpt2": true, "lpt3": true, "lpt4": true,
}

// mark is a short name for a long one, the same each time.
func mark(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:4])
}
