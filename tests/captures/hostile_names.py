#!/usr/bin/env python3
"""Names that would act on a terminal or on who reads JSON: hostile_names.py PROGRAM ROOT

They stand in server_name, ALPN, certificates, CertificateRequest and in what is no TLS, and whatever tells of them (explain, the
summary, text, JSON) tells them without a control character or one that changes the direction of text.
"""
import json
import pathlib
import re
import sys
import tempfile

import shared
import spoken
import wire
from spoken import CHANGE, CLIENT, DONE, EXCHANGE, SEALED, SERVER, VERIFY, alert, certificate, client_hello, request, server_hello

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "certs"))
import der

HOSTILE = "a\x7f\x80\x85\x9b31m\u061c\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069\U000e0001z\x1b[31m"
ACTING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\U000e0001]")
OUTPUTS = (["explain"], ["replay", "--summary"], ["replay", "--summary", "--json"], ["replay", "--json"], ["replay", "--plain"])


def conversations(folder):
    key = der.Key(folder, "key")
    name = der.encode(0x30, der.encode(0x82, HOSTILE.encode()))
    own = der.certificate(key, key, HOSTILE, HOSTILE, [der.extension("2.5.29.17", name)])
    hello = [(CLIENT, client_hello(name=HOSTILE, protocols=(HOSTILE,)))]
    shown = hello + [(SERVER, server_hello()), (SERVER, certificate([own])), (SERVER, request([der.name(HOSTILE)])), (SERVER, DONE)]
    for number in (40, 112, 120):
        yield f"alert {number} to the hello", hello + [(SERVER, alert(number))]
    for number in (42, 48):
        yield f"alert {number} to the certificate", shown + [(CLIENT, alert(number))]
    yield "alert to the client's certificate", shown + [(CLIENT, certificate([own])), (CLIENT, EXCHANGE), (CLIENT, VERIFY), (CLIENT, CHANGE), (CLIENT, SEALED), (SERVER, alert(46))]
    yield "no TLS", hello + [(SERVER, ("HTTP/1.1 " + HOSTILE).encode())]
    yield "a hello that is cut", [(CLIENT, hello[0][1][:-30])]


def main(program, root):
    program, wrong, n = str(pathlib.Path(program).resolve()), [], 0
    trust = ("--ca", pathlib.Path(root) / "assets/pki/root.pem")
    with tempfile.TemporaryDirectory() as name:
        path = pathlib.Path(name) / "some.pcap"
        for title, pieces in conversations(pathlib.Path(name)):
            wire.write_packets(path, spoken.packets(pieces, end=("fin", SERVER)))
            for command, *options in OUTPUTS:
                code, out, err = shared.run(program, command, path, *options, *trust)
                n += 1
                acting = ACTING.findall(out + err)
                if code or acting or "31m" not in out:
                    wrong.append(f"{title}, {command} {' '.join(options)}: exit {code}, {acting[:5]}, {err}")
                if "--json" in options and not all(isinstance(json.loads(line), dict) for line in out.split("\n") if line):
                    wrong.append(f"{title}, {command} {' '.join(options)}: no JSON")
    for line in wrong:
        print(line)
    print(f"{n} outputs with hostile names, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
