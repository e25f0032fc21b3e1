package feed

// Detail is everything that a feed, one of its entries, or the source of an
// entry says, in the terms of RFC 4287 whatever the format. The tags name the
// keys of winnow feed --json. What was not said is left out. All HTML in it is
// sanitised and all addresses are absolute, as far as a base is known.
type Detail struct {
	Title        string      `json:"title"` // plain text
	TitleDetail  *Text       `json:"title_detail,omitempty"`
	Link         string      `json:"link,omitempty"` // of the page, as the feed writes it
	Links        []Link      `json:"links"`          // with their roles, in the order of the document, enclosures included
	ID           string      `json:"id,omitempty"`   // guid, id or rdf:about, as it is written
	IDIsLink     *bool       `json:"guid_is_permalink,omitempty"`
	Author       string      `json:"author,omitempty"` // the last field of authors, as "Name (mail)" or as it is written
	Authors      []Person    `json:"authors"`
	Contributors []Person    `json:"contributors,omitempty"`
	Publisher    *Person     `json:"publisher,omitempty"` // webMaster, dc:publisher, itunes:owner
	Language     string      `json:"language,omitempty"`  // BCP 47
	Base         string      `json:"base,omitempty"`      // what its relative addresses refer to
	Published    string      `json:"published,omitempty"` // RFC 3339 with the feed's own offset, or as much of a date as is known
	PublishedRaw string      `json:"published_raw,omitempty"`
	Updated      string      `json:"updated,omitempty"`
	UpdatedRaw   string      `json:"updated_raw,omitempty"`
	Created      string      `json:"created,omitempty"`
	CreatedRaw   string      `json:"created_raw,omitempty"`
	Expired      string      `json:"expired,omitempty"`
	ExpiredRaw   string      `json:"expired_raw,omitempty"`
	Valid        *Period     `json:"validity,omitempty"` // dcterms:valid
	Subtitle     string      `json:"subtitle,omitempty"` // HTML; the description of a feed
	SubtitleText *Text       `json:"subtitle_detail,omitempty"`
	Summary      *string     `json:"summary,omitempty"` // HTML; the description of an entry, else its content
	SummaryText  *Text       `json:"summary_detail,omitempty"`
	Content      []Text      `json:"content,omitempty"`
	Rights       string      `json:"rights,omitempty"`
	RightsDetail *Text       `json:"rights_detail,omitempty"`
	Info         string      `json:"info,omitempty"`
	InfoDetail   *Text       `json:"info_detail,omitempty"`
	License      string      `json:"license,omitempty"`
	Categories   []Category  `json:"categories"`
	Enclosures   []Enclosure `json:"enclosures,omitempty"`
	Comments     string      `json:"comments,omitempty"` // address of the page with comments
	Source       *Detail     `json:"source,omitempty"`   // the feed that an entry was taken from
	Image        *Image      `json:"image,omitempty"`
	Icon         string      `json:"icon,omitempty"`
	Logo         string      `json:"logo,omitempty"`
	Generator    *Generator  `json:"generator,omitempty"`

	Docs        string                         `json:"docs,omitempty"`
	TTL         string                         `json:"ttl,omitempty"` // minutes, as written
	Hubs        []string                       `json:"hubs,omitempty"`
	NewLocation string                         `json:"new_location,omitempty"` // address that the feed says it moved to
	Cloud       map[string]string              `json:"cloud,omitempty"`        // domain, port, path, registerprocedure, protocol
	TextInput   map[string]string              `json:"textinput,omitempty"`    // title, description, name, link
	ITunes      map[string]string              `json:"itunes,omitempty"`       // block, explicit, duration and so on, as written
	Media       map[string][]map[string]string `json:"media,omitempty"`        // elements of Media RSS by name: their attributes, and their text as "content"
	Where       *Place                         `json:"where,omitempty"`
	Chapters    *Chapters                      `json:"chapters,omitempty"`
	Extensions  map[string][]map[string]string `json:"extensions,omitempty"` // all other elements, likewise
}

// Text is a piece of text with its kind and surroundings (RFC 4287, section
// 3.1).
type Text struct {
	Value    string `json:"value"`              // the text itself for text/plain, sanitised HTML for HTML and XHTML
	Type     string `json:"type"`               // media type
	Language string `json:"language,omitempty"` // BCP 47
	Base     string `json:"base,omitempty"`     // what relative addresses in it referred to
	Src      string `json:"src,omitempty"`      // address of content that stands elsewhere
}

// Person is an author, contributor or publisher. A name that is not known is
// empty.
type Person struct {
	Name  string `json:"name,omitempty"`
	Email string `json:"email,omitempty"`
	URL   string `json:"url,omitempty"`
}

// Category is a subject (RFC 4287, section 4.2.2).
type Category struct {
	Term   string `json:"term"`
	Scheme string `json:"scheme,omitempty"` // address of the list that the term is from
	Label  string `json:"label,omitempty"`  // for people
}

// Image is the picture of a feed or an entry.
type Image struct {
	URL         string `json:"href"`
	Title       string `json:"title,omitempty"`
	Link        string `json:"link,omitempty"`
	Description string `json:"description,omitempty"`
	Width       int    `json:"width,omitempty"`
	Height      int    `json:"height,omitempty"`
}

// Generator is the program that wrote the feed.
type Generator struct {
	Name    string `json:"name,omitempty"`
	URL     string `json:"url,omitempty"`
	Version string `json:"version,omitempty"`
}

// Period is from when to when something holds.
type Period struct {
	Start    string `json:"start,omitempty"` // RFC 3339, or as much of a date as is known
	StartRaw string `json:"start_raw,omitempty"`
	End      string `json:"end,omitempty"`
	EndRaw   string `json:"end_raw,omitempty"`
}
