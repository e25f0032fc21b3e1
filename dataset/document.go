package dataset

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"
	"unicode"

	"winnow/extract"
)

// Document is an article with what leads back from it and what its publisher asks.
type Document struct {
	extract.Article
	Site       string    // registrable domain
	FirstSeen  time.Time // when it was first seen
	Dated      time.Time // published; when that is unknown, first seen
	Page       string    // the address it was read from
	Extractor  string    // version of winnow that read it
	Method     string    // how it was found to belong to its cluster
	Size       int       // articles of its cluster, itself among them; 1 without one
	FirstDated time.Time // the earliest Dated of its cluster
	RawHash    string    // SHA-256 of the decoded body, hex; empty when the feed gave it all
	RawKept    bool      // the database has that body
	Record     Record    // where a WARC file has the answer
	Parts      []string  // addresses of further pages that were joined with the first
	Rights     Rights
}

// Record is a place in a WARC file; empty when none has the answer.
type Record struct {
	File   string
	Offset int64
	ID     string // WARC-Record-ID
}

// Rights is what a publisher asked of machines, as seen when the page was fetched;
// RobotsAI as of the last time robots.txt was.
type Rights struct {
	NoIndex, NoArchive, NoSnippet, NoAI, NoImageAI, TDM bool

	TDMPolicy string            // where the terms are
	Content   map[string]string // Content-Signal
	RobotsAI  []string          // of the crawlers that collect for training, those that robots.txt keeps out of the page
}

// row is a document on its way into a package.
type row struct {
	*Document
	Dump  string // name of the data set
	Hash  string // SHA-256 of the text, hex; empty without one
	Split string
	Words string // the text, or nothing when texts are left out
}

// documentColumns are the columns of a package. The first ones have the names that
// FineWeb gave them.
var documentColumns = []columnOf[row]{
	{Column{"text", Text, "body: paragraphs joined by newlines"}, func(r *row) cell { return text(r.Words) }},
	{Column{"id", Text, "stable identity, the same in every build"}, func(r *row) cell { return text(r.ID) }},
	{Column{"dump", Word, "name of the data set"}, func(r *row) cell { return text(r.Dump) }},
	{Column{"url", Text, "address of the article"}, func(r *row) cell { return text(r.URL) }},
	{Column{"date", Text, "instant of publication in UTC; when that is unknown, first seen"}, func(r *row) cell { return stamp(r.Dated) }},
	{Column{"file_path", Text, "the WARC file, or sha256: and the digest of the raw page in the database"}, func(r *row) cell { return text(r.filePath()) }},
	{Column{"language", Word, "BCP 47"}, func(r *row) cell { return text(r.Language) }},
	{Column{"language_score", Real, "how sure the language is, 0 to 1"}, languageScore},
	{Column{"token_count", Integer, "runs of letters and digits, and signs, of the text; no tokenizer of a model"}, func(r *row) cell { return integer(tokens(r.Text)) }},
	{Column{"minhash_cluster_size", Integer, "articles of its cluster in the whole collection"}, func(r *row) cell { return integer(max(1, r.Size)) }},
	{Column{"split", Word, "train, validation or test"}, func(r *row) cell { return text(r.Split) }},
	{Column{"title", Text, "headline without the name of the site"}, func(r *row) cell { return text(r.Title) }},
	{Column{"subtitle", Text, "standfirst or deck"}, func(r *row) cell { return text(r.Subtitle) }},
	{Column{"authors", List, "people, in the order of the byline"}, func(r *row) cell { return listed(r.Authors) }},
	{Column{"published", Text, "RFC 3339 with the page's offset"}, func(r *row) cell { return stampDate(r.Published) }},
	{Column{"published_precision", Word, "instant, or day when no more is known than the day in published"}, func(r *row) cell { return precision(r.Published) }},
	{Column{"modified", Text, "last change that the publisher announces"}, func(r *row) cell { return stampDate(r.Modified) }},
	{Column{"modified_precision", Word, "as for published"}, func(r *row) cell { return precision(r.Modified) }},
	{Column{"organization", Word, "who publishes it"}, func(r *row) cell { return text(r.Organization) }},
	{Column{"site", Word, "registrable domain"}, func(r *row) cell { return text(r.Site) }},
	{Column{"section", Word, "the publisher's own section"}, func(r *row) cell { return text(r.Section) }},
	{Column{"tags", List, "keywords given by the publisher"}, func(r *row) cell { return listed(r.Tags) }},
	{Column{"word_count", Integer, "words of the text"}, func(r *row) cell { return integer(r.WordCount) }},
	{Column{"license", Word, "address or short name, as the page gives it"}, func(r *row) cell { return text(r.License) }},
	{Column{"access", Word, "credentials or paywall; null when everyone may read it"}, func(r *row) cell { return text(r.Access) }},
	{Column{"robots_ai_disallowed", List, "crawlers for training that robots.txt keeps out of the page"}, func(r *row) cell { return listed(r.Rights.RobotsAI) }},
	{Column{"noai", Flag, "the page asks not to be used for training"}, func(r *row) cell { return flag(r.Rights.NoAI) }},
	{Column{"noimageai", Flag, "the same of its images"}, func(r *row) cell { return flag(r.Rights.NoImageAI) }},
	{Column{"noindex", Flag, "the page asks not to be found"}, func(r *row) cell { return flag(r.Rights.NoIndex) }},
	{Column{"noarchive", Flag, "the page asks not to be kept"}, func(r *row) cell { return flag(r.Rights.NoArchive) }},
	{Column{"tdm_reserved", Flag, "text and data mining is reserved (TDM Reservation Protocol: page, header or tdmrep.json)"}, func(r *row) cell { return flag(r.Rights.TDM) }},
	{Column{"tdm_policy", Text, "where the terms of that are"}, func(r *row) cell { return text(r.Rights.TDMPolicy) }},
	{Column{"content_signal", Text, "Content-Signal of the answer, else of robots.txt, as JSON"}, contentSignal},
	{Column{"cluster", Text, "names the articles it shares its text with"}, func(r *row) cell { return text(r.Cluster) }},
	{Column{"cluster_role", Word, "original, copy, syndicated or twin"}, func(r *row) cell { return text(r.Role) }},
	{Column{"source", Word, "the source of the configuration"}, func(r *row) cell { return text(r.Source) }},
	{Column{"first_seen", Text, "when the article was first seen"}, func(r *row) cell { return stamp(r.FirstSeen) }},
	{Column{"fetched_at", Text, "when its text was fetched"}, func(r *row) cell { return stamp(r.FetchedAt) }},
	{Column{"run", Word, "the run that stored it"}, func(r *row) cell { return text(r.Run) }},
	{Column{"revision", Integer, "which text of the article this is, 1 first"}, func(r *row) cell { return positive(r.Revision) }},
	{Column{"extractor", Word, "version of winnow that read it"}, func(r *row) cell { return text(r.Extractor) }},
	{Column{"gone", Text, "since when the publisher answers that it is gone"}, func(r *row) cell { return stamp(r.Gone) }},
	{Column{"text_sha256", Text, "SHA-256 of the text in UTF-8, hex"}, func(r *row) cell { return text(r.Hash) }},
	{Column{"raw_sha256", Text, "SHA-256 of the decoded page, hex; null when a feed gave the text"}, func(r *row) cell { return text(r.RawHash) }},
	{Column{"warc_record_id", Text, "WARC-Record-ID of the answer"}, func(r *row) cell { return text(r.Record.ID) }},
	{Column{"warc_offset", Integer, "of that record in its file"}, func(r *row) cell { return cell{number: r.Record.Offset, known: r.Record.File != ""} }},
	{Column{"parts", List, "further pages that were joined with the first, in their order"}, func(r *row) cell { return listed(r.Parts) }},
	{Column{"provenance", Text, "for each field where its value came from, as JSON"}, func(r *row) cell { return provenance(&r.Article) }},
}

// withheld are the columns that a package without texts has not: what somebody
// wrote, and what repeats it.
var withheld = map[string]bool{"text": true, "title": true, "subtitle": true, "authors": true, "tags": true, "section": true, "provenance": true}

// needed are the columns that every package has, for verify, diff and hydrate.
var needed = []string{"id", "url", "split", "cluster", "text_sha256"}

func (r *row) filePath() string {
	if r.Record.File == "" && r.RawHash != "" && r.RawKept {
		return "sha256:" + r.RawHash
	}
	return r.Record.File
}

func languageScore(r *row) cell {
	o, ok := r.Provenance["language"]
	return cell{real: o.Confidence, known: ok && r.Language != ""}
}

func contentSignal(r *row) cell {
	if len(r.Rights.Content) == 0 {
		return cell{}
	}
	b, err := json.Marshal(r.Rights.Content)
	if err != nil { // texts always encode
		return cell{}
	}
	return text(string(b))
}

// tokens counts runs of letters and digits, and every other sign.
func tokens(s string) int {
	n, in := 0, false
	for _, r := range s {
		letter := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
		if !unicode.IsSpace(r) && (!letter || !in) {
			n++
		}
		in = letter
	}
	return n
}

// HashText gives the SHA-256 of a text, hex; empty for none.
func HashText(s string) string {
	if s == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// group is what stays together in a split: the cluster, or the document alone.
func (d *Document) group() string { return cmp.Or(d.Cluster, d.ID) }

// stamp is an instant with its milliseconds: readers of JSON lines that guess types
// take one without them for a time, and give another text back than Parquet does.
func stamp(t time.Time) cell {
	if t.IsZero() {
		return cell{}
	}
	return text(t.UTC().Format(stampLayout))
}

const stampLayout = "2006-01-02T15:04:05.000Z07:00"

// stampDate is stamp with the page's own offset; a day is its midnight in UTC.
func stampDate(d extract.Date) cell {
	if d.IsZero() {
		return cell{}
	}
	return text(d.Time.Format(stampLayout))
}

func precision(d extract.Date) cell {
	switch {
	case d.IsZero():
		return cell{}
	case d.DayOnly:
		return text("day")
	}
	return text("instant")
}
