#!/usr/bin/env python3
"""The streams that the capture floor finds in captures of other projects: streams.py CAPTURE_STREAMS [WORDS OF A PATH]

Held against what an independent dissector saw: which TCP streams speak TLS, under which
number, who sent the ClientHello, how many hellos are in the clear. Where the two differ,
DIFFERENT says who is right and why; one that it names and that is not there any more is
a fault as well. Nothing is decrypted here: captures.py does that.
"""
import csv
import subprocess
import sys

import shared

OURS_REASSEMBLED = "ours: the segment comes out of order or again, and is put in its place"
MIDDLE = "ours: records of a connection that began before the capture; no hello is in them"
OPENVPN = "theirs: TLS inside the packets of OpenVPN over TCP, which are named and not opened"
NUMBER_LEFT_OUT = "both: tshark leaves out a number, which no packet has"

# (path, tcp.stream) -> who is right, and why
DIFFERENT = {
    ("arkime/arkime_synthetic.pcap", 31): "ours: the capture ends inside the ClientHello, whose beginning is there",
    ("hotplace/applet/tlsserver/pcap/tlsserver-mldsa.pcapng", 1): "ours: tshark takes port 3017 for NDPS",
    ("hotplace/testcase/tls/tls12/tls12renogotiation.pcapng", 0): "theirs: the hellos of the renegotiation are encrypted",
    ("mercury/afl_data/multi_handshake_cert.pcap", 0): "ours: a ServerHello whose record goes on behind the capture's end",
    ("mercury/unit_tests/pcaps/openvpn_tcp_multi.pcap", 0): OPENVPN,
    ("mercury/unit_tests/pcaps/openvpn_tcp_multi.pcap", 1): OPENVPN,
    ("mercury/unit_tests/pcaps/tls_cnsa2_psk_mode_psk_ke_truncated.pcap", 0): "ours: a ClientHello that the capture does not have to its end",
    ("ndpi/google_ssl.pcap", 0): OURS_REASSEMBLED,
    ("ndpi/ja3_lots_of_cipher_suites_2_anon.pcap", 0): "ours: inside a GTP tunnel; the client is the inner address",
    ("ndpi/no_sni.pcap", 0): MIDDLE,
    ("ndpi/openvpn_nohmac_tcp.pcapng", 0): OPENVPN,
    ("ndpi/tls_certificate_too_long.pcap", 7): MIDDLE,
    ("ndpi/tls_certificate_too_long.pcap", 8): MIDDLE,
    ("ndpi/tls_certificate_too_long.pcap", 15): MIDDLE,
    ("ndpi/tls_heur__trojan-tcp-tls.pcapng", 2): NUMBER_LEFT_OUT,
    ("ndpi/tls_heur__trojan-tcp-tls.pcapng", 3): NUMBER_LEFT_OUT,
    ("ndpi/tls_heur__vmess-websocket.pcapng", 2): NUMBER_LEFT_OUT,
    ("ndpi/tls_heur__vmess-websocket.pcapng", 3): NUMBER_LEFT_OUT,
    ("ndpi/tls_multiple_synack_different_seq.pcapng", 0): "ours: the server offers several initial numbers; the one in use counts",
    ("zeek/postgresql/psql-aws-ssl-preferred.pcap", 0): OURS_REASSEMBLED,
    ("zeek/tls/hrr.pcap", 0): OURS_REASSEMBLED,
    ("zeek/tls/ssl-v2.pcap", 0): "ours: the server answers in SSL 2.0, which has no such ServerHello",
    ("zeek/tls/tls13-ech.pcap", 0): MIDDLE,
}


def ours(program, path):
    """tcp.stream -> (client, ClientHellos, ServerHellos); and what was said about the file"""
    p = subprocess.run([program, path], capture_output=True, text=True, check=False)
    found, said = {}, p.stderr
    for line in csv.reader(p.stdout.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        if line[0] == "tls":
            found[int(line[1])] = (line[2 + int(line[5][0])], int(line[6]), int(line[7]))
    return p.returncode, found, said


def theirs(streams):
    found = {}
    for s in streams:
        kinds = [m[2] for m in s["messages"]]
        if s["proto"] == "tcp":
            found[s["stream"]] = (s["client"], kinds.count("ClientHello"), kinds.count("ServerHello") + kinds.count("HelloRetryRequest"))
    return found


def agree(a, b):
    # without a ClientHello the dissector names no client
    return a is not None and b is not None and a[1:] == b[1:] and b[0] in (None, a[0])


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    program, words = sys.argv[1], sys.argv[2:]
    captures = shared.folder()
    listed, faults, same, rows = shared.streams(captures), [], 0, shared.table(captures)
    rows = [r for r in rows if all(w in r["path"] for w in words)]
    met = set()
    for row in rows:
        path = row["path"]
        code, found, said = ours(program, captures / path)
        if code or said:
            faults.append(f"{path}: exit code {code}: {said[:300]}")
        wanted = theirs(listed.get(path, []))
        for number in sorted(set(found) | set(wanted)):
            if agree(found.get(number), wanted.get(number)):
                same += 1
            else:
                met.add((path, number))
                if (path, number) not in DIFFERENT:
                    faults.append(f"{path}: stream {number}: {found.get(number)}, tshark has {wanted.get(number)}")
    gone = [k for k in DIFFERENT if k not in met and not words]
    faults += [f"{path}: stream {number}: differs no more: {DIFFERENT[path, number]}" for path, number in gone]
    print("\n".join(faults))
    print(f"{len(rows)} captures: {same} streams as tshark has them, {len(met)} different and argued, {len(faults)} faults")
    return 1 if faults or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
