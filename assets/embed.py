#!/usr/bin/env python3
"""Writes a C file that holds files as string literals: embed.py OUTPUT ROOT FILE...

Each gets the name that it has below ROOT ("pki/server.pem"), or beside it
("lessons/01-handshake/lesson.md"). See base/assets.h.
"""
import os
import sys

PLAIN = {c: chr(c) for c in range(32, 127) if chr(c) not in '"\\?'}


def literal(line):
    # three octal digits: a digit that follows cannot be taken for part of it
    return '\t"' + ''.join(PLAIN.get(c, '\\%03o' % c) for c in line) + '"'


def main(output, root, *files):
    names = sorted((os.path.relpath(f, root).replace(os.sep, '/').removeprefix('../'), f) for f in files)
    out = ['/* Made by assets/embed.py. */', '#include "base/assets.h"', '',
           '#define ASSET(name, text) { name, { (const uint8_t *)(text), sizeof(text) - 1 } }', '',
           'const struct asset assets[] = {']
    for name, path in names:
        with open(path, 'rb') as f:
            lines = f.read().splitlines(keepends=True) or [b'']
        out.append('ASSET("%s",' % name)
        out.append('\n'.join(literal(line) for line in lines) + '),')
    out += ['};', 'const size_t n_assets = %d;' % len(names), '']
    with open(output, 'w', encoding='ascii') as f:
        f.write('\n'.join(out))


main(*sys.argv[1:])
