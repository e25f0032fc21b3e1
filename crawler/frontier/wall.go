package frontier

import (
	"slices"
	"strings"
)

// WallPrefix begins the reason of an outcome behind which stands no error of the
// server but a wall against machines: "wall-cloudflare".
const WallPrefix = "wall-"

// Walls names the walls that are told apart: products that keep machines out,
// then pages that only ask for a script, a puzzle, a login or a consent. New ones
// are added at the end: databases remember their number.
var Walls = []string{
	"cloudflare", "datadome", "akamai", "perimeterx", "imperva", "sucuri", "kasada", "f5", "aws-waf", "vercel", "ddos-guard", "anubis",
	"captcha", "javascript", "login", "consent",
}

// WallNumber is the place in Walls of the wall that a reason names; -1 when it
// names none.
func WallNumber(reason string) int {
	name, is := strings.CutPrefix(reason, WallPrefix)
	if reason == "login" { // a page that asks for a password
		name, is = reason, true
	}
	if !is {
		return -1
	}
	return slices.Index(Walls, name)
}
