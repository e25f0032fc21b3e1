package extract

import "strings"

// wordSet says which lists of words a string matched.
type wordSet uint8

const (
	wordNegative wordSet = 1 << iota
	wordPositive
)

// negativeWords in a class, id or role speak of what stands around an article.
const negativeWords = `comment meta footer footnote foot- sidebar widget related recommend promo sponsor
share social nav menu breadcrumb pager pagination popup modal cookie newsletter subscribe signup banner
ad- ads advert outbrain taboola tags tag- author byline bio caption credit toolbar masthead read-more
more- trending popular teaser card login rating print hidden disclaimer`

// positiveWords speak of the article itself.
const positiveWords = `article body content entry hentry main page post text blog story paragraph prose`

var classWords = newAutomaton(map[wordSet]string{wordNegative: negativeWords, wordPositive: positiveWords})

// automaton finds any of a list of words in a string in one pass (Aho and
// Corasick, Efficient string matching, 1975). Words are of a to z and the hyphen.
type automaton struct {
	next  [][letters]uint16
	found []wordSet
}

const letters = 28 // anything else, a to z, hyphen

var letterOf = func() (t [256]uint8) {
	for c := 'a'; c <= 'z'; c++ {
		t[c], t[c-'a'+'A'] = uint8(c-'a')+1, uint8(c-'a')+1
	}
	t['-'], t['_'] = 27, 27
	return t
}()

func newAutomaton(lists map[wordSet]string) *automaton {
	a := &automaton{next: make([][letters]uint16, 1), found: make([]wordSet, 1)}
	for bit := range 8 {
		set := wordSet(1) << bit
		for _, w := range strings.Fields(lists[set]) {
			a.add(w, set)
		}
	}
	a.link()
	return a
}

func (a *automaton) add(word string, set wordSet) {
	at := uint16(0)
	for i := 0; i < len(word); i++ {
		c := letterOf[word[i]]
		if a.next[at][c] == 0 {
			a.next[at][c] = uint16(len(a.next))
			a.next = append(a.next, [letters]uint16{})
			a.found = append(a.found, 0)
		}
		at = a.next[at][c]
	}
	a.found[at] |= set
}

// link turns the tree of words into an automaton that never steps back.
func (a *automaton) link() {
	fail := make([]uint16, len(a.next))
	var queue []uint16
	for c := 1; c < letters; c++ {
		if to := a.next[0][c]; to != 0 {
			queue = append(queue, to)
		}
	}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		a.found[at] |= a.found[fail[at]]
		for c := 1; c < letters; c++ {
			to := a.next[at][c]
			if to == 0 {
				a.next[at][c] = a.next[fail[at]][c]
				continue
			}
			fail[to] = a.next[fail[at]][c]
			queue = append(queue, to)
		}
	}
}

// maxMatched bounds how much of an attribute is read, in bytes: it is asked for
// every block that stands in the element.
const maxMatched = 1000

// match gives the sets of which s holds a word, in any case.
func (a *automaton) match(s string) wordSet {
	var set wordSet
	at := uint16(0)
	for i := range min(len(s), maxMatched) {
		at = a.next[at][letterOf[s[i]]]
		set |= a.found[at]
	}
	return set
}

// stopWords are hashes of the commonest short words of fifteen languages: a
// high share of them marks running text.
var stopWords = func() (t hashSet) {
	for _, w := range strings.Fields(stopWordList) {
		t.add(hashWord(w))
	}
	return t
}()

// hashSet holds a few hundred hashes, none of them 0. Most of the words of a page
// are looked up in one.
type hashSet [hashSlots]uint64

const hashSlots = 2048

func (t *hashSet) add(hash uint64) {
	i := hash % hashSlots
	for t[i] != 0 && t[i] != hash {
		i = (i + 1) % hashSlots
	}
	t[i] = hash
}

func (t *hashSet) has(hash uint64) bool {
	i := hash % hashSlots
	for t[i] != 0 && t[i] != hash {
		i = (i + 1) % hashSlots
	}
	return t[i] == hash
}

const stopWordList = `the of and to in a is that for it was on with as he be at by had not are but from
or have an they which one you were all her she there would their we him been has when who will no more if
out so said what up its about into than them can only other some
der die das und ist in den von zu mit sich des auf für im dem ein eine nicht auch als es an er hat aus
bei sie nach wie
le la les de des et un une du en est que qui dans pour pas sur au par il elle ce se plus avec son
el los las y del que en por con para una su al lo como más se
il di che è per non sono della con si da del i gli
o e do da em um uma os não na no se dos ao
de het een en van dat niet te zijn op voor met
och att det som på är av för den till inte har
og i til er af med ikke han
i w na z do się nie to że jest o
a v se na je že s do
és az nem hogy egy is van
ve bir bu da için ile
и в не на что с по как это он из у за
ja on ei se että oli
dan yang di ini itu untuk dengan dari`
