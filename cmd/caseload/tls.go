package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
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
	return plainToldListener{tls.NewListener(listener, &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: pair.current})}, nil
}

// plainToldListener tells whoever asks by http that this is a port for https: their browser would only say that
// nothing came.
type plainToldListener struct{ net.Listener }

func (l plainToldListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if secured, ok := conn.(*tls.Conn); ok {
		return plainToldConn{secured}, err
	}
	return conn, err
}

type plainToldConn struct{ *tls.Conn }

const askedByHTTP = "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n" +
	"This server speaks https: write https:// in front of its address.\n"

// Read begins with the handshake, which is where a request by http shows.
func (c plainToldConn) Read(into []byte) (int, error) {
	n, err := c.Conn.Read(into)
	if wrong, ok := errors.AsType[tls.RecordHeaderError](err); ok && wrong.Conn != nil && isPlainRequest(wrong.RecordHeader) {
		_, _ = io.WriteString(wrong.Conn, askedByHTTP) // the connection is lost in any case
	}
	return n, err
}

// isPlainRequest reports whether the first bytes are those of a method. A record of TLS begins with a small number.
func isPlainRequest(first [5]byte) bool {
	for _, method := range []string{"GET ", "HEAD", "POST", "PUT ", "OPTIO", "DELET", "PATCH"} {
		if strings.HasPrefix(string(first[:]), method) {
			return true
		}
	}
	return false
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
