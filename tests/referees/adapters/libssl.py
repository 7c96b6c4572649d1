"""What all programs have that speak TLS by OpenSSL's library."""
import re
import subprocess

from adapters.base import CURVES, FFDHE, Adapter


def ciphers():
    """Code point to name."""
    text = subprocess.run(["openssl", "ciphers", "-V", "ALL:COMPLEMENTOFALL:@SECLEVEL=0"], check=True, capture_output=True, text=True).stdout
    return {int(a + b, 16): name for a, b, name in re.findall(r"0x(..),0x(..) - (\S+)", text)}


def dh_files(place):
    """OpenSSL does not negotiate these groups in TLS 1.2: its server is given one."""
    out = {}
    for group in FFDHE:
        out[group] = place.folder / f"{group}.pem"
        subprocess.run(["openssl", "genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", f"group:{group}", "-out", out[group]],
                       check=True, capture_output=True)
    return out


OPENSSL_GROUPS = {"x25519": "X25519", "x448": "X448", "secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}


def group_list(case):
    """By OpenSSL's names; of a client whose share is for another group than it will get, that one first."""
    names = [case.retry if case.role == "serve" else None, case.group]
    return ":".join(OPENSSL_GROUPS.get(g, g) for g in names if g)


class LibsslAdapter(Adapter):
    old = ("1.0", "1.1")

    def __init__(self, place, ours):
        super().__init__(place, ours)
        self.ciphers = ciphers()
        self.dh_files = dh_files(place)

    def speaks(self, suite):
        return suite.code in self.ciphers

    def groups(self, role):
        return [g for g in self.ours.groups if g in CURVES + FFDHE]

    def schemes(self, role):
        return [s for s in self.ours.schemes if not s.startswith("ed")]
