package config

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// Hash is the SHA-256 of the effective configuration, in hex: equal for two
// files that mean the same, whatever their comments and the order of their keys. Of a
// secret only the name of its variable counts.
func (c *Config) Hash() string {
	b, err := json.Marshal(c)
	if err != nil {
		panic("config: settings that do not encode: " + err.Error()) // no field can fail to
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
