package main

import (
	"crypto/tls"
	"fmt"
	"net"
	"os"
	"sync"
	"time"

	"caseload/store/fault"
)

// tlsFlags say how the connection is kept private.
type tlsFlags struct {
	TLSCert     string `name:"tls-cert" env:"CASELOAD_TLS_CERT" placeholder:"FILE" help:"Certificate (PEM, with its chain) to serve https with. Read anew when the file changes."`
	TLSKey      string `name:"tls-key" env:"CASELOAD_TLS_KEY" placeholder:"FILE" help:"Private key of the certificate (PEM)."`
	Unencrypted bool   `env:"CASELOAD_UNENCRYPTED" help:"Serve other machines over plain http although nothing protects it: whoever is on the way can read passwords and numbers, and take over sessions."`
}

func (f tlsFlags) isOn() bool { return f.TLSCert != "" || f.TLSKey != "" }

// wrap puts TLS 1.2 or newer around the listener.
func (f tlsFlags) wrap(listener net.Listener, now func() time.Time) (net.Listener, error) {
	if !f.isOn() {
		return listener, nil
	}
	if f.TLSCert == "" || f.TLSKey == "" {
		return nil, fault.New(fault.Invalid, "--tls-cert and --tls-key belong together; only one of them was given.")
	}
	pair := &keyPair{certificate: f.TLSCert, key: f.TLSKey, now: now}
	if _, err := pair.current(nil); err != nil {
		return nil, fault.New(fault.Invalid, "The certificate cannot be used: %v.", err)
	}
	return tls.NewListener(listener, &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: pair.current}), nil
}

// keyPair is a certificate that is read anew when its files have changed, so that a renewal needs no restart.
type keyPair struct {
	certificate, key string
	now              func() time.Time

	mu     sync.Mutex
	loaded *tls.Certificate
	stamp  string
	looked time.Time
}

// lookEvery bounds how often the files are looked at.
const lookEvery = 10 * time.Second

// current returns the newest certificate that could be read. A renewal that is half written leaves the old one.
func (p *keyPair) current(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.loaded != nil && p.now().Sub(p.looked) < lookEvery {
		return p.loaded, nil
	}
	p.looked = p.now()
	stamp := stampOf(p.certificate) + stampOf(p.key)
	if p.loaded != nil && stamp == p.stamp {
		return p.loaded, nil
	}
	pair, err := tls.LoadX509KeyPair(p.certificate, p.key)
	if err != nil {
		if p.loaded != nil {
			return p.loaded, nil
		}
		return nil, fmt.Errorf("read certificate: %w", err)
	}
	p.loaded, p.stamp = &pair, stamp
	return p.loaded, nil
}

// stampOf changes when the file does.
func stampOf(path string) string {
	info, err := os.Stat(path)
	if err != nil {
		return ""
	}
	return fmt.Sprint(info.Size(), info.ModTime().UnixNano())
}
