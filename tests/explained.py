#!/usr/bin/env python3
"""What a handshake of TLS 1.3 shows is explained as TLS 1.3 has it.

  explained.py SLOWSHAKE SOURCE_ROOT    says each event, field, message, alert and extension of the TLS 1.3 scenarios
                                        whose explanation rests on a document of an older version; exits 1 if there is one
"""
import json
import pathlib
import re
import subprocess
import sys

# What these say is not true of TLS 1.3 any more, or is said anew in RFC 9846. RFC 5077 is left for the form of our own tickets.
OLDER = re.compile(r'RFC (5246|5288|5289|7627|8422)\b')
# These are of TLS 1.2 wherever they stand: what a client offers a server that speaks no more.
OF_TLS12 = {'extension extended_master_secret', 'extension ec_point_formats', 'field compressed', 'field ec_point_format_list', 'field ECPointFormat',
            'field ec_point_formats',
            'event record.padding', 'field padding'}        # of the ticket that the server seals with CBC


def entries(path):
    """Texts by key; what the entry of a version does not say is as in the common one."""
    found, now = {}, None
    for line in path.read_text().splitlines():
        if line.startswith('= '):
            now = {}
            found.update(dict.fromkeys(line[2:].split(), now))
        elif now is not None and re.match(r'(what|why|rfc): ', line):
            part, text = line.split(': ', 1)
            now[part] = text
    return {key: {**found.get(key.split('@')[0], {}), **e} for key, e in found.items()}


def shown(program, scenario):
    """(kind, keys that are looked for in turn) of all that is in the trace."""
    out = subprocess.run([program, 'run', scenario, '--json'], capture_output=True, text=True).stdout
    for line in out.splitlines():
        row = json.loads(line)
        if row['type'] != 'unit':
            if '.' in row['type'] and not row['type'].startswith('trace'):
                yield 'event', (row['type'],)
            continue
        if row['kind'] == 'message':
            yield 'message', (row['name'],)
        for field in row['fields']:
            path = [part.replace(' ', '_') for part in re.sub(r'\[\d+\]', '', field['path']).split('.')]
            yield 'field', ('.'.join(path[-2:]), path[-1])
            word = field['text'].split(' (')[0]
            if path[-1] == 'extension_type':
                yield 'extension', (word,)
            elif path[-1] == 'description':
                yield 'alert', (word,)


def main(program, root):
    names = subprocess.run([program, 'list', 'scenarios'], capture_output=True, text=True, check=True).stdout.split('\n')
    scenarios = [name.split()[0] for name in names if name.startswith('tls13')]
    texts = {kind: entries(pathlib.Path(root, 'assets/explain', kind + 's.txt')) for kind in ('event', 'field', 'message', 'alert', 'extension')}
    looked, wrong = set(), []
    for kind, keys in {pair for scenario in scenarios for pair in shown(program, scenario)}:
        forms = [form for key in keys for form in (key + '@1.3', key)]
        text = next((texts[kind][form] for form in forms if form in texts[kind]), {})
        name = f'{kind} {keys[-1]}'
        looked.add(name)
        if OLDER.search(text.get('rfc', '')) and name not in OF_TLS12:
            wrong.append(f'{name}: {text["rfc"]}')
    for line in sorted(set(wrong)):
        print(line)
    print(f'{len(scenarios)} scenarios, {len(looked)} things shown, {len(set(wrong))} of them explained by an older version')
    return 1 if wrong or len(looked) < 150 else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
