// Package archive writes and reads web archives: WARC 1.1 files, their CDXJ
// indexes and WACZ packages, as the tools of the field read and write them.
//
// A Writer keeps exchanges, that is requests with their answers, one gzip member
// a record, in files that are whole or mended. Read gives back the records of
// anybody's WARC file, packed or plain, and goes on behind damage. Index makes
// the lines that replay tools look addresses up by, Pack makes one WACZ file of
// it all, Open opens either kind. Check computes every digest again.
//
// Sources: ISO 28500:2017 (WARC 1.1), the CDXJ format of OpenWayback and pywb,
// WACZ 1.1.1 of Webrecorder. The package never fetches and knows no other room.
package archive

import "time"

// Version is the line that begins every record written here.
const Version = "WARC/1.1"

// The types of records (WARC 1.1, section 6).
const (
	TypeWarcinfo = "warcinfo"
	TypeRequest  = "request"
	TypeResponse = "response"
	TypeRevisit  = "revisit"
	TypeMetadata = "metadata"
	TypeResource = "resource"
)

// The profiles of revisit records (WARC 1.1, section 6.7).
const (
	ProfileDigest      = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
	ProfileNotModified = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
)

// Why a payload is not whole (WARC 1.1, section 5.13).
const (
	TruncatedLength      = "length"      // longer than what is kept
	TruncatedTime        = "time"        // slower than what is waited for
	TruncatedDisconnect  = "disconnect"  // the connection ended early
	TruncatedUnspecified = "unspecified" // anything else
)

// Location says where a record is: in which file, and which bytes of it.
type Location struct {
	File   string // base name of the WARC file
	Offset int64  // of the first byte of the record, packed as it is
	Length int64  // in bytes, packed as it is
	ID     string // WARC-Record-ID without its brackets: urn:uuid:…
}

// dateFormat writes WARC-Date: UTC, whole seconds, which every reader
// understands, where fractions are only allowed since version 1.1.
const dateFormat = "2006-01-02T15:04:05Z"

// formatDate gives the WARC-Date of a moment.
func formatDate(t time.Time) string { return t.UTC().Format(dateFormat) }

// ParseDate reads a WARC-Date with any precision that WARC 1.1 allows, from the
// year to the nanosecond.
func ParseDate(s string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04Z", "2006-01-02", "2006-01", "2006", "20060102150405"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), nil
		}
	}
	_, err := time.Parse(dateFormat, s)
	return time.Time{}, err
}
