package scope

import (
	"slices"
	"strings"
)

// sessionParams are names under which servers hand visitors a number.
var sessionParams = set(strings.Fields(`phpsessid jsessionid aspsessionid sessionid session_id sessid session sid cfid cftoken zenid oscsid osid xtcsid s_id vbsession
	sess usersessionid cakephp ci_session laravel_session`))

// leastToken is the length from which letters and digits in disorder are a token.
const leastToken = 8

// Plain gives an address without what is known to make no difference on its
// host: session ids in path and query, and the parameters that noise names.
// changed reports whether there was any.
func (r *Rules) Plain(address string, noise func(param string) bool) (plain string, changed bool) {
	base, query, _ := strings.Cut(address, "?")
	if !slices.Contains(r.LetIn, GuardSession) {
		base = withoutSession(base)
	}
	var kept []string
	if query != "" {
		for one := range strings.SplitSeq(query, "&") {
			name, value, _ := strings.Cut(one, "=")
			drop := sessionParams[strings.ToLower(name)] && len(value) >= leastToken && !slices.Contains(r.LetIn, GuardSession)
			if drop || noise != nil && noise(name) {
				continue
			}
			kept = append(kept, one)
		}
	}
	plain = base
	if len(kept) > 0 {
		plain += "?" + strings.Join(kept, "&")
	}
	return plain, plain != address && plain+"?" != address
}

// withoutSession takes session ids out of a path: ;jsessionid=0A1B and the
// folders that ASP.NET writes as (S(0a1b)).
func withoutSession(base string) string {
	lower := lowerASCII(base)
	for _, mark := range []string{";jsessionid=", ";sid=", ";phpsessid=", ";session="} {
		if at := strings.Index(lower, mark); at >= 0 {
			end := strings.IndexByte(base[at:], '/')
			if end < 0 {
				return base[:at]
			}
			return base[:at] + base[at+end:]
		}
	}
	if at := strings.Index(lower, "/(s("); at >= 0 {
		if end := strings.Index(base[at+1:], "/"); end > 0 && strings.Contains(base[at:at+1+end], "))") {
			return base[:at] + base[at+1+end:]
		}
	}
	return sessionFolder(base)
}

// lowerASCII is strings.ToLower for letters of ASCII: what stands where stays
// where it is.
func lowerASCII(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// sessionFolder takes out a folder such as /sid-0a1b2c3d4e/ or /s~0a1b2c3d4e/.
func sessionFolder(base string) string {
	at := strings.Index(base, "://")
	if at < 0 {
		return base
	}
	at += len("://")
	parts := strings.Split(base[at:], "/")
	kept := parts[:0:0]
	for i, s := range parts {
		name, value, cut := strings.Cut(strings.ToLower(s), "=")
		if !cut {
			name, value, cut = strings.Cut(strings.ToLower(s), "-")
		}
		if i > 0 && cut && sessionParams[name] && isToken(value) {
			continue
		}
		kept = append(kept, s)
	}
	return base[:at] + strings.Join(kept, "/")
}

// isToken reports letters and digits in disorder, as no word has them.
func isToken(s string) bool {
	if len(s) < leastToken {
		return false
	}
	digits, hex := 0, 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digits++
			hex++
		case c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F':
			hex++
		case c >= 'g' && c <= 'z' || c >= 'G' && c <= 'Z':
		default:
			return false
		}
	}
	return digits > 1 && (hex == len(s) || digits*4 >= len(s))
}
