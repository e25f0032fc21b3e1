package config

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// address reads an http or https address. Messages never repeat one that holds
// a password.
func address(s string) (string, error) { return parseAddress(s, "http", "https") }

func parseAddress(s string, schemes ...string) (string, error) {
	u, err := url.Parse(s)
	if err != nil || strings.TrimSpace(s) != s {
		return "", wrong("", "is no address%s", echo(s))
	}
	if u.User != nil {
		return "", wrong("secrets come from the environment: see auth and network.proxy", "holds a user name or password")
	}
	if !slices.Contains(schemes, u.Scheme) {
		hint := ""
		if guess, err := url.Parse("https://" + s); err == nil && guess.User == nil && strings.Contains(guess.Hostname(), ".") && !strings.Contains(s, "://") {
			hint = "did you mean https://" + clip(s) + "?"
		}
		return "", wrong(hint, "want an address that begins with %s://%s", strings.Join(schemes, ":// or "), echo(s))
	}
	if err := checkHost(u); err != nil {
		return "", err
	}
	u.Fragment, u.RawFragment = "", ""
	return u.String(), nil
}

// echo repeats a value in a message unless it may hold a password.
func echo(s string) string {
	if strings.Contains(s, "@") {
		return ""
	}
	return ", got " + strconv.Quote(clip(s))
}

func checkHost(u *url.URL) error {
	if u.Hostname() == "" || strings.ContainsAny(u.Hostname(), " \t\"<>\\^`{|}") {
		return wrong("", "names no host%s", echo(u.String()))
	}
	if p := u.Port(); p != "" {
		if n, err := strconv.ParseUint(p, 10, 16); err != nil || n == 0 {
			return wrong("", "has no valid port%s", echo(u.String()))
		}
	}
	return nil
}

// proxy reads the word env or none, or the address of a proxy.
func proxy(s string) (string, error) {
	if s == ProxyEnv || s == ProxyNone {
		return s, nil
	}
	if !strings.Contains(s, "://") {
		return "", wrong("", "want env, none or the address of a proxy%s", echo(s))
	}
	return parseAddress(s, "http", "https", "socks5")
}
