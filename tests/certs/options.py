#!/usr/bin/env python3
"""Every option that takes a file, in every command that has it, and every kind of file: options.py PROGRAM

What one command reads the others read, and what it refuses they refuse in the same words. And lists and policies: a handshake in
process and its capture are judged alike.
"""
import json
import pathlib
import socket
import sys
import tempfile

from der import openssl
from files import IO, Files, encodings

OPTIONS = ("--ca", "--crl", "--cert", "--key", "--rsa-key", "--keylog")
COMMANDS = {                        # of each command the words that make it end soon (serve: a port that is taken), and the options that take files
    "verify": ("leaf.pem", OPTIONS[:2]), "run": ("--plain", OPTIONS[:4]), "connect": ("127.0.0.1:1", OPTIONS[:4]), "serve": ("PORT", OPTIONS[:4]),
    "replay": ("run.pcapng --plain", ("--ca", "--crl", "--rsa-key", "--keylog")), "explain": ("run.pcapng", ("--ca", "--crl", "--rsa-key", "--keylog")),
    "compare": ("run.pcapng run.pcapng --plain", ("--ca", "--crl", "--rsa-key", "--keylog")),
}


def plain(f):
    return {"--ca": f.root, "--crl": f.crl, "--cert": f.leaf, "--key": f.key, "--rsa-key": f.key, "--keylog": f.log}


def readable(f):
    """(option, what, content)"""
    der = {"--ca": "x509", "--cert": "x509", "--crl": "crl", "--key": "pkey", "--rsa-key": "pkey"}
    for option, text in plain(f).items():
        for what, content in encodings(text):
            yield option, what, content
        if option in der:
            yield option, "DER", openssl(f.folder, der[option], "-outform", "DER", data=text.encode())
    for option in ("--key", "--rsa-key"):
        yield option, "PKCS #1", openssl(f.folder, "rsa", "-in", "leaf.key", "-traditional")
        yield option, "PKCS #1, DER", openssl(f.folder, "rsa", "-in", "leaf.key", "-traditional", "-outform", "DER")


def refused(f):
    """(what, content): each is the wrong file for all options but those that read it"""
    folder = f.folder
    pkcs7 = openssl(folder, "crl2pkcs7", "-certfile", "leaf.pem", "-in", "crl.pem")
    yield "PKCS #7", pkcs7
    yield "PKCS #7, DER", openssl(folder, "pkcs7", "-outform", "DER", data=pkcs7)
    yield "PKCS #12", openssl(folder, "pkcs12", "-export", "-in", "leaf.pem", "-inkey", "leaf.key", "-passout", "pass:x")
    for form in ("PEM", "DER"):
        yield "encrypted key, " + form, openssl(folder, "pkcs8", "-topk8", "-in", "leaf.key", "-passout", "pass:x", "-outform", form)
        yield "public key, " + form, openssl(folder, "pkey", "-in", "leaf.key", "-pubout", "-outform", form)
        yield "request, " + form, openssl(folder, "req", "-new", "-key", "leaf.key", "-subj", "/CN=x", "-outform", form)
        yield "certificate, " + form, openssl(folder, "x509", "-in", "leaf.pem", "-outform", form)
        yield "CRL, " + form, openssl(folder, "crl", "-in", "crl.pem", "-outform", form)
        yield "private key, " + form, openssl(folder, "pkey", "-in", "leaf.key", "-outform", form)
    yield "encrypted key, of old", openssl(folder, "rsa", "-in", "leaf.key", "-traditional", "-aes128", "-passout", "pass:x")
    yield "key log", f.log.encode()
    yield "Java keystore", b"\xfe\xed\xfe\xed\0\0\0\2\0\0\0\1"
    yield "web page", b"<!DOCTYPE html>\n<html></html>\n"
    yield "compressed", b"\x1f\x8b\x08\0\0\0\0\0"
    yield "nothing", b""
    yield "words", b"only words\n"


def words_of(command, option, file, port):
    words = [command, *COMMANDS[command][0].replace("PORT", f"127.0.0.1:{port}").split()]
    words += {"--cert": ["--cert", file, "--key", "leaf.key"], "--key": ["--cert", "leaf.pem", "--key", file]}.get(option, [option, file])
    if option != "--ca" and command in ("verify", "run", "connect"):
        words += ["--ca", "root.pem"]
    return words + (["--timeout", "1"] if command in ("connect", "serve") else [])


def said_of(errors):
    """What is said of the file, without where the command stands in the sentence"""
    return [line.split("slowshake: ", 1)[-1] for line in errors.splitlines() if "variant" in line]


def faults(f, port):
    commands = {option: [c for c, (_, options) in COMMANDS.items() if option in options] for option in OPTIONS}
    for option, what, content in readable(f):
        (f.folder / "variant").write_bytes(content)
        for command in commands[option]:
            code, _, errors = f.run(words_of(command, option, "variant", port))
            if said_of(errors) or code == 2 or (command not in ("connect", "serve") and code == IO):
                yield f"{command} {option}, {what}: exit {code}, {errors}"
    own = {"--ca": ("certificate",), "--cert": ("certificate",), "--crl": ("CRL",), "--key": ("private key",), "--rsa-key": ("private key",), "--keylog": ("key log",)}
    for what, content in refused(f):
        (f.folder / "variant").write_bytes(content)
        for option, names in own.items():
            if what.startswith(names) or (option == "--keylog" and what in ("nothing", "words")):
                continue
            answers = {}
            for command in commands[option]:
                code, out, errors = f.run(words_of(command, option, "variant", port))
                answers[command] = (code, *said_of(errors))
                if code != IO or out or len(said_of(errors)) != 1:
                    yield f"{command} {option}, {what}: exit {code}, {errors or out[:200]}"
            if len(set(answers.values())) != 1:
                yield f"{option}, {what}: " + "; ".join(f"{c}: {a}" for c, a in answers.items())


ASSETS = pathlib.Path(__file__).resolve().parents[2] / "assets/pki"
JUDGED = [    # options, the check that fails; None: none does
    ((), None), (("--crl", ASSETS / "crl.pem"), None), (("--crl", ASSETS / "crl.pem", "--crl-required"), None), (("--crl-required",), "certificate.revocation"),
    (("--crl", ASSETS / "crl-revoked.pem"), "certificate.revocation"), (("--policy", "2.23.140.1.2.1"), "certificate.policies"),
]


def judged(f):
    for options, check in JUDGED:
        words = [*map(str, options), "--json"]
        of_run = f.run(["run", *words])[1]
        of_capture = f.run(["replay", "run.pcapng", "--ca", str(ASSETS / "root.pem"), "--time", "2026-06-15T12:00:00Z", *words])[1]
        for where, text in (("run", of_run), ("replay", of_capture)):
            failed = {e["type"] for e in map(json.loads, text.splitlines()) if e.get("verdict") == "fail" and e["type"].startswith("certificate.")}
            if failed - {"certificate.verdict"} != ({check} if check else set()):
                yield f"{where} {' '.join(words)}: {failed} failed, not {check}"


def main(program):
    with tempfile.TemporaryDirectory() as tmp, socket.create_server(("127.0.0.1", 0)) as taken:
        f = Files(program, pathlib.Path(tmp))
        code, _, errors = f.run(["run", "--plain", "--export", "run.pcapng"])
        wrong = [errors] if code else [*faults(f, taken.getsockname()[1]), *judged(f)]
    for line in wrong:
        print(line)
    print(f"options by kinds of file: {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(str(pathlib.Path(sys.argv[1]).resolve())))
