package feed

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"winnow/extract"
)

const (
	maxKey          = 200       // characters of a guid; a longer one is digested
	repeatedShare   = 10        // percent of entries that may repeat guids before none is trusted
	madeJustNow     = time.Hour // guids that hold a time this close to now are made for each fetch
	unstableMinimum = 2         // entries; one alone may well be new
)

// identify gives every entry its key and digest and leaves out what stands
// there twice. A guid is the key as long as it is one: where many are
// repeated, or look newly made, the whole feed goes by addresses, and where
// the addresses do not tell entries apart either, by title and date.
func identify(entries []Entry, opts Options, flags *flagSet) []Entry {
	guids, pages := make(map[string]int, len(entries)), make(map[string]int, len(entries))
	keys := make([]string, len(entries))
	for i, e := range entries {
		guids[guidOf(e)]++
		if e.Article.URL != "" {
			keys[i] = extract.Key(e.Article.URL)
			pages[keys[i]]++
		} else { // no address has a blank in it
			pages[" "+e.Article.Title]++
		}
	}
	trusted := trustGUIDs(entries, guids, opts, flags)
	seen, copies := make(map[string]int, len(entries)), map[string]int{}
	out := entries[:0]
	for i, e := range entries {
		e.Digest = digest(e)
		e.Key = keyOf(e, keys[i], trusted, guids, pages, flags)
		if at, twice := seen[e.Key]; twice && strings.HasPrefix(e.Key, "text:") {
			flags.add(FlagKeyRepeated) // nothing tells them apart but their number
			copies[e.Key]++
			e.Key += "-" + strconv.Itoa(copies[e.Key]+1)
		} else if twice {
			flags.add(FlagKeyRepeated)
			if newer(e, out[at]) {
				e.Position = out[at].Position
				out[at] = e
			}
			continue
		}
		seen[e.Key] = len(out)
		out = append(out, e)
	}
	return out
}

func guidOf(e Entry) string { return strings.TrimSpace(e.GUID) }

// trustGUIDs decides for the feed as a whole, so that its entries do not
// change their keys one by one.
func trustGUIDs(entries []Entry, guids map[string]int, opts Options, flags *flagSet) bool {
	repeated, fresh := 0, 0
	for i, e := range entries {
		guid := guidOf(e)
		if guid == "" {
			continue
		}
		if guids[guid] > 1 && !copyOfAnother(entries, i) {
			repeated++
		}
		if heldTime(guid, opts.Now) {
			fresh++
		}
	}
	if repeated*100 > len(entries)*repeatedShare {
		flags.add(FlagGUIDRepeated)
		return false
	}
	if opts.DistrustGUID || fresh >= unstableMinimum && fresh*2 > len(entries) {
		flags.add(FlagGUIDUnstable)
		return false
	}
	return true
}

// copyOfAnother is true for a neighbour with the same guid and address, or title
// where there is no address: one entry that stands there twice does not make its
// guid a bad one.
func copyOfAnother(entries []Entry, i int) bool {
	for _, j := range [...]int{i - 1, i + 1} {
		if j < 0 || j == len(entries) || guidOf(entries[j]) != guidOf(entries[i]) {
			continue
		}
		a, b := entries[i].Article, entries[j].Article
		if a.URL == b.URL && (a.URL != "" || a.Title == b.Title) {
			return true
		}
	}
	return false
}

// heldTime finds the time of fetching in a guid.
func heldTime(guid string, now time.Time) bool {
	if now.IsZero() {
		return false
	}
	for start := 0; start < len(guid); {
		if guid[start] < '0' || guid[start] > '9' {
			start++
			continue
		}
		end := start
		for end < len(guid) && guid[end] >= '0' && guid[end] <= '9' {
			end++
		}
		if n := end - start; n == 10 || n == 13 {
			seconds, _ := strconv.ParseInt(guid[start:start+10], 10, 64)
			if d := now.Sub(time.Unix(seconds, 0)); d < madeJustNow && d > -madeJustNow {
				return true
			}
		}
		start = end
	}
	return false
}

// keyOf prefixes each kind of key, so that no guid passes for an address.
func keyOf(e Entry, page string, trusted bool, guids, pages map[string]int, flags *flagSet) string {
	guid := guidOf(e)
	switch {
	case guid == "":
		flags.add(FlagGUIDMissing)
	case trusted && (guids[guid] == 1 || pages[cmp.Or(page, " "+e.Article.Title)] > 1):
		return "guid:" + short(guid)
	case trusted:
		flags.add(FlagGUIDRepeated)
	}
	if page != "" && (pages[page] == 1 || guids[guid] > 1 && guid != "") {
		return "url:" + short(page)
	}
	if page == "" {
		flags.add(FlagNoAddress)
	}
	a := e.Article
	return "text:" + sum(page, a.Title, a.Published.String(), firstOr(a.Title, a.Text))
}

// firstOr gives the text where there is no title.
func firstOr(title, text string) string {
	if title != "" {
		return ""
	}
	return text
}

func short(s string) string {
	if len(s) <= maxKey {
		return s
	}
	return sum(s)
}

func newer(a, b Entry) bool {
	at, bt := a.Article.Modified.Time, b.Article.Modified.Time
	if at.IsZero() && bt.IsZero() {
		at, bt = a.Article.Published.Time, b.Article.Published.Time
	}
	return at.After(bt)
}

// digest changes when what the feed says of the article changes: its title,
// its dates, its words. Markup, order and addresses do not count.
func digest(e Entry) string {
	a := e.Article
	return sum(a.Title, a.Published.String(), a.Modified.String(), e.Summary, a.Text)
}

// sum is 128 bits of SHA-256 over parts that cannot run into each other.
func sum(parts ...string) string {
	size := 0
	for _, p := range parts {
		size += len(p) + 8
	}
	buf := make([]byte, 0, size)
	for _, p := range parts {
		buf = append(strconv.AppendInt(buf, int64(len(p)), 10), ':')
		buf = append(buf, p...)
	}
	h := sha256.Sum256(buf)
	return hex.EncodeToString(h[:16])
}
