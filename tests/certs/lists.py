#!/usr/bin/env python3
"""Delta CRLs, and lists for some reasons only (RFC 5280 5.2.4, 5.2.5, 6.3), made afresh: lists.py PROGRAM

Of each case the exit code, and words of the event certificate.revocation. What openssl says of it stands beside in the log;
where it differs, the table says why.
"""
import pathlib
import subprocess
import sys
import tempfile

from der import AT, Key, authority, basic, certificate, crl, distribution_points, extension, integer, issuing_point, key_id, key_usage, pem, san

ACCEPTED, REFUSED = 0, 1
SERIAL, OTHER = 4711, 99
STOLEN, HOLD, REMOVE = 1, 6, 8
A, B = "http://a.example/crl", "http://b.example/crl"
LOW, HIGH = (1, 2, 3, 4), (5, 6, 7, 8)
REFRESHED, SOME, ALONE = "Neither the issuer's CRL nor the delta CRL", "some reasons for revoking only", "none that it fits"
OLD, LISTED, UNLISTED, TAKEN_OFF = "nextUpdate has passed", "the certificate was revoked", "does not list its serial number", "takes it off again"


class Pki:
    def __init__(self, folder):
        self.root, self.inter, self.leaf, self.other = (Key(folder, label) for label in ("root", "inter", "leaf", "other"))
        ca = [basic(), key_usage(0x06)]
        (folder / "root.pem").write_text(pem(certificate(self.root, self.root, "Root", "Root", [*ca, key_id(self.root.id)], serial=1)))
        self.middle = certificate(self.inter, self.root, "Inter", "Root", [*ca, key_id(self.inter.id), authority(self.root.id)], serial=2)
        self.of_root = crl(self.root, "Root", [])

    def chain(self, points=()):
        more = [distribution_points((A, None), dotted="2.5.29.46")]      # freshestCRL: openssl looks for no delta without it
        more += [distribution_points(*points)] if points else []
        own = certificate(self.leaf, self.inter, "server.example", "Inter", [san("server.example"), key_usage(0x80), authority(self.inter.id), *more])
        return pem(own) + pem(self.middle)

    def base(self, serials=(), number=5, signer=None, **how):
        return crl(signer or self.inter, "Inter", list(serials), number=number, **how)

    def delta(self, serials=(), number=7, base=5, more=(), **how):
        return self.base(serials, number, more=[extension("2.5.29.27", integer(base), True), *more], **how)

    def some(self, reasons=None, uri=None, serials=(), **how):
        return self.base(serials, more=[issuing_point(uri, reasons)], **how)


EXPIRED = {"this_update": "280101000000Z", "next_update": "290101000000Z"}


def cases(p):
    """title, distribution points, lists, exit code, words, what openssl says otherwise and why"""
    yield "a complete list", (), [p.base()], ACCEPTED, UNLISTED, None
    yield "and a delta that fits", (), [p.base(), p.delta()], ACCEPTED, REFRESHED, None
    yield "the delta stands first", (), [p.delta(), p.base()], ACCEPTED, REFRESHED, None
    yield "the delta lists it", (), [p.base(), p.delta([(SERIAL, STOLEN)])], REFUSED, LISTED, None
    yield "the delta lists another", (), [p.base(), p.delta([OTHER])], ACCEPTED, REFRESHED, None
    yield "both list it", (), [p.base([SERIAL]), p.delta([SERIAL])], REFUSED, LISTED, None
    yield "the base lists it, the delta is silent", (), [p.base([SERIAL]), p.delta()], REFUSED, LISTED, None
    yield "on hold, and taken off", (), [p.base([(SERIAL, HOLD)]), p.delta([(SERIAL, REMOVE)])], ACCEPTED, TAKEN_OFF, None
    yield "on hold, then stolen", (), [p.base([(SERIAL, HOLD)]), p.delta([(SERIAL, STOLEN)])], REFUSED, LISTED, None
    yield "taken off what was never on it", (), [p.base(), p.delta([(SERIAL, REMOVE)])], ACCEPTED, REFRESHED, None
    yield "taken off by a delta that does not fit", (), [p.base([(SERIAL, HOLD)], 4), p.delta([(SERIAL, REMOVE)])], REFUSED, LISTED, None
    yield "taken off by an old delta", (), [p.base([(SERIAL, HOLD)]), p.delta([(SERIAL, REMOVE)], **EXPIRED)], REFUSED, LISTED, "the dates of a delta are not looked at there"
    yield "taken off by a delta that another key signed", (), [p.base([(SERIAL, HOLD)]), p.delta([(SERIAL, REMOVE)], signer=p.other)], REFUSED, LISTED, None
    yield "two deltas, the newer one counts", (), [p.base([(SERIAL, HOLD)]), p.delta([(SERIAL, REMOVE)], 6), p.delta([(SERIAL, STOLEN)], 8)], REFUSED, LISTED, "the first one counts there"
    yield "a delta alone", (), [p.delta()], REFUSED, ALONE, None
    yield "a delta alone that lists it", (), [p.delta([SERIAL])], REFUSED, LISTED, None
    yield "the base is older than the delta's", (), [p.base(number=4), p.delta()], ACCEPTED, UNLISTED, None
    yield "the base is newer than the delta", (), [p.base(number=9), p.delta()], ACCEPTED, UNLISTED, None
    yield "the base is between", (), [p.base(number=6), p.delta()], ACCEPTED, REFRESHED, None
    yield "numbers of 20 octets", (), [p.base(number=1 << 158), p.delta(number=(1 << 158) + 1, base=1 << 158)], ACCEPTED, REFRESHED, None
    yield "the base has no number", (), [p.base(number=None), p.delta()], ACCEPTED, UNLISTED, None
    yield "an old base, a delta of today", (), [p.base(**EXPIRED), p.delta()], ACCEPTED, REFRESHED, None
    yield "an old base, a delta of today that lists it", (), [p.base(**EXPIRED), p.delta([SERIAL])], REFUSED, LISTED, None
    yield "an old base, an old delta", (), [p.base(**EXPIRED), p.delta(**EXPIRED)], REFUSED, OLD, None
    yield "an old base, a delta of today that does not fit", (), [p.base(number=4, **EXPIRED), p.delta()], REFUSED, OLD, None
    yield "a base of today, an old delta", (), [p.base(), p.delta(**EXPIRED)], ACCEPTED, UNLISTED, None
    yield "a delta of another scope", (), [p.base(), p.delta(more=[issuing_point(user=True)])], ACCEPTED, UNLISTED, None
    yield "on hold, and a newer complete list without it", (), [p.base([(SERIAL, HOLD)]), p.base(number=6)], ACCEPTED, UNLISTED, "the first one counts there"
    yield "on hold in the newer list", (), [p.base(), p.base([(SERIAL, HOLD)], 6)], REFUSED, LISTED, "the first one counts there"
    yield "stolen, and a newer complete list without it", (), [p.base([(SERIAL, STOLEN)]), p.base(number=6)], REFUSED, LISTED, None
    yield "some reasons", (), [p.some(LOW)], REFUSED, SOME, None
    yield "some reasons, listed", (), [p.some(LOW, serials=[(SERIAL, STOLEN)])], REFUSED, LISTED, None
    yield "two lists for all reasons", (), [p.some(LOW), p.some(HIGH)], ACCEPTED, UNLISTED, None
    yield "two lists for all reasons, the second lists it", (), [p.some(LOW), p.some(HIGH, serials=[(SERIAL, 5)])], REFUSED, LISTED, None
    yield "two lists, and a reason is in neither", (), [p.some(LOW), p.some(HIGH[:-1])], REFUSED, SOME, None
    yield "two lists, one is old", (), [p.some(LOW), p.some(HIGH, **EXPIRED)], REFUSED, SOME, None
    yield "three lists that overlap", (), [p.some(LOW), p.some((4, 5, 6)), p.some((6, 7, 8))], ACCEPTED, UNLISTED, None
    yield "for no reason at all", (), [p.some(())], REFUSED, "does not cover", "a list for no reason counts there"
    yield "some reasons, and one for all", (), [p.some(LOW), p.base()], ACCEPTED, UNLISTED, None
    yield "a point for each half", ((A, LOW), (B, HIGH)), [p.some(LOW, A), p.some(HIGH, B)], ACCEPTED, UNLISTED, None
    yield "a point for each half, one list", ((A, LOW), (B, HIGH)), [p.some(LOW, A)], REFUSED, SOME, None
    yield "the point is for fewer reasons than the list", ((A, LOW), (B, HIGH)), [p.some(None, A)], REFUSED, SOME, None
    yield "the point is for fewer, and both are there", ((A, LOW), (B, HIGH)), [p.some(None, A), p.some(None, B)], ACCEPTED, UNLISTED, None
    yield "a list of another point", ((A, None),), [p.some(None, B)], REFUSED, "does not cover", None
    yield "a list of no point is for all", ((A, LOW), (B, HIGH)), [p.base()], ACCEPTED, UNLISTED, "a point for some reasons only bounds the list there"
    yield "a delta for some reasons", (), [p.some(LOW), p.some(HIGH), p.delta([(SERIAL, STOLEN)], more=[issuing_point(None, LOW)])], REFUSED, LISTED, None
    yield "a delta for some reasons takes it off", (), [p.some(LOW, serials=[(SERIAL, HOLD)]), p.some(HIGH), p.delta([(SERIAL, REMOVE)], more=[issuing_point(None, LOW)])], \
        ACCEPTED, UNLISTED, None


def by_openssl(folder):
    p = subprocess.run(["openssl", "verify", "-attime", "1893456000", "-crl_check", "-extended_crl", "-use_deltas", "-CAfile", "root.pem", "-untrusted", "chain.pem",
                        "-CRLfile", "lists.pem", "chain.pem"], cwd=folder, capture_output=True, text=True, check=False)
    return p.returncode != 0, "OK" if p.returncode == 0 else " ".join((p.stderr.strip().splitlines() or ["?"])[-2:])[:70]


def faults(program, folder, p, case):
    title, points, lists, code, words, differs = case
    (folder / "chain.pem").write_text(p.chain(points))
    (folder / "lists.pem").write_text("".join(pem(x, "X509 CRL") for x in [*lists, p.of_root]))
    run = subprocess.run([program, "verify", "chain.pem", "--ca", "root.pem", "--crl", "lists.pem", "--crl-required", "--time", AT, "--servername", "server.example"],
                         cwd=folder, capture_output=True, text=True, check=False)
    said = " ".join(run.stdout.split())
    if run.returncode != code or run.stderr or said.count(words) < 1:
        yield f"{title}: exit {run.returncode}, not {code}, or no {words!r}: {run.stderr}{said[-500:]}"
    refused, other = by_openssl(folder)
    print(f"{title:48} ours: {'refused' if run.returncode else 'accepted':9} openssl: {other}")
    if (refused != bool(code)) != bool(differs):
        yield f"{title}: openssl says {other}, and the table {'that it differs' if differs else 'does not say why'}"


def main(program):
    program = str(pathlib.Path(program).resolve())
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        p = Pki(folder)
        all_cases = list(cases(p))
        wrong = [line for case in all_cases for line in faults(program, folder, p, case)]
    for line in wrong:
        print(line)
    print(f"{len(all_cases)} cases of revocation lists, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
