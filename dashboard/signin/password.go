// Package signin is the arithmetic of signing in: hashes of passwords, secrets and their hashes, and how
// often somebody may try. It knows no database, no request and no page.
package signin

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	_ "embed"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"caseload/store/fault"
)

// The cost of one hash (OWASP's least for argon2id: 19 MiB, two passes, one lane). Old hashes carry
// their own.
const (
	hashMemory  = 19 << 10 // KiB
	hashPasses  = 2
	hashLanes   = 1
	hashLength  = 32
	saltLength  = 16
	hashesAtOne = 2 // more would let a crowd at the door take the memory of the pages
)

// The length of a password, in characters. The upper bound only keeps nonsense out.
const (
	MinPassword = 12
	MaxPassword = 500
)

//go:embed common/passwords.txt
var commonPasswords string

// Hasher makes and checks hashes of passwords, two at a time.
type Hasher struct {
	slots  chan struct{}
	nobody string // a hash that no password has, for names that nobody has
}

// NewHasher returns a hasher.
func NewHasher() (*Hasher, error) {
	h := &Hasher{slots: make(chan struct{}, hashesAtOne)}
	var unknown [hashLength]byte
	if _, err := rand.Read(unknown[:]); err != nil {
		return nil, fmt.Errorf("make a hash: %w", err)
	}
	var err error
	h.nobody, err = h.Hash(context.Background(), string(unknown[:]))
	return h, err
}

// Hash returns the hash of a password in PHC form, with its own salt and cost.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	var salt [saltLength]byte
	if _, err := rand.Read(salt[:]); err != nil {
		return "", fmt.Errorf("make salt: %w", err)
	}
	key, err := h.key(ctx, password, salt[:], hashPasses, hashMemory, hashLanes, hashLength)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashMemory, hashPasses, hashLanes,
		base64.RawStdEncoding.EncodeToString(salt[:]), base64.RawStdEncoding.EncodeToString(key)), nil
}

// Verify reports whether the password has the hash. The empty hash stands for nobody: it takes as long
// as any other and is never right.
func (h *Hasher) Verify(ctx context.Context, password, hash string) (bool, error) {
	isNobody := hash == ""
	if isNobody {
		hash = h.nobody
	}
	var version int
	var passes, memory uint32
	var lanes uint8
	fields := strings.Split(hash, "$") // "", argon2id, v, costs, salt, key
	if len(fields) != 6 || fields[1] != "argon2id" {
		return false, fmt.Errorf("a stored password is not an argon2id hash")
	}
	if _, err := fmt.Sscanf(fields[2]+" "+fields[3], "v=%d m=%d,t=%d,p=%d", &version, &memory, &passes, &lanes); err != nil || version != argon2.Version {
		return false, fmt.Errorf("a stored password has costs that cannot be read")
	}
	salt, saltErr := base64.RawStdEncoding.DecodeString(fields[4])
	want, keyErr := base64.RawStdEncoding.DecodeString(fields[5])
	if saltErr != nil || keyErr != nil {
		return false, fmt.Errorf("a stored password cannot be read")
	}
	got, err := h.key(ctx, password, salt, passes, memory, lanes, uint32(len(want))) //nolint:gosec // 32
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1 && !isNobody, nil
}

// key derives a key when one of the slots is free.
func (h *Hasher) key(ctx context.Context, password string, salt []byte, passes, memory uint32, lanes uint8, length uint32) ([]byte, error) {
	select {
	case h.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, fmt.Errorf("wait to check a password: %w", ctx.Err())
	}
	defer func() { <-h.slots }()
	// Two keyboards write the same letter in two ways.
	return argon2.IDKey([]byte(norm.NFC.String(password)), salt, passes, memory, lanes, length), nil
}

// CheckNew refuses a password that is too short or among the commonest. There is no other rule.
func CheckNew(password string) error {
	switch n := utf8.RuneCountInString(norm.NFC.String(password)); {
	case n < MinPassword:
		return fault.New(fault.Invalid, "A password has at least %d characters; this one has %d.", MinPassword, n).WithCode("short_password")
	case n > MaxPassword:
		return fault.New(fault.Invalid, "A password has at most %d characters.", MaxPassword).WithCode("long_password")
	}
	if isCommon(password) {
		return fault.New(fault.Invalid, "This password is among the commonest, and is tried first. Take another.").WithCode("common_password")
	}
	return nil
}

// isCommon looks through the list, which is asked so seldom that nothing is kept ready for it.
func isCommon(password string) bool {
	wanted := strings.ToLower(password)
	for line := range strings.Lines(commonPasswords) {
		if strings.TrimSuffix(line, "\n") == wanted {
			return true
		}
	}
	return false
}
