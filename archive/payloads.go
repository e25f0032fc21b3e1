package archive

import "sync"

// maxPayloads bounds the memory for repeated payloads to about 20 MB. Beyond it
// the older half is forgotten: a repetition is then written once more, which
// costs space and nothing else.
const maxPayloads = 1 << 16

// payloads remembers what is in the archive, by digest.
type payloads struct {
	mu          sync.Mutex
	young, aged map[string]Earlier
}

func newPayloads() *payloads { return &payloads{young: map[string]Earlier{}} }

func (p *payloads) get(digest string) (Earlier, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if e, found := p.young[digest]; found {
		return e, true
	}
	e, found := p.aged[digest]
	return e, found
}

func (p *payloads) add(digest string, e Earlier) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.young) >= maxPayloads/2 {
		p.aged, p.young = p.young, map[string]Earlier{}
	}
	p.young[digest] = e
}
