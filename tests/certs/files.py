#!/usr/bin/env python3
"""Files with certificates, CRLs, keys and key logs in every encoding and container, made afresh: files.py PROGRAM

What can be read is read, whatever editor wrote it; what must be converted first is named, with the command,
and those commands are run; what is broken is told with its line. None of that is a verdict (exit 3).
"""
import pathlib
import re
import subprocess
import sys
import tempfile

from der import AT, Key, authority, basic, certificate, crl, key_id, key_usage, openssl, pem, san

READ, IO = 0, 3
RSA = ("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048")


class Files:
    """The plain files, and what may be run on a variant of each"""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        root, leaf = Key(folder, "root"), Key(folder, "leaf", *RSA)
        self.root_key = root
        self.root = pem(certificate(root, root, "Root", "Root", [basic(), key_usage(0x06), key_id(root.id)], serial=1))
        self.leaf = pem(certificate(leaf, root, "server.example", "Root", [san("server.example"), key_usage(0xA0), authority(root.id)]))
        self.other = pem(certificate(leaf, root, "other.example", "Root", [san("other.example"), key_usage(0xA0), authority(root.id)]))
        self.crl = pem(crl(root, "Root", [99]), "X509 CRL")
        self.key = (folder / "leaf.key").read_text()
        self.log = "CLIENT_RANDOM " + "00" * 32 + " " + "11" * 48 + "\n"
        for name, text in (("root.pem", self.root), ("leaf.pem", self.leaf), ("crl.pem", self.crl), ("log.txt", self.log)):
            (folder / name).write_text(text)

    def verify(self, **instead):
        words = {"chain": "leaf.pem", "--ca": "root.pem", "--crl": "crl.pem", **instead}
        return ["verify", words.pop("chain"), "--plain", "--time", AT, "--servername", "server.example",
                *(w for pair in words.items() for w in pair)]

    def with_key(self, option, file):
        """A run that reads the file and ends by itself"""
        if option == "--key":
            return ["run", "--plain", "--time", AT, "--ca", "root.pem", "--cert", "leaf.pem", "--key", file, "--servername", "server.example"]
        if option == "--cert":
            return ["run", "--plain", "--time", AT, "--ca", "root.pem", "--cert", file, "--key", "leaf.key", "--servername", "server.example"]
        return ["explain", "run.pcapng", option, file]

    def command(self, option, file):
        if option == "chain":
            return self.verify(chain=file)
        return self.verify(**{option: file}) if option in ("--ca", "--crl") else self.with_key(option, file)

    def run(self, words):
        p = subprocess.run([self.program, *words], cwd=self.folder, capture_output=True, text=True, errors="replace", timeout=60,
                           stdin=subprocess.DEVNULL, check=False)
        return p.returncode, p.stdout, p.stderr


def encodings(text):
    yield "as it is", text.encode()
    yield "a byte order mark", b"\xef\xbb\xbf" + text.encode()
    yield "a mark in front of each line", "".join("\ufeff%s\n" % line for line in text.splitlines()).encode()
    yield "blanks that nobody sees", "".join("\u00a0\u200b%s \u00a0\n" % line for line in text.splitlines()).encode()
    yield "CR LF", text.replace("\n", "\r\n").encode()
    yield "CR", text.replace("\n", "\r").encode()
    yield "UTF-16 LE with its mark", b"\xff\xfe" + text.encode("utf-16-le")
    yield "UTF-16 BE with its mark", b"\xfe\xff" + text.encode("utf-16-be")
    yield "UTF-16 LE", text.encode("utf-16-le")
    yield "UTF-16 BE", text.encode("utf-16-be")
    yield "UTF-16 and CR LF", b"\xff\xfe" + text.replace("\n", "\r\n").encode("utf-16-le")
    yield "no last newline", text.rstrip("\n").encode()
    yield "blanks around lines", "".join("  %s \n" % line for line in text.splitlines()).encode()


def readable(f):
    """(option, what, content): all of it is read like the plain file"""
    for option, text in (("chain", f.leaf), ("--ca", f.root), ("--crl", f.crl), ("--cert", f.leaf), ("--key", f.key), ("--rsa-key", f.key),
                         ("--keylog", f.log)):
        for what, content in encodings(text):
            yield option, what, content
    for option, text in (("chain", f.leaf), ("--ca", f.root), ("--crl", f.crl), ("--key", f.key)):
        yield option, "one line", text.replace("\n", "").encode()
        label = "pkey" if option == "--key" else "crl" if option == "--crl" else "x509"
        yield option, "DER", openssl(f.folder, label, "-outform", "DER", data=text.encode())
    yield "chain", "a second one behind a line without its end", (f.leaf.rstrip("\n") + f.other).encode()
    yield "--ca", "its key behind it", (f.root + f.key).encode()
    yield "--key", "behind its certificate", (f.leaf.rstrip("\n") + f.key).encode()
    yield "--ca", "comments around it", ("# CN=Root -----\n" + f.root + "# -----BEGIN CERTIFICATE-----\n").encode()


def containers(f):
    """(what, content, {option: the command that converts it, None: there is none})"""
    folder = f.folder
    pkcs7 = openssl(folder, "crl2pkcs7", "-certfile", "leaf.pem", "-in", "crl.pem")
    as_certs = "openssl pkcs7 -print_certs -in FILE"
    yield "PKCS #7", pkcs7, {"chain": as_certs, "--ca": as_certs, "--cert": as_certs, "--crl": as_certs, "--keylog": None, "--key": None}
    yield "PKCS #7 container (DER)", openssl(folder, "pkcs7", "-outform", "DER", data=pkcs7), \
        {"chain": "openssl pkcs7 -inform DER -print_certs -in FILE", "--ca": "-inform DER", "--crl": "-inform DER", "--key": None}
    pkcs12 = openssl(folder, "pkcs12", "-export", "-in", "leaf.pem", "-inkey", "leaf.key", "-passout", "pass:x")
    yield "PKCS #12", pkcs12, {"chain": "openssl pkcs12 -in FILE -nokeys", "--ca": "openssl pkcs12", "--cert": "openssl pkcs12", "--crl": None,
                               "--key": "openssl pkcs12 -in FILE -nocerts -nodes", "--rsa-key": "-nocerts -nodes", "--keylog": None}
    trusted = openssl(folder, "x509", "-in", "leaf.pem", "-trustout", "-addtrust", "serverAuth")
    yield "TRUSTED CERTIFICATE", trusted, {"chain": "openssl x509 -in FILE", "--cert": "openssl x509 -in FILE", "--key": None, "--crl": None}
    yield "base64", "\n".join(f.leaf.splitlines()[1:-1]).encode(), {"chain": "base64 -d < FILE", "--ca": "base64 -d"}
    locked = openssl(folder, "pkcs8", "-topk8", "-in", "leaf.key", "-passout", "pass:x")
    for name, content in (("encrypted", locked), ("encrypted", openssl(folder, "pkcs8", "-topk8", "-in", "leaf.key", "-passout", "pass:x", "-outform", "DER")),
                          ("encrypted", openssl(folder, "rsa", "-in", "leaf.key", "-traditional", "-aes128", "-passout", "pass:x"))):
        yield name, content, {"--key": "openssl pkey -in FILE", "--rsa-key": "openssl pkey -in FILE", "chain": None, "--ca": None}
    yield "public key", openssl(folder, "pkey", "-in", "leaf.key", "-pubout"), {"--key": "private half", "--rsa-key": "private half", "chain": None}
    yield "public key", openssl(folder, "pkey", "-in", "leaf.key", "-pubout", "-outform", "DER"), {"--key": "private half", "--ca": None}
    yield "public key", b"ssh-rsa AAAAB3NzaC1yc2E= x\n", {"--key": "private half", "chain": None}
    yield "OpenSSH", f.key.replace("BEGIN PRIVATE", "BEGIN OPENSSH PRIVATE").replace("END PRIVATE", "END OPENSSH PRIVATE").encode(), \
        {"--key": "ssh-keygen -p", "--rsa-key": "ssh-keygen -p", "chain": None}
    yield "PuTTY", b"PuTTY-User-Key-File-3: ssh-rsa\r\nEncryption: none\r\n", {"--key": "puttygen FILE", "chain": None, "--keylog": None}
    yield "Java keystore", b"\xfe\xed\xfe\xed\0\0\0\2\0\0\0\1", {"chain": "keytool", "--ca": "keytool", "--key": "keytool", "--crl": None}
    request = openssl(folder, "req", "-new", "-key", "leaf.key", "-subj", "/CN=x")
    for content in (request, openssl(folder, "req", "-outform", "DER", data=request)):
        yield "certificate request", content, {"chain": "a CA makes", "--cert": "a CA makes", "--key": None}
    for content in (f.crl.encode(), openssl(folder, "crl", "-outform", "DER", data=f.crl.encode())):
        yield "CRL", content, {"chain": "--crl", "--ca": "--crl", "--key": None}
    for content in (f.leaf.encode(), openssl(folder, "x509", "-in", "leaf.pem", "-outform", "DER")):
        yield "this is a certificate", content, {"--key": "another file", "--crl": None, "--keylog": None}
    for content in (f.key.encode(), openssl(folder, "pkey", "-in", "leaf.key", "-outform", "DER")):
        yield "private key", content, {"chain": None, "--ca": None, "--crl": None, "--keylog": "--rsa-key"}
    yield "key log", f.log.encode(), {"chain": None, "--key": "--keylog", "--rsa-key": "--keylog", "--ca": None}
    yield "web page", b"<!DOCTYPE html>\n<html></html>\n", {"chain": None, "--ca": None, "--keylog": None}
    yield "compressed", b"\x1f\x8b\x08\0\0\0\0\0", {"chain": "unpack", "--keylog": "unpack"}
    yield "capture", (folder / "run.pcapng").read_bytes(), {"chain": "slowshake explain", "--keylog": None, "--key": None}
    yield "empty file", b"", {"chain": None, "--ca": None, "--crl": None, "--rsa-key": None}
    yield "there is no", b"00000000: 3082 0343 3082 022b a003 0201 0202 040e  0..C0..+........\n", {"chain": None, "--ca": None, "--crl": None, "--key": None}
    yield "there is no", b"only words\n", {"chain": None, "--ca": None, "--crl": None, "--key": None, "--rsa-key": None}


def broken(f):
    """(what, content, line, words): told, where something is passed over, for certificates of every option"""
    lines = f.leaf.splitlines()
    whole = "\n".join(lines) + "\n"
    n = len(lines)

    def changed(at, line):
        return "\n".join(lines[:at] + ([] if line is None else [line]) + lines[at + 1:]) + "\n"

    yield "no END", changed(n - 1, None), 1, "no END belongs to it"
    yield "no END, then another", changed(n - 1, None) + f.other, 1, "no END belongs to it"
    yield "labels differ", changed(n - 1, "-----END X509 CRL-----"), n, "label of this END"
    yield "damaged", changed(3, lines[3][:-1] + "!"), 4, "no base64"
    yield "cut", changed(n - 2, lines[n - 2][:-1]), n, "not whole"
    yield "the second damaged", whole + f.other.replace("M", "*", 1), n + 2, "no base64"
    yield "BEGIN with four hyphens", changed(0, "----BEGIN CERTIFICATE-----"), 1, "five hyphens"
    yield "words before BEGIN", changed(0, "cert: " + lines[0]), 1, "before BEGIN"
    yield "no BEGIN", whole + "\n".join(lines[1:]) + "\n", n + n - 1, "no BEGIN"
    yield "an unknown label", whole + f.other.replace("CERTIFICATE", "CERTIFCATE"), n + 1, "did you mean CERTIFICATE?"
    yield "a container behind it", whole + openssl(f.folder, "crl2pkcs7", "-nocrl", "-certfile", "leaf.pem").decode(), n + 1, "openssl pkcs7"


def conversions(f):
    """What a refusal says is run, and its outcome is read."""
    for source, option, password in (("PKCS #7", "chain", False), ("PKCS #7 container (DER)", "chain", False), ("PKCS #7", "--crl", False),
                                     ("PKCS #12", "chain", True), ("PKCS #12", "--key", True), ("TRUSTED CERTIFICATE", "chain", False),
                                     ("encrypted", "--key", True), ("base64", "chain", False)):
        content = next(content for what, content, _ in containers(f) if what == source)
        yield source, option, content, password


def check_conversion(f, source, option, content, password):
    name = "it's a file"
    (f.folder / name).write_bytes(content)
    _, _, told = f.run(f.command(option, name))
    command = re.search(r"is wanted: ((openssl|base64) .*)$", " ".join(told.split("\n")).strip())
    if not command:
        return "no command: " + told
    words = command[1] + (" -passin pass:x" if password else "")
    p = subprocess.run(["sh", "-c", words], cwd=f.folder, capture_output=True, text=True, check=False)
    if p.returncode:
        return words + ": " + p.stderr
    made = re.search(r"(-out|>) (\S+)", command[1])[2]
    code, _, errors = f.run(f.command(option, made))
    return None if code == READ else "%s, but then: %d %s" % (words, code, errors)


def faults(f):
    code, _, errors = f.run(["run", "--plain", "--export", "run.pcapng"])
    if code:
        yield "run --export: " + errors
        return
    for option, what, content in readable(f):
        (f.folder / "variant").write_bytes(content)
        code, _, errors = f.run(f.command(option, "variant"))
        if code != READ or errors:
            yield "%s, %s: exit %d, %s" % (option, what, code, errors)
    for what, content, options in containers(f):
        (f.folder / "variant").write_bytes(content)
        for option, words in options.items():
            code, out, errors = f.run(f.command(option, "variant"))
            words = (words or "").replace("FILE", "variant")
            if code != IO or out or what not in errors or words not in errors or "variant" not in errors:
                yield "%s given as %s: exit %d, %s (wanted: %s)" % (what, option, code, errors or out[:200], words)
    for what, content, line, words in broken(f):
        (f.folder / "variant").write_text(content)
        for option in ("chain", "--ca", "--cert"):
            code, out, errors = f.run(f.command(option, "variant"))
            if code != IO or out or "variant:%d: " % line not in errors or words not in errors:
                yield "%s, %s: exit %d, %s (wanted: line %d, %s)" % (option, what, code, errors or out[-300:], line, words)
    for case in conversions(f):
        wrong = check_conversion(f, *case)
        if wrong:
            yield "%s, %s: %s" % (case[0], case[1], wrong)


def crls(f):
    """One CRL that cannot be read does not spoil the others."""
    fine = f.crl
    bad_time = pem(crl(f.root_key, "Root", [], next_update="3101010000Z"), "X509 CRL")
    damaged = fine.replace("M", "*", 1)
    revoked = pem(crl(f.root_key, "Root", [4711]), "X509 CRL")
    n = len(fine.splitlines())
    for what, text, code, words in (
            ("the second has a time without seconds", fine + bad_time, 0, ["variant:%d: " % (n + 1), "nextUpdate", "Part of what was given", "Accepted"]),
            ("the first", bad_time + fine, 0, ["variant:1: ", "nextUpdate", "Accepted"]),
            ("damaged base64", damaged + fine, 0, ["variant:2: ", "no base64", "Accepted"]),
            ("one behind it lists the certificate", damaged + revoked, 1, ["variant:2: ", "certificate_revoked"]),
            ("none can be read", damaged + bad_time, IO, ["variant:%d: " % (n + 1), "nextUpdate"])):
        (f.folder / "variant").write_text(text)
        got, out, errors = f.run(f.command("--crl", "variant"))
        text = " ".join((out + errors).split())
        missing = [w for w in words if w not in text]
        if got != code or missing:
            yield "CRLs, %s: exit %d instead of %d, missing %s; %s" % (what, got, code, missing, errors)


def main(program):
    with tempfile.TemporaryDirectory() as tmp:
        f = Files(program, pathlib.Path(tmp))
        wrong = [*faults(f), *crls(f)]
    for line in wrong:
        print(line)
    print("files in every encoding and container: %d wrong" % len(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(str(pathlib.Path(sys.argv[1]).resolve())))
