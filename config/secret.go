package config

import (
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
)

// Secret is a value of the environment that must not be seen. However it is
// printed, logged or encoded, only the name of its variable appears.
type Secret struct {
	env   string
	value string
}

// Env is the name of the variable the secret comes from.
func (s Secret) Env() string { return s.env }

// Reveal is the value itself, for the one place that sends it.
func (s Secret) Reveal() string { return s.value }

// String names the variable, never the value.
func (s Secret) String() string { return "$" + s.env }

// Format prints the name of the variable under every verb.
func (s Secret) Format(f fmt.State, _ rune) { io.WriteString(f, s.String()) }

// MarshalText encodes the name of the variable, never the value.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// envName is what a variable may be called (POSIX.1-2017, 8.1, in lower case too).
var envName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// errUnset says nothing against the file: only a run needs what it names.
var errUnset = &mistake{"the environment variable it names is not set", "export the variable before the run"}

// secret reads the name of a variable and takes its value. No message repeats
// what was written: a password in the wrong place would be printed.
func secret(name string) (Secret, error) {
	if !envName.MatchString(name) {
		return Secret{}, wrong("write EXAMPLE_PASSWORD here and set it in the environment", "want the name of an environment variable")
	}
	value, ok := os.LookupEnv(name)
	if !ok || value == "" {
		return Secret{}, errUnset
	}
	if strings.ContainsAny(value, "\r\n\x00") {
		return Secret{}, wrong("", "the environment variable it names holds more than one line")
	}
	return Secret{env: name, value: value}, nil
}
