package config

import (
	"slices"
	"strings"
	"time"
)

// Notify says who is told when a source fails, falls silent, loses what its
// articles had, or is well again. The zero Notify tells nobody.
type Notify struct {
	Command []string      // program and arguments, run without a shell; empty runs none
	URL     string        // address that the change is sent to by POST; empty sends nothing
	Secret  Secret        // the same where the address is a secret itself
	Auth    Auth          // header fields of that request
	Timeout time.Duration // longest time for one change
	On      []string      // kinds of change that are told
}

// Address is where a change is sent to; empty sends it nowhere.
func (n *Notify) Address() string {
	if n.URL != "" {
		return n.URL
	}
	return n.Secret.Reveal()
}

// Wanted reports whether anybody is told of a kind of change.
func (n *Notify) Wanted(kind string) bool {
	return (len(n.Command) > 0 || n.Address() != "") && slices.Contains(n.On, kind)
}

// notifyKinds are the kinds of change there are, as package store names them.
var notifyKinds = []string{"network", "failing", "wall", "gone", "silent", "field", "yield", "moved"}

func (n *Notify) fields() object {
	return object{
		{"command", list(&n.Command, "text", parseText)},
		{"url", scalar(&n.URL, "an address", textTag, optional(address)).matching("^$|" + addressShape("http", "https"))},
		{"url_env", scalar(&n.Secret, "the name of an environment variable", textTag, optional(secretAddress))},
		{"headers_env", n.Auth.headers()},
		{"timeout", duration(&n.Timeout, time.Second, 10*time.Minute)},
		{"on", list(&n.On, "one of "+strings.Join(notifyKinds, ", "), notifyKind).of(words(notifyKinds...))},
	}
}

func (n *Notify) check(w *walk, v value) {
	if n.URL != "" && n.Secret.Env() != "" && w.untouched(v.path, "url", "url_env") {
		w.report(v, wrong("keep one of them", "url and url_env both name an address"))
	}
}

// optional lets a text be empty, which is the zero value.
func optional[T any](parse func(string) (T, error)) func(string) (T, error) {
	return func(s string) (T, error) {
		if s == "" {
			var none T
			return none, nil
		}
		return parse(s)
	}
}

// secretAddress is an address that the environment holds. No message repeats it.
func secretAddress(name string) (Secret, error) {
	s, err := secret(name)
	if err != nil {
		return s, err
	}
	if _, err := address(s.Reveal()); err != nil {
		return s, wrong("", "the environment variable it names holds no http or https address")
	}
	return s, nil
}

func notifyKind(s string) (string, error) {
	if slices.Contains(notifyKinds, s) {
		return s, nil
	}
	return "", wrong("", "want one of %s%s", strings.Join(notifyKinds, ", "), echo(s))
}
