"""What ocsp.py and sct.py read of certificates: the elements of DER (X.690 8.1), and PEM around it (RFC 7468)."""
import base64


def element(data):
    """(tag, content, whole, rest)"""
    n, at = data[1], 2
    if n & 0x80:
        at += n & 0x7f
        n = int.from_bytes(data[2:at], 'big')
    return data[0], data[at:at + n], data[:at + n], data[at + n:]


def members(content):
    """(tag, content, whole) of each element"""
    while content:
        tag, inner, whole, content = element(content)
        yield tag, inner, whole


def from_pem(path):
    """DER of the first block"""
    with open(path) as file:
        return base64.b64decode(file.read().split('-----')[2])


def tbs(certificate):
    """(tag, content, whole) of tbsCertificate"""
    return next(members(element(certificate)[1]))
