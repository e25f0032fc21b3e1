package fetch

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Robots is a parsed robots.txt (RFC 9309). It never changes after ParseRobots
// and may be asked from many goroutines.
type Robots struct {
	groups   map[string][]robotsGroup // by lower-case product token
	any      []robotsGroup            // of "User-agent: *"
	sitemaps []string
}

// robotsGroup is what one block of a file says to one of its agents. All groups
// of an agent count, wherever they stand in the file.
type robotsGroup struct {
	block *robotsBlock
	index int // place of the agent within the block
}

// robotsBlock is what stands behind a list of User-agent lines. It is shared by
// those agents, so that a file of many agents and many rules stays small.
type robotsBlock struct {
	agents  int
	rules   []robotsRule // longest first, Allow before Disallow: the first that matches wins
	delays  []robotsDelay
	signals []robotsSignal // in their order
}

// robotsDelay is a Crawl-delay for the first agents of a block: those that were
// named when it came.
type robotsDelay struct {
	agents int
	delay  time.Duration
}

// RobotsAccess says what the status of the answer to a request for robots.txt means.
type RobotsAccess int

// The meanings of a status (RFC 9309, section 2.3.1).
const (
	RobotsDefer RobotsAccess = iota // ask nothing of the host until robots.txt can be read
	RobotsAllow                     // there are no rules: everything is allowed
	RobotsParse                     // the body holds the rules
)

// RobotsVerdict says what the final status of a request for robots.txt means: 2xx
// holds rules; 4xx means that there are none, and so does a redirect that was
// given up after five hops (sections 2.3.1.2 and 2.3.1.3); 429, 5xx and anything
// else, such as 0 for a host that did not answer, means to come back later.
func RobotsVerdict(status int) RobotsAccess {
	switch {
	case status >= 200 && status < 300:
		return RobotsParse
	case status == 429:
		return RobotsDefer
	case status >= 300 && status < 500:
		return RobotsAllow
	}
	return RobotsDefer
}

// Allowed says whether agent may fetch addr, and which line decided that, for
// example "Disallow: /private/"; the line is empty when no line speaks of addr.
//
// agent is a product token such as "winnow", or a whole User-Agent value such as
// "winnow/1.0 (+mailto:…)", of which the part before the first slash counts.
// Tokens are compared whole and without case. addr is an address or a path with
// query; robots.txt itself is always allowed.
func (r *Robots) Allowed(agent, addr string) (allowed bool, rule string) {
	path := robotsPath(addr)
	if path == "/robots.txt" {
		return true, ""
	}
	var best *robotsRule
	for _, g := range r.group(agent) {
		if rule := g.block.match(path); rule != nil && (best == nil || compareRules(*rule, *best) < 0) {
			best = rule
		}
	}
	if best == nil {
		return true, ""
	}
	return best.allow, best.String()
}

// CrawlDelay is the pause that the file asks agent to make between requests. It
// reports false when there is none or none that can be understood. It may be
// days long: the caller caps it. When a file names several, the longest counts.
func (r *Robots) CrawlDelay(agent string) (time.Duration, bool) {
	longest, found := time.Duration(0), false
	for _, g := range r.group(agent) {
		for _, d := range g.block.delays {
			if g.index < d.agents {
				longest, found = max(longest, d.delay), true
			}
		}
	}
	return longest, found
}

// Sitemaps lists the addresses of the Sitemap lines, as written and in their order.
func (r *Robots) Sitemaps() []string { return slices.Clone(r.sitemaps) }

// group is what the file says to agent; empty when that is nothing.
func (r *Robots) group(agent string) []robotsGroup {
	product, _, _ := strings.Cut(agent, "/")
	if g := r.groups[strings.ToLower(strings.TrimSpace(product))]; len(g) > 0 {
		return g
	}
	return r.any
}

// MaxRobots is how many bytes of a file are read: RFC 9309, section 2.5, asks for
// at least 500 kibibytes. A request for robots.txt has it as MaxBytes, with Cut.
const MaxRobots = 500 << 10

// maxRobotsLine is how much of a line is read: eight times the longest address
// that browsers used to accept, the limit of the widest used parser.
const maxRobotsLine = 2083*8 - 1

// ParseRobots reads a robots.txt. It takes any bytes and never fails: what it
// cannot understand is no rule. Beyond the first 500 KiB nothing is read.
func ParseRobots(body []byte) *Robots {
	p := robotsParser{robots: &Robots{groups: map[string][]robotsGroup{}}}
	text := robotsText(body)
	markup := strings.HasPrefix(strings.TrimLeft(text, " \t\r\n"), "<")
	for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\n' || r == '\r' }) {
		if markup {
			line = withoutTags(line)
		}
		p.line(line[:min(len(line), maxRobotsLine)])
	}
	for _, b := range p.blocks {
		slices.SortStableFunc(b.rules, compareRules)
	}
	return p.robots
}

// robotsParser holds what a line needs to know of the lines before it.
type robotsParser struct {
	robots *Robots
	blocks []*robotsBlock // the last is the one that rules are added to
	open   bool           // no rule was seen since the last User-agent line
}

func (p *robotsParser) line(line string) {
	key, value, ok := robotsField(line)
	if !ok {
		return
	}
	// Only Allow and Disallow end the list of agents: lines that RFC 9309 does
	// not define must not interfere with those that it does (section 2.2.4).
	switch robotsKey(key) {
	case keyAgent:
		p.agent(value)
	case keyAllow:
		p.rule(true, value)
	case keyDisallow:
		p.rule(false, value)
	case keyDelay:
		p.delay(value)
	case keySignal:
		if len(p.blocks) > 0 {
			p.blocks[len(p.blocks)-1].signal(value)
		}
	case keySitemap:
		if value != "" {
			p.robots.sitemaps = append(p.robots.sitemaps, value)
		}
	}
}

// agent adds the agent that a User-agent line names to the current block.
func (p *robotsParser) agent(value string) {
	if !p.open {
		p.blocks, p.open = append(p.blocks, &robotsBlock{}), true
	}
	block := p.blocks[len(p.blocks)-1]
	group := robotsGroup{block: block, index: block.agents}
	block.agents++
	if value == "*" || strings.HasPrefix(value, "* ") || strings.HasPrefix(value, "*\t") {
		p.robots.any = append(p.robots.any, group)
		return
	}
	// A token ends at the first character that cannot be part of one, so that
	// "Foo/1.2" and "Foo Images" speak to Foo. A crawler whose name does have
	// other characters, say Bot2, is still found under its whole name.
	token := value[:len(value)-len(strings.TrimLeft(value, tokenChars))]
	p.named(token, group)
	if whole := value[:prefixLen(value, " \t/")]; whole != token {
		p.named(whole, group)
	}
}

// tokenChars may be part of a product token (RFC 9309, section 2.2.1).
const tokenChars = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-"

// prefixLen is the length of s before the first of the characters of stop.
func prefixLen(s, stop string) int {
	if i := strings.IndexAny(s, stop); i >= 0 {
		return i
	}
	return len(s)
}

func (p *robotsParser) named(name string, g robotsGroup) {
	if name != "" {
		name = strings.ToLower(name)
		p.robots.groups[name] = append(p.robots.groups[name], g)
	}
}

func (p *robotsParser) rule(allow bool, pattern string) {
	p.open = false
	if pattern == "" || len(p.blocks) == 0 {
		return // an empty pattern matches nothing; a rule outside of groups is none
	}
	block := p.blocks[len(p.blocks)-1]
	block.rules = append(block.rules, newRobotsRule(allow, pattern))
	// To allow /dir/index.html means to allow /dir/ too, which is the same page.
	if slash := strings.LastIndexByte(pattern, '/'); allow && slash >= 0 && strings.HasPrefix(pattern[slash:], "/index.htm") {
		block.rules = append(block.rules, newRobotsRule(true, pattern[:slash+1]+"$"))
	}
}

// delay sets the Crawl-delay of the agents named so far in this block. It does
// not end their list, but does not hold for those that follow it either.
func (p *robotsParser) delay(value string) {
	if d, ok := parseDelay(value); ok && len(p.blocks) > 0 {
		block := p.blocks[len(p.blocks)-1]
		block.delays = append(block.delays, robotsDelay{block.agents, d})
	}
}

// maxDelay keeps a delay in the range of time.Duration.
const maxDelay = 365 * 24 * time.Hour

func parseDelay(value string) (time.Duration, bool) {
	value = value[:prefixLen(value, " \ts")]
	if strings.Trim(value, "0123456789.") != "" { // no sign, exponent, NaN or Inf
		return 0, false
	}
	seconds, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return 0, false
	}
	if seconds >= maxDelay.Seconds() {
		return maxDelay, true
	}
	return time.Duration(seconds * float64(time.Second)), true
}
