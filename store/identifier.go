package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"strings"

	"winnow/extract"
)

// identifier tells which addresses are one: by the rules of a file, and by the
// parameters that were proved to make no difference on a host. It is never
// changed, only replaced.
type identifier struct {
	rules  *extract.AddressRules
	proved map[string]map[string]bool // host with port -> names of parameters
}

// shorten gives the identity of an address without what is known to make no
// difference. The identity of an identity is that identity.
func (i *identifier) shorten(address string) string {
	key := i.rules.Key(address)
	names := i.proved[authority(key)]
	if len(names) == 0 {
		return key
	}
	for _, name := range queryNames(key) {
		if names[name] {
			key = extract.WithoutParameter(key, name)
		}
	}
	return key
}

// with is the same with one more parameter of a host, or without it.
func (i *identifier) with(host, name string, proved bool) *identifier {
	next := &identifier{rules: i.rules, proved: maps.Clone(i.proved)}
	if next.proved == nil {
		next.proved = map[string]map[string]bool{}
	}
	names := maps.Clone(next.proved[host])
	if names == nil {
		names = map[string]bool{}
	}
	names[name] = true
	if !proved {
		delete(names, name)
	}
	next.proved[host] = names
	return next
}

// keys gives the keys of the whole identity of an address and of the short one.
func (i *identifier) keys(address string) [2]addressKey {
	whole := extract.Key(address)
	return [2]addressKey{sum(whole), sum(i.shorten(whole))}
}

// queryNames gives the names of the parameters of an address.
func queryNames(address string) (names []string) {
	_, query, _ := strings.Cut(address, "?")
	for one := range strings.SplitSeq(query, "&") {
		if name, _, _ := strings.Cut(one, "="); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// authority is the host of an identity key with its port.
func authority(key string) string {
	rest, ok := strings.CutPrefix(key, "//")
	if !ok {
		return ""
	}
	if at := strings.IndexAny(rest, "/?"); at >= 0 {
		rest = rest[:at]
	}
	return rest
}

// identity gives the identity of an address and its key. What is known under its
// whole identity keeps it, whatever was learned since.
func (b *batch) identity(address string) (string, addressKey, error) {
	whole := extract.Key(address)
	key := sum(whole)
	short := b.ident.shorten(whole)
	if short == whole {
		return whole, key, nil
	}
	known, err := b.row(`SELECT 1 FROM address WHERE key = ? LIMIT 1`, []any{key[:]}, new(int))
	if err != nil || known {
		return whole, key, err
	}
	return short, sum(short), nil
}

// key is the key of the identity of an address.
func (b *batch) key(address string) (addressKey, error) {
	_, key, err := b.identity(address)
	return key, err
}

// key is the same for those who only read.
func (s *Store) key(ctx context.Context, address string) addressKey {
	whole := extract.Key(address)
	key := sum(whole)
	short := s.ident.Load().shorten(whole)
	if short == whole {
		return key
	}
	if err := s.read.QueryRowContext(ctx, `SELECT 1 FROM address WHERE key = ? LIMIT 1`, key[:]).Scan(new(int)); err == nil {
		return key
	}
	return sum(short)
}

// identify reads what the database knows of addresses that are one.
func (s *Store) identify(ctx context.Context) error {
	i := &identifier{proved: map[string]map[string]bool{}}
	var text []byte
	err := s.read.QueryRowContext(ctx, `SELECT text FROM address_rules`).Scan(&text)
	if err == nil {
		if i.rules, _, err = extract.ReadAddressRules(text); err != nil {
			return fmt.Errorf("rules about addresses: %w", err)
		}
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	err = s.each(ctx, `SELECT host, name FROM parameter WHERE state = 'proved'`, nil, func(scan func(...any) error) error {
		var host, name string
		err := scan(&host, &name)
		if i.proved[host] == nil {
			i.proved[host] = map[string]bool{}
		}
		i.proved[host][name] = true
		return err
	})
	s.ident.Store(i)
	return err
}

// UseRules tells addresses apart by rules from now on, nil for none but those that
// are built in. Other verbs find the rules in the database. An address that is
// known keeps the identity that it has, and its article the id.
func (s *Store) UseRules(ctx context.Context, rules *extract.AddressRules) error {
	if string(s.ident.Load().rules.Bytes()) == string(rules.Bytes()) {
		return nil
	}
	err := s.update(ctx, func(t tx) error {
		if _, err := t.exec(`DELETE FROM address_rules`); err != nil || rules == nil {
			return err
		}
		_, err := t.exec(`INSERT INTO address_rules (id, text) VALUES (1, ?)`, rules.Bytes())
		return err
	}, nil)
	if err != nil {
		return err
	}
	return s.identify(ctx)
}
