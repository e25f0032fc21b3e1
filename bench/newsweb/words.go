package newsweb

import "strings"

// The words that the stories are made of.
var (
	papers     = strings.Fields("Courier Beacon Dispatch Monitor Signal Ledger Observer Messenger")
	nouns      = strings.Fields("harbour council orchard railway archive museum reservoir market bridge workshop library ferry school clinic theatre quarry lighthouse bakery forest committee stadium laboratory village printer vineyard station choir canal warehouse garden observatory foundry cooperative parish tower mill festival union depot pavilion nursery academy granary tribunal shipyard meadow glacier valley factory plaza")
	adjectives = strings.Fields("northern quiet wooden ancient crowded narrow modern frozen hidden public coastal private distant bright fragile rural central broken generous patient sudden famous modest shallow steady restless empty local wealthy humble uncertain flooded renovated forgotten ambitious")
	verbs      = strings.Fields("opens repairs welcomes questions rebuilds defends leaves replaces measures postpones celebrates studies rejects inspects surprises supports visits closes approves paints protects follows sells rescues expands borrows remembers divides connects explains")
	whens      = strings.Fields("yesterday today overnight recently eventually again later sometimes quickly unexpectedly")
	numbers    = strings.Fields("seven twelve nineteen thirty forty sixty ninety 120 340 1,500 2,800 12,000 two three four eleven")
	onsets     = strings.Fields("br c d dr f g gr h k l m n p pr r s st t tr v w")
	middles    = strings.Fields("al an ar el en er il in ir ol on or ul un ur av ev iv ov am em im")
	endings    = strings.Fields("a ton by ford ow ick estead in o wen more dale is eth ander ley")
)

// A sentence is made of one of each. No more than three words in a row are given:
// what two stories have in common by chance has to be little, as it is in life.
var (
	openings = []string{
		"the {adjective} {noun} of {name}", "{name} {name} of the {noun}", "nobody near the {adjective} {noun}",
		"a {noun} from {name}", "{when} one {adjective} {noun}", "in {name} the {noun}", "\"our {noun},\" says {name},",
		"each {adjective} {noun}", "behind {name} a {noun}", "for {name}, every {noun}", "critics of {name}", "{number} visitors of {name}",
	}
	predicates = []string{
		"{verb} its {adjective} {noun}", "{verb} whoever {verb} {name}", "never {verb} a {noun}", "{verb} {number} {adjective} neighbours",
		"still {verb} the {noun}", "{verb} {name} {when}", "{when} {verb} {noun} and {noun}", "{verb} less than {name}",
	}
	closings = []string{
		"and {name} {verb} {number} crowns {when}.", "until {name} {verb} it {when}.", "which {name} calls {adjective}.",
		"{number} kilometres from {name}.", "because the {noun} {verb} {name}.", "as {adjective} as {name} {when}.",
		"{when}, {number} weeks after {name}.", "though {noun} and {noun} are {adjective}.", "with {number} {adjective} helpers.", "according to {name} {name}.",
	}
)
