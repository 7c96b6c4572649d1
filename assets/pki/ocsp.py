#!/usr/bin/env python3
"""Signs the demo PKI's OCSP responses (RFC 6960 4.2.1): `openssl ocsp` knows no clock but the real one, and these say when they are from.

ocsp.py FILE CERTIFICATE ISSUER KEY SIGNED_BY THIS NEXT STATUS [DELEGATE]: the response about CERTIFICATE, which ISSUER issued, signed with
KEY in the name of SIGNED_BY; with DELEGATE the latter's certificate comes along. STATUS: good, unknown, or revoked:TIME:REASON.
ocsp.py FILE error N: OCSPResponseStatus N, which nobody signs. ocsp.py FILE flip RESPONSE: one bit of the signature changed.
Certificates and responses are PEM."""
import base64
import hashlib
import subprocess
import sys
import textwrap

from asn1 import from_pem, members, tbs


def der(tag, *parts):
    content = b''.join(parts)
    n = len(content)
    length = bytes([n]) if n < 128 else bytes([0x80 | (n.bit_length() + 7) // 8]) + n.to_bytes((n.bit_length() + 7) // 8, 'big')
    return bytes([tag]) + length + content


def certificate(path):
    whole = from_pem(path)
    parts = list(members(tbs(whole)[1]))
    _, serial, issuer, subject, spki = parts[0], parts[1], parts[3], parts[5], parts[6]
    return {'der': whole, 'serial': serial[1], 'issuer': issuer[2], 'subject': subject[2], 'key': list(members(spki[1]))[1][1][1:]}


SHA1 = der(0x30, bytes.fromhex('06052b0e03021a'), der(0x05))
SHA256_RSA = der(0x30, bytes.fromhex('06092a864886f70d01010b'), der(0x05))


def cert_status(text):
    kind, _, rest = text.partition(':')
    if kind == 'revoked':
        time, reason = rest.split(':')
        return der(0xa1, der(0x18, time.encode()), der(0xa0, der(0x0a, bytes([int(reason)]))))
    return der({'good': 0x80, 'unknown': 0x82}[kind])


def response(about, issuer, key, by, this, following, status, delegate):
    about, issuer, by = certificate(about), certificate(issuer), certificate(by)
    cert_id = der(0x30, SHA1, der(0x04, hashlib.sha1(about['issuer']).digest()), der(0x04, hashlib.sha1(issuer['key']).digest()), der(0x02, about['serial']))
    single = der(0x30, cert_id, cert_status(status), der(0x18, this.encode()), der(0xa0, der(0x18, following.encode())))
    # the CA itself by its name, as openssl does; a delegate by its key
    responder = der(0xa2, der(0x04, hashlib.sha1(by['key']).digest())) if delegate else der(0xa1, by['subject'])
    data = der(0x30, responder, der(0x18, this.encode()), der(0x30, single))
    signature = subprocess.run(['openssl', 'dgst', '-sha256', '-sign', key], input=data, stdout=subprocess.PIPE, check=True).stdout
    basic = der(0x30, data, SHA256_RSA, der(0x03, b'\0' + signature), *([der(0xa0, der(0x30, by['der']))] if delegate else []))
    return der(0x30, der(0x0a, b'\0'), der(0xa0, der(0x30, bytes.fromhex('06092b0601050507300101'), der(0x04, basic))))


def main(path, *args):
    if args[0] == 'error':
        made = der(0x30, der(0x0a, bytes([int(args[1])])))
    elif args[0] == 'flip':                     # the last bytes are the signature's
        made = bytearray(from_pem(args[1]))
        made[-100] ^= 1
    else:
        made = response(*args[:7], len(args) > 7)
    body = '\n'.join(textwrap.wrap(base64.b64encode(made).decode(), 64))
    open(path, 'w').write(f'-----BEGIN OCSP RESPONSE-----\n{body}\n-----END OCSP RESPONSE-----\n')


main(*sys.argv[1:])
