#!/usr/bin/env python3
"""Headless Chromium and Firefox as clients of slowshake's server. browsers.py SLOWSHAKE ROOT [words of a title]

A page arrives if what it contains is asked for: it puts itself into a frame under a longer name, three times, each over a
connection of its own; the last ones go on with a session, with the request as early data where that may be. The browser trusts
the demo's root as a user's own (certutil), no check is switched off; and what was exported is opened again with the browser's
own key log. They are large: left out, and counted as not run, unless SLOWSHAKE_ALL=1; then one that is missing fails the test.
"""
import dataclasses
import json
import os
import re
import subprocess
import sys

import peers
from peers import expect

PAGE = """<!DOCTYPE html><title>slowshake</title><link rel="icon" href="data:,"><script>
if (location.pathname.length < 4) document.write('<iframe src="' + location.pathname + 'x"></iframe>')</script>"""
ANSWER = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nCache-Control: no-store\r\nContent-Length: {len(PAGE)}\r\nConnection: close\r\n\r\n{PAGE}"
GROUPS = {"x25519": 29, "secp256r1": 23, "secp384r1": 24}
HYBRID = "X25519MLKEM768 (0x11ec)"


def trust(place, folder):
    """A certificate store of NSS in which the demo's root is trusted."""
    folder.mkdir(parents=True)
    db = f"sql:{folder}"
    subprocess.run(["certutil", "-N", "-d", db, "--empty-password"], check=True, capture_output=True)
    subprocess.run(["certutil", "-A", "-d", db, "-n", "root", "-t", "C,,", "-i", place.pki / "root.pem"], check=True, capture_output=True)


def chromium(place, url, early):
    home = place.folder / "home"
    trust(place, home / ".pki/nssdb")
    return ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--no-proxy-server", *(["--enable-features=EnableTLS13EarlyData"] if early else []),
            f"--user-data-dir={place.folder / 'profile'}", "--dump-dom", url], home


# nothing but the page is to be fetched, and no proxy of the machine is asked
FIREFOX_PREFERENCES = {"network.proxy.type": 0, "network.captive-portal-service.enabled": False, "network.connectivity-service.enabled": False,
                       "app.update.enabled": False, "datareporting.policy.dataSubmissionEnabled": False, "toolkit.telemetry.enabled": False,
                       "browser.shell.checkDefaultBrowser": False, "extensions.getAddons.cache.enabled": False}


def firefox(place, url, early):
    del early                                  # it sends some, unless told otherwise
    profile, home = place.folder / "profile", place.folder / "home"
    trust(place, profile)
    home.mkdir()
    (profile / "user.js").write_text("".join(f'user_pref("{k}", {json.dumps(v)});\n' for k, v in FIREFOX_PREFERENCES.items()), encoding="utf-8")
    return ["firefox-esr", "--headless", "--no-remote", "--profile", profile, "--screenshot", place.folder / "shot.png", url], home


@dataclasses.dataclass(frozen=True)
class Browser:
    start: object
    has_grease: bool                           # puts reserved values into its hello (RFC 8701)
    shares: tuple                              # groups that it has a key share for
    early_to_retry: bool                       # offers early data where its share may be refused; Chromium then begins anew without


BROWSERS = {
    "chromium": Browser(chromium, True, ("x25519",), False),
    "firefox-esr": Browser(firefox, False, ("x25519", "secp256r1"), True),
}


@dataclasses.dataclass(frozen=True)
class Case:
    words: str
    options: tuple = ()
    key: str = "server"
    suite: str = None
    group: str = "x25519"
    version: str = "TLSv1.3"
    compressed: bool = False                   # the certificate (RFC 8879)

    def is_retried(self, browser):
        return self.version == "TLSv1.3" and self.group not in browser.shares

    def has_early_data(self, browser):
        return self.version == "TLSv1.3" and (browser.early_to_retry or not self.is_retried(browser))


CASES = [
    Case("as it comes"),
    *(Case(s, ("--suite", s), suite=s) for s in ("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256")),
    *(Case(f"group {g}", ("--group", g), group=g) for g in ("secp256r1", "secp384r1")),
    Case("a key of P-256", key="server-p256"),
    Case("a certificate compressed by brotli", ("--compress-certificate", "brotli"), compressed=True),
    Case("TLS 1.2", ("--max-version", "1.2"), version="TLSv1.2"),
    Case("TLS 1.2, AES-CBC", ("--max-version", "1.2", "--suite", "ECDHE-RSA-AES128-SHA"), suite="TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", version="TLSv1.2"),
]


# ---- what both traces say ----

def listed(trace, field):
    """What the last ClientHello has in a list, by name."""
    hello = [e for e in trace.of("unit") if e["name"] == "ClientHello"][-1]
    return [f["text"] for f in hello["fields"] if re.search(rf"\.{field}\[\d+\]$", f["path"])]


def check_hello(browser, trace):
    """What a server of today does not know or want is passed over, and not refused."""
    unknown = [e["args"]["extension"] for e in trace.of("extension.read") if e["reason"] == "extension_grease"]
    expect(bool(unknown) == browser.has_grease, "reserved extensions", unknown)
    expect(HYBRID in listed(trace, "NamedGroup"), HYBRID, "is not among", listed(trace, "NamedGroup"))


def check_connection(browser, case, trace):
    end = trace.end
    expect(end["outcome"] == "established" and end["failed_check"] is None, "outcome", end)
    expect(end["version"] == case.version and end["cipher_suite"] == (case.suite or end["cipher_suite"]), "agreed on", end["version"], end["cipher_suite"])
    for e in trace.of("negotiate.group"):
        expect(e["args"]["named_group"] == GROUPS[case.group], "group", e["args"])
    retried = any(e.get("step_title") == "HelloRetryRequest" for e in trace.lines)
    expect(retried == case.is_retried(browser), "HelloRetryRequest:", retried)
    sent = bool(trace.of("certificate.own_chain"))
    expect(bool(trace.of("certificate.compressed")) == (case.compressed and sent), "the certificate was compressed:", not case.compressed)
    early = {e["reason"] for e in trace.of("early_data.decision")}
    wanted = {"early_retry" if case.is_retried(browser) else "early_taken"} if case.has_early_data(browser) and "resumed" in end else set()
    expect(early == wanted, "early data:", early)


def request(trace):
    return trace.data("application_data.received")


def check_served(browser, case, connections):
    asked = [request(t).split(b"\r\n")[0].decode("ascii") for t in connections]
    expect(asked == [f"GET /{n * 'x'} HTTP/1.1" for n in range(4)], "asked for", asked)
    for t in connections:
        check_connection(browser, case, t)
        check_hello(browser, t)
    expect("resumed" in connections[-1].end, "no session was gone on with")


def check_export(place, capture, keys, said):
    """The capture that was exported, with the key log that the browser wrote."""
    p = place.beside(capture.stem).slow("replay", capture, "--keylog", keys, "--json")
    expect(p.wait() == 0, "replay", p.story())
    peers.no_sanitizer(p)
    trace = peers.Trace(p.out)
    compared = [(e["verdict"], e["reason"]) for e in trace.of("finished.compare")]
    expect(compared == [("ok", "values_equal")] * 2, "Finished in", capture.name, compared)
    expect(request(trace) in said, "data in", capture.name, request(trace))


# ---- one case ----

def browse(place, browser, case, port, keys):
    argv, home = browser.start(place, f"https://localhost:{port}/", case.has_early_data(browser))
    client = place.start("browser", argv, stdin=subprocess.DEVNULL, env={"HOME": str(home), "SSLKEYLOGFILE": str(keys)})
    rc = client.wait()
    expect(rc == 0, "the browser's exit code", rc)


def run(place, browser, case):
    key = place.pki / case.key
    server, port = place.serve("--json", *case.options, "--cert", f"{key}.pem", "--key", f"{key}.key", "--alpn", "http/1.1",
                        "--data", ANSWER, "--timeout", "20", "--export", place.folder / "served.pcapng")
    browse(place, browser, case, str(port), place.folder / "keys")
    server.stop()
    peers.no_sanitizer(server)
    served = [t for t in peers.traces(server.out) if t.end]
    captures = [place.folder / f"served{f'-{i}' if i else ''}.pcapng" for i in range(len(served))]
    with_data = [(t, c) for t, c in zip(served, captures) if request(t)]      # others were opened in case, and closed
    check_served(browser, case, [t for t, _ in with_data])
    for t, capture in with_data:
        said = request(t) + ANSWER.encode()
        refused = any(e["reason"] == "early_retry" for e in t.of("early_data.decision"))      # what was on its way comes again
        check_export(place, capture, place.folder / "keys", [said, request(t) + said] if refused else [said])


def in_own_folder(browser, case):
    def one(place):
        sub = place.beside(f"case{peers.free_port()}")
        try:
            run(sub, browser, case)
        finally:
            place.children += sub.children     # for the story, if it went wrong
    return one


def main():
    if os.environ.get("SLOWSHAKE_ALL") != "1":
        print(f"SKIPPED: {' and '.join(BROWSERS)} are left out; tests/run --all runs them")
        return peers.SKIP
    peers.need("certutil", *BROWSERS)
    return peers.run_cases(sys.argv, [(f"{name}: {c.words}", in_own_folder(b, c)) for name, b in BROWSERS.items() for c in CASES])


if __name__ == "__main__":
    sys.exit(main())
