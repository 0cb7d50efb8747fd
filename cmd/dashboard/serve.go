package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"

	"tradeoff/internal/limits"
	"tradeoff/internal/link"
	"tradeoff/internal/server"
	"tradeoff/internal/store"
)

// serve answers requests until ctx ends, finishes those in flight and closes
// the store.
func serve(ctx context.Context, args []string, _ io.Reader, stdout, stderr io.Writer) (err error) {
	var (
		listen  string
		data    string
		hosts   list
		base    string
		noLogin bool
		dev     bool
		bounds  = limits.Default()
	)
	flags := newFlags("serve", "Serves the dashboard until it gets SIGINT or SIGTERM.", stdout)
	flags.StringVar(&listen, "listen", "127.0.0.1:8080", "`address` to listen on; port 0 takes a free one")
	flags.StringVar(&data, "data", "./data",
		"`folder` of the database, and of uploads while they arrive; made if it is missing")
	flags.Var(&hosts, "allow-host",
		"`name` by which browsers may address the server besides localhost; repeat it for several")
	flags.StringVar(&base, "base-path", "", "`path` of the folder below which everything is served, such as /tradeoff; "+
		"for a proxy that forwards only that folder, and does not change paths")
	flags.BoolVar(&noLogin, "no-login", false,
		"serve without login, to all clients that reach the server; needed to listen beyond this machine")
	flags.BoolVar(&dev, "dev", false, "do not compress answers, for a proxy that reloads pages")
	limits.AddFlags(flags.FlagSet, &bounds)
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return usagef("serve takes no argument %q", rest[0])
	}
	if err := checkListen(listen, hosts, noLogin); err != nil {
		return err
	}

	if base, err = link.ParseBase(base); err != nil {
		return usagef("%w", err)
	}

	log := slog.New(slog.NewTextHandler(stderr, nil))
	st, s, err := openServer(ctx, data, server.Options{Hosts: hosts, Base: base, Limits: bounds, Plain: dev, Log: log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return fmt.Errorf("%w. Choose another address with --listen", err)
	}
	defer l.Close()
	if err := s.InstallSample(ctx); err != nil {
		return err
	}
	if noLogin && !loopback(listen) {
		fmt.Fprintln(stderr, "There is no login: all clients that reach this address can see, add and delete everything.")
	}
	defer inBackground(ctx, func(ctx context.Context) { st.PurgeDaily(ctx, log) })()
	fmt.Fprintf(stdout, "Tradeoff is at http://%s%s\n", reachable(l.Addr(), hosts), base)
	return s.Serve(ctx, l)
}

// inBackground calls f, and returns a function that ends its context and waits for it.
func inBackground(ctx context.Context, f func(context.Context)) (end func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		f(ctx)
	}()
	return func() {
		cancel()
		<-done
	}
}

// openServer opens and locks the data folder, and returns a server for it.
func openServer(ctx context.Context, data string, o server.Options) (*store.Store, *server.Server, error) {
	st, err := store.Open(ctx, data)
	if err != nil {
		return nil, nil, err
	}
	if o.TempDir, err = emptyFolder(filepath.Join(data, "tmp")); err != nil {
		return nil, nil, errors.Join(err, st.Close())
	}
	return st, server.New(st, o), nil
}

// emptyFolder creates a folder, or removes the files of a crashed process
// from it.
func emptyFolder(path string) (string, error) {
	if err := os.RemoveAll(path); err != nil {
		return "", err
	}
	return path, os.Mkdir(path, 0o700)
}

// checkListen refuses to listen beyond this machine by accident.
func checkListen(address string, hosts []string, noLogin bool) error {
	if _, _, err := net.SplitHostPort(address); err != nil {
		return usagef("--listen is an address such as 127.0.0.1:8080, not %q", address)
	}
	if loopback(address) {
		return nil
	}
	var missing []string
	if len(hosts) == 0 {
		missing = append(missing, "--allow-host NAME, the name by which browsers reach it")
	}
	if !noLogin {
		missing = append(missing, "--no-login, because there are no accounts and every client has full access")
	}
	if len(missing) > 0 {
		return usagef("%s can be reached from other machines; add %s", address, strings.Join(missing, ", and "))
	}
	return nil
}

// loopback reports whether the address is reachable from this machine only.
func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}

// reachable returns the address as a browser can open it.
func reachable(addr net.Addr, hosts []string) string {
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return addr.String()
	}
	if ip, err := netip.ParseAddr(host); err == nil && !ip.IsLoopback() && len(hosts) > 0 {
		host = hosts[0]
	}
	return net.JoinHostPort(host, port)
}
