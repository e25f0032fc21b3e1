package config

import (
	"slices"
	"strings"

	"winnow/crawler/scope"
)

// Follow says how the links of a site are followed, from its start pages on.
type Follow struct {
	From     From
	NoFollow NoFollow
	scope.Rules
}

// From says which pages are read for links.
type From string

// Where links are followed from.
const (
	FromStart From = "start" // start pages and what they lead to
	FromAll   From = "all"   // pages that feeds and sitemaps name as well
)

// NoFollow says what is done about links that ask not to be followed.
type NoFollow string

// What can be done about rel=nofollow and its like.
const (
	NoFollowObey   NoFollow = "obey"
	NoFollowIgnore NoFollow = "ignore"
)

func defaultFollow() Follow {
	return Follow{From: FromStart, NoFollow: NoFollowObey, Rules: scope.Defaults()}
}

// mostPages is the largest budget that can be meant.
const mostPages = 10_000_000

func (f *Follow) fields() object {
	return object{
		{"from", oneOf(&f.From, FromStart, FromAll)},
		{"scope", oneOf(&f.Reach, scope.Host, scope.Prefix, scope.Domain)},
		{"depth", integer(&f.Depth, 0, 1000)},
		{"hops", integer(&f.Hops, 0, 10)},
		{"nofollow", oneOf(&f.NoFollow, NoFollowObey, NoFollowIgnore)},
		{"let_in", list(&f.LetIn, "the name of a guard", guardName).of(words(scope.Names()...))},
		{"path_depth", integer(&f.PathDepth, 0, 1000)},
		{"address_length", integer(&f.Length, 0, 8000)},
		{"parameters", integer(&f.Params, 0, 1000)},
		{"pattern_pages", integer(&f.PatternPages, 0, mostPages)},
		{"depth_pages", integer(&f.DepthPages, 0, mostPages)},
		{"host_pages", integer(&f.HostPages, 0, mostPages)},
		{"hosts", integer(&f.Hosts, 0, mostPages)},
		{"parts", integer(&f.Parts, 0, 1000)},
	}
}

// guardName reads the name of a guard.
func guardName(s string) (string, error) {
	if !slices.Contains(scope.Names(), s) {
		return "", wrong(strings.Join(scope.Names(), ", "), "there is no guard %q", clip(s))
	}
	return s, nil
}

// followed is how the harvest follows the links of a source; nil when it has
// nothing to follow them from.
func (s *Source) followed() *scope.Rules {
	if len(s.Start) == 0 && s.Follow.From != FromAll {
		return nil
	}
	r := s.Follow.Rules
	r.NoFollow, r.All = s.Follow.NoFollow == NoFollowIgnore, s.Follow.From == FromAll
	if r.Roots = s.Start; len(r.Roots) == 0 {
		r.Roots = s.Addresses()
	}
	return &r
}
