#!/usr/bin/env python3
"""What a handshake shows is explained as its version has it, with a reason, and once.

  explained.py SLOWSHAKE SOURCE_ROOT    says each event, field, message, alert and extension of the TLS 1.3 scenarios whose explanation rests on a
                                        document of an older version; each that has no why; each sentence that two entries share, and each
                                        that a page says twice; exits 1 if there is one
"""
import html
import json
import pathlib
import re
import subprocess
import sys
import tempfile

# What these say is not true of TLS 1.3 any more, or is said anew in RFC 9846. RFC 5077 is left for the form of our own tickets.
OLDER = re.compile(r'RFC (5246|5288|5289|7627|8422)\b')
# These are of TLS 1.2 wherever they stand: what a client offers a server that speaks no more.
OF_TLS12 = {'extension extended_master_secret', 'extension ec_point_formats', 'field compressed', 'field ec_point_format_list', 'field ECPointFormat',
            'field ec_point_formats',
            'event record.padding', 'field padding'}        # of the ticket that the server seals with CBC


# A why is asked for in each of these; in events and reasons it is the sentence itself that says it.
KINDS_WITH_WHY = ('field', 'message', 'extension', 'alert', 'algorithm')
# These stand on one page.
KINDS_OF_A_PAGE = ('field', 'message', 'extension')
PAGES = ('default', 'classic', 'ct', 'ocsp-delegated', 'client-chain', 'ssl30', 'tls13', 'tls13-client', 'tls13-resume', 'tls13-hrr')
SHORT = 20          # what is no longer may stand twice: "Always fatal."


def written(path):
    """Texts by key, as they are written."""
    found, now, part = {}, None, None
    for line in path.read_text().splitlines():
        if line.startswith('= '):
            now, part = {}, None
            found.update(dict.fromkeys(line[2:].split(), now))
        elif now is not None and re.match(r'(what|why|rfc): ', line):
            part, text = line.split(': ', 1)
            now[part] = text
        elif part and line.startswith('  '):
            now[part] += ' ' + line.strip()
    return found


def entries(found):
    """Texts by key; what the entry of a version does not say is as in the common one."""
    return {key: {**found.get(key.split('@')[0], {}), **e} for key, e in found.items()}


def sentences(text):
    return [s for s in re.split(r'(?<=[.!?])\s+', text.strip()) if len(s) > SHORT]


def said(entry):
    return sentences(entry.get('what', '')) + sentences(entry.get('why', ''))


def without_why(texts):
    for kind in KINDS_WITH_WHY:
        for key, entry in texts[kind].items():
            if not entry.get('why'):
                yield f'{kind} {key} has no why'


def shared(texts):
    """What two entries say that can stand on one page; the forms of a thing by version never do."""
    owners = {}
    for kind in KINDS_OF_A_PAGE:
        found = texts[kind]
        things = {id(entry): {kind + ' ' + k.split('@')[0] for k, e in found.items() if e is entry} for entry in found.values()}
        for key, entry in found.items():
            for sentence in said(entry):
                first, others = owners.setdefault(sentence, (kind + ' ' + key, things[id(entry)]))
                if not others & things[id(entry)]:
                    yield f'{first} and {kind} {key} both say: {sentence}'


def said_twice(program, texts):
    """Sentences of the explanations that a page has more than once."""
    ours = {s for kind in KINDS_OF_A_PAGE for e in texts[kind].values() for s in said(e)}
    with tempfile.TemporaryDirectory() as there:
        for scenario in PAGES:
            page = pathlib.Path(there, scenario + '.html')
            subprocess.run([program, 'run', scenario, '--plain', '--export', page], stdout=subprocess.DEVNULL, check=True)
            blocks = re.split(r'<[^>]*>', re.sub(r'<(script|style).*?</\1>', '', page.read_text(), flags=re.S))
            seen = set()
            for sentence in (s for block in blocks for s in sentences(html.unescape(block)) if s in ours):
                if sentence in seen:
                    yield f'the page of {scenario} says twice: {sentence}'
                seen.add(sentence)
            if len(seen) < 100:
                yield f'the page of {scenario} explains {len(seen)} things only'


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
    files = {kind: written(pathlib.Path(root, 'assets/explain', kind + 's.txt')) for kind in ('event', *KINDS_WITH_WHY)}
    texts = {kind: entries(found) for kind, found in files.items()}
    looked, wrong = set(), [*without_why(texts), *shared(files), *said_twice(program, texts)]
    for kind, keys in {pair for scenario in scenarios for pair in shown(program, scenario)}:
        forms = [form for key in keys for form in (key + '@1.3', key)]
        text = next((texts[kind][form] for form in forms if form in texts[kind]), {})
        name = f'{kind} {keys[-1]}'
        looked.add(name)
        if OLDER.search(text.get('rfc', '')) and name not in OF_TLS12:
            wrong.append(f'{name}: {text["rfc"]}')
    for line in sorted(set(wrong)):
        print(line)
    whys = sum(bool(e.get('why')) for kind in KINDS_WITH_WHY for e in texts[kind].values())
    print(f'{len(scenarios)} scenarios, {len(looked)} things shown, {whys} whys, {len(set(wrong))} wrong')
    return 1 if wrong or len(looked) < 150 else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
