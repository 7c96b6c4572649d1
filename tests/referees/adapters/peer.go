// A client and a server over Go's crypto/tls, for the matrix:
//
//	peer list | server -address A -cert F -key F ... | client -address A -ca F ...
package main

import (
	"crypto/tls"
	"crypto/x509"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"runtime"
	"strconv"
	"strings"
)

var (
	address = flag.String("address", "", "where")
	suite   = flag.String("suite", "", "the one cipher suite, four hexadecimal digits")
	version = flag.String("version", "0303", "before TLS 1.3: the version, four hexadecimal digits")
	groups  = flag.String("groups", "", "TLS 1.3: the groups, four hexadecimal digits each")
	cert    = flag.String("cert", "", "own chain")
	key     = flag.String("key", "", "own key")
	ca      = flag.String("ca", "", "what the peer's certificate is held against; server: asks for one")
	request = flag.String("request", "", "client: what to say")
	times   = flag.Int("times", 1, "client: connections, each resuming what was before")
)

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func config() *tls.Config {
	v, err := strconv.ParseUint(*version, 16, 16)
	must(err)
	c := &tls.Config{MinVersion: uint16(v), MaxVersion: uint16(v), ServerName: "localhost",
		ClientSessionCache: tls.NewLRUClientSessionCache(4)}
	code, err := strconv.ParseUint(*suite, 16, 16)
	must(err)
	c.CipherSuites = []uint16{uint16(code)}
	if code>>8 == 0x13 { // Go has no choice of suites there: the other side makes it
		c.MinVersion, c.MaxVersion = tls.VersionTLS13, tls.VersionTLS13
		for _, g := range strings.Split(*groups, ",") {
			id, err := strconv.ParseUint(g, 16, 16)
			must(err)
			c.CurvePreferences = append(c.CurvePreferences, tls.CurveID(id))
		}
	}
	if *cert != "" {
		pair, err := tls.LoadX509KeyPair(*cert, *key)
		must(err)
		c.Certificates = []tls.Certificate{pair}
	}
	if *ca != "" {
		pem, err := os.ReadFile(*ca)
		must(err)
		pool := x509.NewCertPool()
		pool.AppendCertsFromPEM(pem)
		c.RootCAs, c.ClientCAs, c.ClientAuth = pool, pool, tls.RequireAndVerifyClientCert
	}
	return c
}

// Everything up to the blank line.
func readRequest(c net.Conn) string {
	var all strings.Builder
	room := make([]byte, 4096)
	for !strings.Contains(all.String(), "\r\n\r\n") {
		n, err := c.Read(room)
		all.Write(room[:n])
		if err != nil {
			break
		}
	}
	return all.String()
}

func serve() {
	l, err := tls.Listen("tcp", *address, config())
	must(err)
	for {
		c, err := l.Accept()
		must(err)
		said := readRequest(c)
		fmt.Fprintf(c, "HTTP/1.0 200 OK\r\n\r\nreceived %d bytes\n", len(said))
		c.Close()
	}
}

func connect() {
	cfg := config()
	for i := 0; i < *times; i++ {
		c, err := tls.Dial("tcp", *address, cfg)
		must(err)
		if c.ConnectionState().DidResume != (i > 0) {
			log.Fatalf("connection %d: resumed: %v", i, i == 0)
		}
		_, err = io.WriteString(c, *request)
		must(err)
		said, err := io.ReadAll(c) // TLS 1.0 may send the first byte on its own
		must(err)
		os.Stdout.Write(said)
		c.Close()
	}
}

func main() {
	if len(os.Args) < 2 {
		log.Fatal("peer list|server|client ...")
	}
	must(flag.CommandLine.Parse(os.Args[2:]))
	switch os.Args[1] {
	case "list":
		fmt.Println(runtime.Version())
		for _, s := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
			fmt.Printf("suite %04x\n", s.ID)
		}
	case "server":
		serve()
	case "client":
		connect()
	}
}
