#!/usr/bin/env python3
"""Signs the demo PKI's certificate timestamps (RFC 6962 3.2), and prints the extension for them as openssl's configuration wants it.

sct.py CERTIFICATE ISSUER MILLISECONDS LOG-KEY...: CERTIFICATE has none yet, and will be issued once more, the same but for them. One of each log;
the keys are RSA keys, whose signatures are the same each time."""
import hashlib
import subprocess
import sys

from asn1 import from_pem, members, tbs


def vector(n, data):
    return len(data).to_bytes(n, 'big') + data


def openssl(*args, data=b''):
    return subprocess.run(['openssl', *args], input=data, stdout=subprocess.PIPE, check=True).stdout


def timestamp(about, issuer, milliseconds, key):
    issuer_key = list(members(tbs(from_pem(issuer))[1]))[6][2]
    log_id = hashlib.sha256(openssl('pkey', '-in', key, '-pubout', '-outform', 'DER')).digest()
    at = int(milliseconds).to_bytes(8, 'big')
    signed = b'\0\0' + at + b'\0\1' + hashlib.sha256(issuer_key).digest() + vector(3, tbs(from_pem(about))[2]) + b'\0\0'
    return vector(2, b'\0' + log_id + at + b'\0\0' + b'\4\1' + vector(2, openssl('dgst', '-sha256', '-sign', key, data=signed)))


def main(about, issuer, milliseconds, *keys):
    scts = vector(2, b''.join(timestamp(about, issuer, milliseconds, k) for k in keys))
    octets = b'\x04\x82' + vector(2, scts)
    print('1.3.6.1.4.1.11129.2.4.2 = DER:' + octets.hex(':'))


main(*sys.argv[1:])
