package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"syscall"

	"caseload/store/fault"
)

// reach is from where a server may be reached.
type reach int

const (
	thisMachine reach = iota
	everywhere
)

// listen takes an address. Without TLS passwords and numbers cross the network in the clear, so other machines
// are served only when something protects the way, or somebody has said in words that nothing need to.
func listen(ctx context.Context, address string, from reach) (net.Listener, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fault.New(fault.Invalid, "--listen %s is not HOST:PORT, such as 127.0.0.1:8080.", address)
	}
	if from == thisMachine && !isLoopback(host) {
		return nil, fault.New(fault.Refused,
			"%s can be reached from other machines, and nothing protects passwords and numbers on the way. Give --tls-cert and --tls-key, or the --trusted-proxy that speaks https for this server, or listen on 127.0.0.1:%s; with --unencrypted it serves them all the same.", address, port)
	}
	if _, err := net.DefaultResolver.LookupPort(ctx, "tcp", port); err != nil {
		return nil, fault.New(fault.Invalid, "--listen %s: %q is not a port; choose one from 1024 to 65535, such as 127.0.0.1:8080.", address, port)
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, addressTaken(address)
	case errors.Is(err, syscall.EACCES):
		return nil, fault.New(fault.Unavailable, "This account may not serve on port %s; choose one above 1023 with --listen.", port)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return nil, fault.New(fault.Unavailable, "This machine has no address %s; choose another with --listen, such as 127.0.0.1:%s.", host, port)
	case err != nil:
		return nil, fmt.Errorf("listen on %s: %w", address, err)
	}
	return listener, nil
}

// listenAnywhere takes, for the demo, a free port of the same host when the address is taken, and reports so.
func listenAnywhere(ctx context.Context, address string) (listener net.Listener, moved bool, err error) {
	listener, err = listen(ctx, address, thisMachine)
	if f, ok := fault.As(err); ok && f.Code == codeAddressTaken {
		host, _, _ := net.SplitHostPort(address) // listen has read it already
		listener, err = listen(ctx, net.JoinHostPort(host, "0"), thisMachine)
		return listener, true, err
	}
	return listener, false, err
}

const codeAddressTaken = "address_taken"

func addressTaken(address string) error {
	return fault.New(fault.Unavailable, "%s is taken by another program; stop that one, or choose another address with --listen.", address).
		WithCode(codeAddressTaken)
}

// closeListener closes what a server that has stopped may have closed already.
func closeListener(listener net.Listener) error {
	if err := listener.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		return fmt.Errorf("close %s: %w", listener.Addr(), err)
	}
	return nil
}

// isLoopback reports whether only this machine can reach the host.
func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// checkProxies refuses what would be silently believed nowhere, or everywhere.
func checkProxies(proxies []string) error {
	for _, proxy := range proxies {
		_, isAddress := netip.ParseAddr(proxy)
		network, isRange := netip.ParsePrefix(proxy)
		if isAddress != nil && isRange != nil {
			return fault.New(fault.Invalid, "--trusted-proxy %s is neither an address nor a range such as 10.0.0.0/8.", proxy)
		}
		if isRange == nil && network.Bits() == 0 {
			return fault.New(fault.Refused, "--trusted-proxy %s would believe everyone; name the proxy's own address.", proxy)
		}
	}
	return nil
}
