package archive

import (
	"bytes"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// packLevel trades a tenth of size for a third of the time: most payloads come
// packed from the server and hardly shrink any further.
const packLevel = 2

// members are packed records, one gzip member each, one after the other.
type members struct {
	bytes   *bytes.Buffer
	lengths []int64
}

func (m *members) free() {
	if m.bytes != nil {
		packed.Put(m.bytes)
		m.bytes = nil
	}
}

var (
	packed  = sync.Pool{New: func() any { return new(bytes.Buffer) }}
	packers = sync.Pool{New: func() any {
		w, _ := gzip.NewWriterLevel(nil, packLevel) // the level is a valid one
		return w
	}}
)

// packAll packs records.
func packAll(drafts []*draft, warcinfo string) (members, error) {
	m := members{bytes: packed.Get().(*bytes.Buffer)}
	m.bytes.Reset()
	plain := packed.Get().(*bytes.Buffer)
	defer packed.Put(plain)
	w := packers.Get().(*gzip.Writer)
	defer packers.Put(w)
	for _, d := range drafts {
		plain.Reset()
		d.write(plain, warcinfo)
		before := m.bytes.Len()
		w.Reset(m.bytes)
		if _, err := w.Write(plain.Bytes()); err != nil {
			return m, err
		}
		if err := w.Close(); err != nil {
			return m, err
		}
		m.lengths = append(m.lengths, int64(m.bytes.Len()-before))
	}
	return m, nil
}
