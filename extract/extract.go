// Package extract turns the bytes of one web page into an Article: its text,
// and the metadata that a citation needs, each value with where it came from.
//
// Page is the one call for most uses. Parse gives the Doc behind it, for those
// who also want the links and the publisher's directives of the same page
// without a second parse. The package never fetches, logs or writes, and holds
// no state that changes: it may be imported alone.
package extract

import (
	"net/url"
	"time"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
)

// Options says what is known of a page before it is read. The zero value works.
type Options struct {
	URL         string    // the address the page was fetched from; may be empty
	ContentType string    // the Content-Type header as the server sent it; may be empty
	Now         time.Time // when the page was fetched: no date after it is believed; zero means unknown
	Selectors   Selectors // per-site rules; they win over everything else
	Model       *Model    // how blocks are rated; nil means the one that is built in
	SecondModel *Model    // what looks at the rated blocks again; likewise
	PageModel   *Model    // how articles are told from other pages; likewise
}

// Doc is a parsed page. It is not safe for concurrent use.
type Doc struct {
	opts     Options
	url      *url.URL // nil when unknown
	base     *url.URL // what relative addresses refer to; nil when unknown
	page     []byte   // the bytes, decoded
	root     *html.Node
	sel      *goquery.Selection // the same tree
	scan     *scan              // what one walk found; nil before
	linked   *linkedData        // JSON-LD; nil before
	head     *headline          // nil before
	told     *toldTitles        // nil before
	label    string             // the word its host is registered under; empty before
	ownName  *string            // og:site_name, squeezed; nil before
	signs    *imprint           // what the page says of its publisher; nil before
	lines    []line             // the lines around the headline; nil before
	headLine int                // the index of the headline among them
	reading  *reading           // the page cut into blocks; nil before
	verdict  *Verdict           // nil before
}

// Page reads one page and gives its article. It fails only when the bytes are
// no HTML at all; a page that is no article is answered with IsArticle false
// and the best text there is.
func Page(body []byte, opts Options) (Article, error) {
	doc, err := Parse(body, opts)
	if err != nil {
		return Article{}, err
	}
	return doc.Article(), nil
}
