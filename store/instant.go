package store

import "time"

// millis is how the tables hold an instant; the zero time is 0.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// instant reads what millis wrote.
func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// optional is NULL for the zero time.
func optional(ms int64) any {
	if ms == 0 {
		return nil
	}
	return ms
}
