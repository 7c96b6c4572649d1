#!/usr/bin/env python3
"""What is written about the program is true of it.

  readme.py SLOWSHAKE SOURCE_ROOT            check; says what is not true and exits 1

README.md is short, and its commands do what they say (those that need no network). src/README.md draws the
floors of src/. Both name only files that exist. The manual page has all keys of the terminal interface and all
settings, and its examples run too; that it has all options, tests/unit/test_options.c checks, and all reasons
tests/captures/reasons.py.
"""
import os
import re
import shlex
import subprocess
import sys
import tempfile


def block_after(text, heading):
    return text.split(heading, 1)[1].split('```\n', 1)[1].split('```', 1)[0]


def check_size(text):
    """About 8 KB: what is more belongs into the manual page, or into src/README.md."""
    if len(text.encode()) > 9000:
        yield 'README.md: %d bytes: what does not everybody need of it?' % len(text.encode())


def check_keys(man, root):
    keys = ' '.join(man.split('.SH KEYS', 1)[1].split('.SH', 1)[0].split())
    with open(os.path.join(root, 'src/tui/keys/keys.c'), encoding='utf-8') as f:
        rows = re.findall(r'^\t\{ CMD_\w+, .*?, "([^"]+)"(?:, WHEN_\w+)? \},$', f.read(), re.M)
    if not rows:
        yield 'no keys found in src/tui/keys/keys.c'
    for row in rows:
        if row not in keys:
            yield 'slowshake.1: no key under KEYS says: ' + row


def check_settings(man, program):
    settings = man.split('.SH CONFIGURATION', 1)[1].split('.SH', 1)[0]
    config = subprocess.run([program, 'list', 'config'], capture_output=True, text=True, check=True).stdout
    names = [n for n in re.findall(r'^(?:# )?([a-z.]+) = ', config, re.M) if not n.startswith('key.')]
    if len(names) < 5:
        yield 'hardly any settings found'
    for name in names:
        if name not in settings:
            yield 'slowshake.1: no setting %s under CONFIGURATION' % name


def check_floors(text, root):
    block = block_after(text, '## The floors')
    for entry in sorted(os.listdir(os.path.join(root, 'src'))):
        if os.path.isdir(os.path.join(root, 'src', entry)) and not re.search(r'^ %s\b' % entry, block, re.M):
            yield 'src/README.md: src/%s is no floor of the drawing' % entry


def check_files(name_of_file, text, root):
    for name in set(re.findall(r'(?<![\w/])((?:src|tests|assets|lessons|\.ci)/[\w./-]*\w)', text)):
        if 'NAME' not in name and not os.path.exists(os.path.join(root, name)):
            yield '%s: %s does not exist' % (name_of_file, name)


def check_packages(text, root):
    """What the build needs stands in two places: here, and in tests/run."""
    with open(os.path.join(root, 'tests/run'), encoding='utf-8') as f:
        wanted = set(re.search(r'packages="([^"]*)"', f.read()).group(1).split())
    here = set(re.search(r'apt-get install -y --no-install-recommends ([^&]*)', text).group(1).split())
    for name in sorted(n for n in wanted - here if n.endswith('-dev') and n != 'libcmocka-dev'):
        yield 'README.md: the first command does not install ' + name
    for name in sorted(here - wanted - {'libc6-dev'}):
        yield 'tests/run does not install ' + name


def commands(text, man):
    """Those of the README, then those of the manual page: they may read what the first ones wrote."""
    lines = [line for block in re.findall(r'```sh\n(.*?)```', text, re.S) for line in block.splitlines()]
    examples = re.findall(r'^\.B (slowshake .*)$', man.split('.SH EXAMPLES', 1)[1], re.M)
    if not examples:
        yield 'no examples in the manual page', ['--no-such-option']
    for line in lines + [re.split(r' [|>] ', e)[0] for e in examples]:
        words = shlex.split(line, comments=True)
        if words and words[0] == 'slowshake' and words[1:2] not in (['connect'], ['serve']):
            yield line, words[1:]


def check_commands(text, man, program, root):
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(os.path.join(root, 'assets'), os.path.join(folder, 'assets'))
        n = 0
        for line, words in commands(text, man):
            words = [w for w in words if not w.startswith('>')]
            done = subprocess.run([program] + words, cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL,
                                  env={**os.environ, 'XDG_STATE_HOME': folder})
            want = 1 if '--fault' in words or '--flip' in words or 'stolen' in line else 0
            n += 1
            if done.returncode != want or not done.stdout:
                yield '%s: exit %d, expected %d: %s' % (line, done.returncode, want, done.stderr.strip())
        if n < 5:
            yield 'hardly any commands found'


def read(root, name):
    with open(os.path.join(root, name), encoding='utf-8') as f:
        return f.read()


def main(program, root):
    program, root = os.path.abspath(program), os.path.abspath(root)
    text, builders = read(root, 'README.md'), read(root, 'src/README.md')
    man = read(root, 'assets/slowshake.1').replace('\\-', '-')
    faults = [*check_size(text), *check_keys(man, root), *check_settings(man, program), *check_floors(builders, root),
              *check_files('README.md', text, root), *check_files('src/README.md', builders, root), *check_packages(text, root),
              *check_commands(text, man, program, root)]
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == '__main__':
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
