package archive

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base32"
	"encoding/hex"
	"hash"
	"strings"
)

// Digest is the digest of bytes as records name it: sha1 in base 32, which is
// what index and replay tools look for.
func Digest(b []byte) string {
	sum := sha1.Sum(b)
	return formatDigest(sum[:])
}

func formatDigest(sum []byte) string {
	return "sha1:" + base32.StdEncoding.EncodeToString(sum)
}

// hashes are the digest algorithms that can be checked, by label.
var hashes = map[string]func() hash.Hash{
	"sha1": sha1.New, "sha-1": sha1.New,
	"sha256": sha256.New, "sha-256": sha256.New,
	"sha512": sha512.New, "sha-512": sha512.New,
	"md5": md5.New,
}

// labelled is a digest as a record names it, taken apart.
type labelled struct {
	algorithm string
	value     string
}

// parseDigest takes "label:value" apart; ok is false when the algorithm is not known.
func parseDigest(s string) (d labelled, ok bool) {
	algorithm, value, found := strings.Cut(s, ":")
	algorithm = strings.ToLower(strings.TrimSpace(algorithm))
	_, known := hashes[algorithm]
	return labelled{algorithm, strings.TrimSpace(value)}, found && known
}

// is reports whether sum is this digest, in base 32 or base 16.
func (d labelled) is(sum []byte) bool {
	value := strings.TrimRight(strings.ToUpper(d.value), "=")
	return value == strings.TrimRight(base32.StdEncoding.EncodeToString(sum), "=") ||
		value == strings.ToUpper(hex.EncodeToString(sum))
}
