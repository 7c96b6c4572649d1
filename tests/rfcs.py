#!/usr/bin/env python3
"""What is cited is in force.

  rfcs.py SOURCE_ROOT    says each citation of an RFC that another one has replaced, of a draft that has become
                         an RFC, and of a section that is not there; exits 1 if there is one
"""
import pathlib
import re
import sys

# RFC: the one that replaced it (as of 2026-11)
REPLACED = {
    793: 9293, 1750: 4086, 2246: 4346, 2313: 8017, 2437: 8017, 2459: 5280, 2560: 6960, 2818: 9110,
    3268: 5246, 3280: 5280, 3447: 8017, 3546: 6066, 4346: 5246, 4347: 6347, 4366: 6066, 4492: 8422, 4507: 5077,
    4627: 8259, 4634: 6234, 5077: 9846, 5081: 6091, 5208: 5958, 5246: 9846, 5469: 8996, 5763: 8842, 6125: 9525,
    6347: 9147, 6844: 8659, 6961: 9846, 6962: 9162, 7159: 8259, 7507: 8996, 7525: 9325, 7539: 8439, 7627: 9846,
    8422: 9846, 8446: 9846, 8447: 9847, 8773: 9973,
}

# Cited all the same, for what the newer one does not say.
KEPT = {
    2246: 'TLS 1.0', 4346: 'TLS 1.1, and the suites for export', 5246: 'TLS 1.2', 4347: 'DTLS 1.0', 6347: 'DTLS 1.2',
    5077: 'tickets of TLS 1.2', 6961: 'status_request_v2', 7627: 'the extended master secret of TLS 1.2',
    8422: 'elliptic curves in TLS 1.2', 5469: 'suites with DES and IDEA', 7507: 'the fallback signal',
    6962: 'the logs and timestamps in use; RFC 9162 is another format', 3280: 'privateKeyUsagePeriod, which RFC 5280 left out',
}

# Drafts that are none yet, or never will be. Numbered drafts of TLS 1.3 are versions of their own, which captures hold.
DRAFTS = {
    'draft-agl-tls-nextprotoneg', 'draft-balfanz-tls-channelid', 'draft-gutmann-tls-lts', 'draft-ietf-opsawg-pcap',
    'draft-ietf-opsawg-pcapng', 'draft-ietf-tls-mldsa', 'draft-ietf-tls-mlkem', 'draft-ietf-tls-tlsflags',
    'draft-irtf-cfrg-aegis-aead', 'draft-kato-ipsec-camellia-gcm', 'draft-kwiatkowski-tls-ecdhe-kyber',
    'draft-pismenny-tls-dtls-plaintext-sequence-number', 'draft-tls-westerbaan-xyber768d00', 'draft-vvv-tls-alps',
    'draft-wang-tls-raw-public-key-with-ibc',
}
TLS13_DRAFT = re.compile(r'draft-ietf-tls-tls13-\d\d')

# How many subsections a section has. From 4 on the numbers of RFC 9846 are not those of RFC 8446.
SUBSECTIONS = {
    9846: {
        '': 12, '1': 4, '2': 3, '3': 8, '4': 7, '4.2': 4, '4.3': 11, '4.3.8': 2, '4.3.11': 3, '4.4': 2, '4.5': 3, '4.5.1': 3, '4.7': 3,
        '5': 5, '6': 2, '7': 5, '7.4': 2, '8': 3, '9': 3, '11': 1, 'B': 4, 'B.3': 5, 'B.3.1': 4, 'C': 5, 'E': 5, 'F': 10, 'F.1': 6,
    },
    5246: {
        '': 12, '1': 2, '4': 8, '4.6': 1, '6': 3, '6.2': 3, '6.2.3': 3, '7': 4, '7.2': 2, '7.4': 9, '7.4.1': 4, '7.4.1.4': 1, '7.4.7': 2,
        '8': 1, '8.1': 2, 'A': 7, 'A.4': 4, 'D': 4, 'E': 3, 'F': 6, 'F.1': 4, 'F.1.1': 3,
    },
    5280: {
        '': 11, '3': 5, '4': 2, '4.1': 2, '4.1.1': 3, '4.1.2': 9, '4.1.2.5': 2, '4.2': 2, '4.2.1': 15, '4.2.2': 2, '5': 3, '5.1': 2,
        '5.1.1': 3, '5.1.2': 7, '5.2': 7, '5.3': 3, '6': 3, '6.1': 6, '6.3': 3, '7': 5, 'A': 2, 'C': 4,
    },
    8017: {
        '': 10, '3': 2, '4': 2, '5': 2, '5.1': 2, '5.2': 2, '7': 2, '7.1': 2, '7.2': 2, '8': 2, '8.1': 2, '8.2': 2, '9': 2, '9.1': 2,
        'A': 2, 'A.1': 2, 'A.2': 4, 'B': 2, 'B.2': 1,
    },
}

SPACE = r'(?:[\s*#]|//)+'  # a line of a comment may end in between
CITED = re.compile(r'\bRFCs?' + SPACE + r'(\d{3,5})((?:(?:,|,?' + SPACE + r'(?:and|or))' + SPACE + r'\d{3,5}\b(?!\.\d))*)')
SECTION = re.compile(r'\bRFC' + SPACE + r'(9846|5246|5280|8017),?' + SPACE + r'(?:[Ss]ection' + SPACE + r'|Appendix' + SPACE + r')?(\d[\d.]*\d|\d|[A-F](?:\.\d+)*)\b')
DRAFT = re.compile(r'\bdraft-[a-z]+-[a-z0-9-]*[a-z0-9]')


def section_exists(rfc, section):
    parent, _, last = section.rpartition('.')
    return last in 'ABCDEF' or 1 <= int(last) <= SUBSECTIONS[rfc].get(parent, 0)


def faults(text):
    """(offset, what is wrong) of each citation."""
    for m in CITED.finditer(text):
        for number in map(int, re.findall(r'\d+', m.group(1) + m.group(2))):
            if number in REPLACED and number not in KEPT:
                yield m.start(), f'RFC {number} was replaced by RFC {REPLACED[number]}'
    for m in SECTION.finditer(text):
        rfc, section = int(m.group(1)), m.group(2)
        if not section_exists(rfc, section):
            yield m.start(), f'RFC {rfc} has no section {section}' + ' (its numbers are not those of RFC 8446)' * (rfc == 9846)
    for m in DRAFT.finditer(text):
        if m.group() not in DRAFTS and not TLS13_DRAFT.fullmatch(m.group()):
            yield m.start(), f'{m.group()}: cite the RFC that it became, or say in DRAFTS of tests/rfcs.py that it is none yet'


def sources(root):
    yield root / 'README.md'
    for folder, kinds in (('src', '.c .h .md'), ('assets', '.txt .md .1 .json .py'), ('lessons', '.md .txt'), ('tests', '.c .py .md .txt')):
        for path in sorted((root / folder).rglob('*')):
            if path.suffix in kinds.split() and not {'corpus', 'golden'} & set(path.parts) and path.name != 'rfcs.py':
                yield path


def self_test():
    wrong = ('RFC 8446 4.1.3', '(RFC\n * 7525 3.3)', 'RFCs 5280 and 6125', 'RFC 9846 4.1.3', 'RFC 9846, section 4.6.3',
             'RFC 5246 7.4.1.5', 'RFC 5280 4.1.2.10', 'draft-ietf-tls-esni', 'RFC 5246, RFC 3280 and RFC 2818')
    right = ('RFC 9846 4.2.3', 'RFC 9846, section 4.3.11', 'RFC 9846 E.4', 'RFC 9846.', 'RFC 5246 7.4.1.2, RFC 5246 F.1.1', 'RFC 5280 6.1.3(a)(4)',
             'draft-ietf-tls-tls13-18 4.1.3', 'RFC 8448', 'RFC 6962, 9162')
    for text in wrong:
        assert list(faults(text)), text
    for text in right:
        assert not list(faults(text)), (text, list(faults(text)))
    assert set(KEPT) <= set(REPLACED)


def main():
    self_test()
    root = pathlib.Path(sys.argv[1])
    n = bad = 0
    for path in sources(root):
        text = path.read_text(encoding='utf-8', errors='replace')
        n += len(CITED.findall(text))
        for offset, what in faults(text):
            line = text.count('\n', 0, offset) + 1
            print(f'{path.relative_to(root)}:{line}: {what}', file=sys.stderr)
            bad += 1
    print(f'{n} citations, {bad} of them out of force')
    return 1 if bad or not n else 0


if __name__ == '__main__':
    sys.exit(main())
