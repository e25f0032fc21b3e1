package frontier

import "time"

// FeedState is what is remembered of a feed, sitemap or start page from poll to
// poll, beside what a conditional request needs. The crawler makes it anew with
// every poll; the store keeps it as it is.
type FeedState struct {
	Standing Standing `json:"-"` // how it is doing; the store keeps it in a column of its own
	Pace     Pace     `json:"pace,omitzero"`

	LastPoll  time.Time `json:"last_poll,omitzero"`  // end of the last poll that was answered
	Unread    int       `json:"unread,omitempty"`    // answers 304 since its bytes were last received
	Liar      bool      `json:"liar,omitempty"`      // it answered 304 although it had changed: its bytes are compared instead
	LiedAt    time.Time `json:"lied_at,omitzero"`    // when that was last found out
	Score     float64   `json:"score,omitempty"`     // weight of its failures in a row
	FailingAt time.Time `json:"failing_at,omitzero"` // the first of them
	Hub       string    `json:"hub,omitempty"`       // WebSub hub that it names
	FalseMod  bool      `json:"false_mod,omitempty"` // a sitemap whose lastmod says now, whatever is asked
	Sketch    []uint64  `json:"sketch,omitempty"`    // of a sitemap's addresses, to tell whether it lists others each time
	GUIDs     []byte    `json:"guids,omitempty"`     // which guid stood for which page, in short, to tell whether they are made anew each time
	NewGUIDs  bool      `json:"new_guids,omitempty"` // they are: its entries go by their addresses
}

// Pace is how often a feed publishes and how often it may be asked.
type Pace struct {
	Wait      time.Duration  `json:"wait,omitempty"`       // between the last poll and the next
	Gap       time.Duration  `json:"gap,omitempty"`        // usual time between two entries; 0 is unknown
	Longest   time.Duration  `json:"longest,omitempty"`    // longest time between two of its newest entries
	Newest    time.Time      `json:"newest,omitzero"`      // date of its newest entry
	Least     time.Duration  `json:"least,omitempty"`      // shortest wait that the feed asks for
	SkipHours []int          `json:"skip_hours,omitempty"` // hours of the day in UTC without news
	SkipDays  []time.Weekday `json:"skip_days,omitempty"`  // days of the week in UTC without news
	SilentAt  time.Time      `json:"silent_at,omitzero"`   // silence beyond this is longer than it ever was; zero is never
}

// Standing says how a feed, sitemap or start page is doing.
type Standing string

// The standings.
const (
	Well    Standing = ""        // the last poll was answered and understood
	Failing Standing = "failing" // asked less and less often
	Dead    Standing = "dead"    // failing for so long that it is asked once a month
	Gone    Standing = "gone"    // 410: not asked any more
)
