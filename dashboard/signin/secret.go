package signin

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
)

// secretLength is the number of random bytes in a session, a link or a token.
const secretLength = 32

// NewSecret returns 32 random bytes as text for its bearer, and the hash under which it is kept. The hash
// needs no salt: nobody can guess what it is of.
func NewSecret() (secret, hash string, err error) {
	var random [secretLength]byte
	if _, err := rand.Read(random[:]); err != nil {
		return "", "", fmt.Errorf("make a secret: %w", err)
	}
	secret = base64.RawURLEncoding.EncodeToString(random[:])
	return secret, HashSecret(secret), nil
}

// HashSecret returns the hash under which a secret is kept: SHA-256 in hexadecimal.
func HashSecret(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
