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

// frames are sentences with gaps.
var frames = []string{
	"the {adjective} {noun} of {name} {verb} its {noun} {when}, and {number} neighbours of the {noun} came to watch.",
	"{name} {name}, who runs the {noun} near {name}, said that the {adjective} {noun} {verb} every {noun} in the district.",
	"nobody in {name} expected that a {adjective} {noun} {verb} the {noun}; {number} people had signed against it.",
	"for {number} years the {noun} at {name} was {adjective}, until a {noun} from {name} changed that {when}.",
	"\"our {noun} is {adjective}, and the {noun} {verb} it,\" {name} {name} told visitors of the {noun} {when}.",
	"{when} the {noun} {verb} the {adjective} {noun}, which costs {number} crowns a week according to {name}.",
	"a report of {number} pages, written for the {noun} of {name}, {verb} what the {adjective} {noun} had promised.",
	"in {name}, {number} kilometres from the {noun}, a {adjective} {noun} still {verb} whoever asks for the {noun}.",
	"the plan of {name} {name} is {adjective}: one {noun} for {number} families, and a {noun} beside the {noun}.",
	"when the {noun} {verb} its doors {when}, the {adjective} {noun} of {name} has been waiting for {number} months.",
	"critics such as {name} {name} call the {noun} {adjective} and point to {name}, where the {noun} {verb} nothing.",
	"it took {number} helpers, one {adjective} {noun} and much patience before the {noun} of {name} was ready.",
}
