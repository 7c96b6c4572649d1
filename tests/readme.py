#!/usr/bin/env python3
"""The README is true of the program.

  readme.py SLOWSHAKE SOURCE_ROOT            check; says what is not true and exits 1
  readme.py --update SLOWSHAKE SOURCE_ROOT   write the block under "Options" anew

Its options are those of --help, its keys those of the terminal interface, its floors those of src/,
the files that it names exist, and every command that needs no network does what it says.
"""
import os
import re
import shlex
import subprocess
import sys
import tempfile


def block_after(text, heading):
    return text.split(heading, 1)[1].split('```\n', 1)[1].split('```', 1)[0]


def check_help(text, program):
    said = subprocess.run([program, '--help'], capture_output=True, text=True, check=True).stdout
    if block_after(text, '## Options').strip() != said.strip():
        yield 'the block under "Options" is not what --help prints'


def check_keys(text, root):
    block = ' '.join(block_after(text, '## Keys').split())
    with open(os.path.join(root, 'src/tui/keys/keys.c'), encoding='utf-8') as f:
        rows = re.findall(r'^\t\{ CMD_\w+, .*?, "([^"]+)" \},$', f.read(), re.M)
    if not rows:
        yield 'no keys found in src/tui/keys/keys.c'
    for row in rows:
        if row not in block:
            yield 'no key under "Keys" says: ' + row


def check_floors(text, root):
    block = block_after(text, '### Floors')
    for entry in sorted(os.listdir(os.path.join(root, 'src'))):
        if os.path.isdir(os.path.join(root, 'src', entry)) and not re.search(r'^ %s\b' % entry, block, re.M):
            yield 'src/%s is no floor of the drawing' % entry


def check_files(text, root):
    for name in set(re.findall(r'(?<![\w/])((?:src|tests|assets|lessons|\.ci)/[\w./-]*\w)', text)):
        if 'NAME' not in name and not os.path.exists(os.path.join(root, name)):
            yield name + ' does not exist'


def check_packages(text, root):
    """What the build needs stands in two places: here, and in tests/run."""
    with open(os.path.join(root, 'tests/run'), encoding='utf-8') as f:
        wanted = set(re.search(r'packages="([^"]*)"', f.read()).group(1).split())
    here = set(re.search(r'apt-get install -y --no-install-recommends ([^&]*)', text).group(1).split())
    for name in sorted(n for n in wanted - here if n.startswith(('lib', 'zlib')) and n != 'libcmocka-dev'):
        yield 'the first command does not install ' + name
    for name in sorted(here - wanted - {'libc6-dev'}):
        yield 'tests/run does not install ' + name


def commands(text):
    for block in re.findall(r'```sh\n(.*?)```', text, re.S):
        for line in block.splitlines():
            words = shlex.split(line, comments=True)
            if words and words[0] == 'slowshake' and words[1:2] not in (['connect'], ['serve']):
                yield line, words[1:]


def check_commands(text, program, root):
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(os.path.join(root, 'assets'), os.path.join(folder, 'assets'))
        n = 0
        for line, words in commands(text):
            words = [w for w in words if not w.startswith('>')]
            done = subprocess.run([program] + words, cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL,
                                  env={**os.environ, 'XDG_STATE_HOME': folder})
            # a lesson whose questions nobody answers is not finished
            want = 1 if '--fault' in words or '--flip' in words or 'stolen' in line or (words[:1] == ['learn'] and words[1:]) else 0
            n += 1
            if done.returncode != want or not done.stdout:
                yield '%s: exit %d, expected %d: %s' % (line, done.returncode, want, done.stderr.strip())
        if n < 5:
            yield 'hardly any commands found'


def update(program, root):
    path = os.path.join(root, 'README.md')
    with open(path, encoding='utf-8') as f:
        text = f.read()
    said = subprocess.run([program, '--help'], capture_output=True, text=True, check=True).stdout
    with open(path, 'w', encoding='utf-8') as f:
        f.write(text.replace(block_after(text, '## Options'), said.rstrip() + '\n'))


def main(program, root):
    program, root = os.path.abspath(program), os.path.abspath(root)
    with open(os.path.join(root, 'README.md'), encoding='utf-8') as f:
        text = f.read()
    faults = [*check_help(text, program), *check_keys(text, root), *check_floors(text, root),
              *check_files(text, root), *check_packages(text, root),
              *check_commands(text, program, root)]
    for fault in faults:
        print('README.md:', fault)
    return 1 if faults else 0


if __name__ == '__main__':
    if sys.argv[1:2] == ['--update']:
        update(*sys.argv[2:])
        sys.exit()
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
