package scope

import (
	"strconv"
	"strings"
)

var pageParams = set(strings.Fields("page p pg paged pagina seite sida pageno page_no pagenumber pagenum start offset"))

var pageFolders = set(strings.Fields("page pg seite pagina p"))

// PageOf takes an address apart into what its further pages have in common and
// which of them it is: 1 when nothing says so. Known are ?page=2, /page/2/,
// /story/2, /story-2.html, /story_2.html and /story,2.html; whether the last
// ones count pages or name stories, only their neighbours tell.
func PageOf(address string) (base string, number int) {
	path, query, asked := strings.Cut(address, "?")
	if asked {
		kept := []string{}
		for one := range strings.SplitSeq(query, "&") {
			name, value, _ := strings.Cut(one, "=")
			if n, err := strconv.Atoi(value); err == nil && number == 0 && n >= 0 && pageParams[strings.ToLower(name)] {
				number = n
				continue
			}
			kept = append(kept, one)
		}
		if number > 0 {
			if base = path; len(kept) > 0 {
				base += "?" + strings.Join(kept, "&")
			}
			return base, number
		}
		return address, 1
	}
	return pageInPath(path)
}

// pageInPath reads the number from the end of a path.
func pageInPath(path string) (base string, number int) {
	trimmed := strings.TrimSuffix(path, "/")
	slash := strings.LastIndexByte(trimmed, '/')
	if slash < len("https://") {
		return path, 1
	}
	last, folder := trimmed[slash+1:], trimmed[:slash]
	if n, ok := small(strings.TrimPrefix(strings.ToLower(last), "page-")); ok {
		above := folder[strings.LastIndexByte(folder, '/')+1:]
		if pageFolders[strings.ToLower(above)] {
			folder = folder[:len(folder)-len(above)-1]
		}
		return folder, n
	}
	stem, ending := last, ""
	if dot := strings.LastIndexByte(last, '.'); dot > 0 {
		stem, ending = last[:dot], last[dot:]
	}
	if at := strings.LastIndexAny(stem, "-_,"); at > 0 {
		if n, ok := small(strings.TrimPrefix(stem[at+1:], "page")); ok {
			return folder + "/" + strings.TrimSuffix(stem[:at], "-page") + ending, n
		}
	}
	return path, 1
}

// mostPage is the largest number that is taken for one of a page.
const mostPage = 999

func small(s string) (int, bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil && n > 0 && n <= mostPage && s[0] != '0'
}

// Follows reports whether next is, by its address, the page behind page of one
// and the same document: the same but for the number, which is one more.
func Follows(page, next string) bool {
	base, n := PageOf(page)
	nextBase, m := PageOf(next)
	if m < 2 {
		return false
	}
	if sameBase(base, nextBase) && m == n+1 {
		return true
	}
	// A first page may end in a number of its own, such as /story-17.html.
	return m == 2 && sameBase(page, nextBase)
}

func sameBase(a, b string) bool { return strings.TrimSuffix(a, "/") == strings.TrimSuffix(b, "/") }
