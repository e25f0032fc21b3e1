package feed

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"winnow/extract"
)

// Limits of one OPML document: lists of ten thousand feeds exist.
const (
	maxOutlines     = 100_000
	maxOutlineDepth = 64
)

// Outline is a feed of an OPML subscription list.
type Outline struct {
	Text    string   // what it is called
	Title   string   // the same by its publisher; Text where the list gives none
	URL     string   // of the feed, absolute
	Page    string   // of the site, absolute; may be empty
	Type    string   // rss, atom or json as the list says, may be empty
	Folders []string // paths of the folders it stands in, names joined by a slash, and its categories
	Source  string   // name of the source it belongs to, in a list that winnow wrote
}

// opmlNamespace marks the one attribute that OPML does not know.
const opmlNamespace = "urn:winnow:opml"

// ParseOPML reads a subscription list (OPML 1.0, 1.1, 2.0): every outline that has
// an xmlUrl, however deep, in the order of the document. A feed that stands there
// several times is given once, with all its folders. Addresses that are not http
// or https are left out, and listed in skipped; feed: counts as http. What is broken is read as far as
// it goes; the error is a NotFeedError when that holds no outline.
func ParseOPML(body []byte) (list []Outline, skipped []string, err error) {
	var flags flagSet
	body = toUTF8(body, "", &flags)
	r := outlineReader{at: map[string]int{}}
	d := xml.NewDecoder(bytes.NewReader(body))
	d.Strict, d.Entity = false, xml.HTMLEntity
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // it is UTF-8 by now
	if err := r.read(d); err != nil && len(r.list) == 0 {
		return nil, r.skipped, &NotFeedError{Kind: "unknown", Cause: err}
	}
	if !r.opml {
		return nil, nil, &NotFeedError{Kind: "unknown", Cause: errors.New("no opml element")}
	}
	return r.list, r.skipped, nil
}

// outlineReader goes through the outlines without a tree.
type outlineReader struct {
	list    []Outline
	at      map[string]int // by key of the feed's address: its place in list
	path    []string       // of the open outlines, names; empty for those that are feeds
	skipped []string
	opml    bool
}

func (r *outlineReader) read(d *xml.Decoder) error {
	for len(r.list) < maxOutlines {
		t, err := d.RawToken()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch e := t.(type) {
		case xml.StartElement:
			switch {
			case strings.EqualFold(e.Name.Local, "opml"):
				r.opml = true
			case strings.EqualFold(e.Name.Local, "outline"):
				if err := r.open(e.Attr); err != nil {
					return err
				}
			}
		case xml.EndElement:
			if strings.EqualFold(e.Name.Local, "outline") && len(r.path) > 0 {
				r.path = r.path[:len(r.path)-1]
			}
		}
	}
	return nil
}

func (r *outlineReader) open(attributes []xml.Attr) error {
	if len(r.path) >= maxOutlineDepth {
		return fmt.Errorf("outlines nested more than %d deep", maxOutlineDepth)
	}
	a := map[string]string{}
	for _, x := range attributes {
		name := strings.ToLower(x.Name.Local)
		if x.Name.Space != "" {
			name = strings.ToLower(x.Name.Space) + ":" + name
		}
		a[name] = oneLine(x.Value)
	}
	if a["xmlurl"] == "" {
		// A slash in the name of a folder would make two folders of it.
		r.path = append(r.path, strings.ReplaceAll(firstText(a["text"], a["title"]), "/", "-"))
		return nil
	}
	r.path = append(r.path, "")
	r.feed(a)
	return nil
}

func (r *outlineReader) feed(a map[string]string) {
	address, err := extract.Clean(feedScheme(a["xmlurl"]), "")
	if err != nil {
		r.skipped = append(r.skipped, a["xmlurl"])
		return
	}
	folders := categories(a["category"])
	if path := strings.Join(slices.DeleteFunc(slices.Clone(r.path), func(s string) bool { return s == "" }), "/"); path != "" {
		folders = appendNew([]string{path}, folders...)
	}
	key := extract.Key(address)
	if i, twice := r.at[key]; twice {
		r.list[i].Folders = appendNew(r.list[i].Folders, folders...)
		return
	}
	r.at[key] = len(r.list)
	page, _ := extract.Clean(a["htmlurl"], address)
	if a["htmlurl"] == "" {
		page = ""
	}
	r.list = append(r.list, Outline{
		Text: firstText(a["text"], a["title"]), Title: firstText(a["title"], a["text"]), URL: address, Page: page,
		Type: strings.ToLower(a["type"]), Folders: folders, Source: a["winnow:source"],
	})
}

// feedScheme undoes the scheme that opens feed readers: feed://host/, as well as
// feed:https://host/.
func feedScheme(s string) string {
	if !hasPrefixFold([]byte(s), "feed:") {
		return s
	}
	if s = s[len("feed:"):]; strings.HasPrefix(s, "//") {
		return "http:" + s
	}
	return s
}

// categories are paths that begin with a slash, or words, joined by commas.
func categories(list string) (out []string) {
	for c := range strings.SplitSeq(list, ",") {
		if c = strings.Trim(strings.TrimSpace(c), "/"); c != "" {
			out = appendNew(out, c)
		}
	}
	return out
}

func firstText(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// WriteOPML writes a subscription list (OPML 2.0). An outline stands in its first
// folder; all of them are its categories.
func WriteOPML(w io.Writer, title string, now time.Time, list []Outline) error {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	fmt.Fprintf(&b, "<opml version=\"2.0\" xmlns:winnow=\"%s\">\n  <head>\n    <title>%s</title>\n    <dateCreated>%s</dateCreated>\n  </head>\n  <body>\n",
		opmlNamespace, escaped(title), now.UTC().Format(time.RFC1123))
	top := folderTree(list)
	top.write(&b, "    ")
	b.WriteString("  </body>\n</opml>\n")
	_, err := w.Write(b.Bytes())
	return err
}

// folder is a folder of the list that is written.
type folder struct {
	name  string
	feeds []Outline
	inner []*folder
}

// folderTree puts the feeds into their first folders, in order of appearance.
func folderTree(list []Outline) *folder {
	top := &folder{}
	for _, o := range list {
		at := top
		if len(o.Folders) > 0 {
			for name := range strings.SplitSeq(o.Folders[0], "/") {
				at = at.enter(name)
			}
		}
		at.feeds = append(at.feeds, o)
	}
	return top
}

func (f *folder) enter(name string) *folder {
	for _, in := range f.inner {
		if in.name == name {
			return in
		}
	}
	in := &folder{name: name}
	f.inner = append(f.inner, in)
	return in
}

func (f *folder) write(b *bytes.Buffer, indent string) {
	for _, o := range f.feeds {
		b.WriteString(indent + "<outline")
		kind := firstText(o.Type, "rss")
		paths := make([]string, len(o.Folders))
		for i, p := range o.Folders {
			paths[i] = "/" + p
		}
		for _, a := range []struct{ name, value string }{
			{"type", kind}, {"text", firstText(o.Text, o.URL)}, {"title", firstText(o.Title, o.Text)}, {"xmlUrl", o.URL}, {"htmlUrl", o.Page},
			{"category", strings.Join(paths, ",")}, {"winnow:source", o.Source},
		} {
			if a.value != "" {
				fmt.Fprintf(b, " %s=\"%s\"", a.name, escaped(a.value))
			}
		}
		b.WriteString("/>\n")
	}
	for _, in := range f.inner {
		fmt.Fprintf(b, "%s<outline text=\"%s\">\n", indent, escaped(in.name))
		in.write(b, indent+"  ")
		b.WriteString(indent + "</outline>\n")
	}
}

func escaped(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a buffer takes everything
	return b.String()
}
