package query

import (
	"fmt"
	"unicode/utf8"
)

// Error is what is wrong with an expression, and where.
type Error struct {
	Text    string // the whole expression
	Offset  int    // bytes before the place
	Message string
	Hint    string // what to do; may be empty
}

// Column counts characters, from 1.
func (e *Error) Column() int { return utf8.RuneCountInString(e.Text[:e.Offset]) + 1 }

// Error gives the place and the message.
func (e *Error) Error() string { return fmt.Sprintf("column %d: %s", e.Column(), e.Message) }
