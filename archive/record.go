package archive

import (
	"bytes"
	"crypto/sha1"
	"strconv"

	"github.com/google/uuid"
)

// draft is a record that is about to be written.
type draft struct {
	fields  Fields
	block   []byte // the head of a message, or the whole block
	payload []byte // what follows the head
}

// digests adds the digest of the block and, for messages, of the payload.
func (d *draft) digests(payload string) {
	sum := sha1.New()
	sum.Write(d.block)
	sum.Write(d.payload)
	d.fields.add("WARC-Payload-Digest", payload)
	d.fields.add("WARC-Block-Digest", formatDigest(sum.Sum(nil)))
}

// write appends the record as it is before packing (WARC 1.1, section 4).
func (d *draft) write(b *bytes.Buffer, warcinfo string) {
	b.WriteString(Version + "\r\n")
	d.fields.write(b)
	if warcinfo != "" {
		b.WriteString("WARC-Warcinfo-ID: <" + warcinfo + ">\r\n")
	}
	b.WriteString("Content-Length: " + strconv.Itoa(len(d.block)+len(d.payload)) + "\r\n\r\n")
	b.Write(d.block)
	b.Write(d.payload)
	b.WriteString("\r\n\r\n")
}

// newID makes an identity for a record.
func newID() string { return uuid.New().URN() }
