#!/usr/bin/env python3
"""Long paths, and certificates of which no revocation list speaks: paths.py PROGRAM"""
import pathlib
import subprocess
import sys
import tempfile


def openssl(folder, *words):
    subprocess.run(["openssl", *map(str, words)], cwd=folder, check=True, capture_output=True)


def make(folder, depth):
    """root.pem, and chain.pem: a leaf, and so many intermediates, the lowest first"""
    openssl(folder, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "0.key", "-out", "root.pem", "-days", "9",
            "-subj", "/CN=Root", "-addext", "keyUsage=critical,keyCertSign,cRLSign")
    (folder / "0.pem").write_bytes((folder / "root.pem").read_bytes())
    chain = []
    for i in range(1, depth + 2):
        last = i == depth + 1
        (folder / "ext").write_text("subjectAltName=DNS:leaf.example\nauthorityKeyIdentifier=keyid\n" if last else
                                    "basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n")
        openssl(folder, "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", f"{i}.key", "-out", "csr", "-subj",
                "/CN=leaf.example" if last else f"/CN=CA {i}")
        openssl(folder, "x509", "-req", "-in", "csr", "-CA", f"{i - 1}.pem", "-CAkey", f"{i - 1}.key", "-set_serial", i, "-days", "9", "-extfile", "ext", "-out", f"{i}.pem")
        chain.insert(0, (folder / f"{i}.pem").read_text())
    (folder / "chain.pem").write_text("".join(chain))
    (folder / "index").write_text("")
    (folder / "ca.cnf").write_text("[ca]\ndefault_ca=own\n[own]\ndatabase=index\ndefault_md=sha256\ndefault_crl_days=5\n")
    for name, ca in (("crl.pem", depth), ("other.pem", 0)):
        openssl(folder, "ca", "-config", "ca.cnf", "-gencrl", "-keyfile", f"{ca}.key", "-cert", f"{ca}.pem", "-out", name)


def verify(program, folder, *words):
    p = subprocess.run([program, "verify", "chain.pem", "--ca", "root.pem", "--servername", "leaf.example", *words], cwd=folder, capture_output=True, text=True, check=False)
    return p.returncode, " ".join(p.stdout.split())[-160:] + p.stderr


def check(program, folder):
    for depth, code in ((1, 0), (9, 0), (16, 0), (18, 0), (19, 1)):
        make(folder, depth)
        got, said = verify(program, folder)
        if got != code:
            yield f"{depth} intermediates: exit {got}: {said}"
        by_openssl = subprocess.run(["openssl", "verify", "-CAfile", "root.pem", "-untrusted", "chain.pem", "chain.pem"], cwd=folder, capture_output=True, check=False).returncode
        if by_openssl:
            yield f"{depth} intermediates: openssl does not take them"
    make(folder, 1)
    lists = (folder / "crl.pem").read_text() + (folder / "other.pem").read_text()
    (folder / "both.pem").write_text(lists)
    for words, code in (((), 0), (("--crl-required",), 1), (("--crl", "both.pem"), 0), (("--crl", "both.pem", "--crl-required"), 0),
                        (("--crl", "other.pem"), 0), (("--crl", "other.pem", "--crl-required"), 1), (("--crl", "crl.pem", "--crl-required"), 1)):
        got, said = verify(program, folder, *words)
        if got != code or (code and "certificate.revocation" not in said):
            yield f"{words}: exit {got}: {said}"


def main(program):
    program = str(pathlib.Path(program).resolve())
    with tempfile.TemporaryDirectory() as name:
        wrong = list(check(program, pathlib.Path(name)))
    for line in wrong:
        print(line)
    print(f"paths and lists: {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
