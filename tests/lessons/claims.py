#!/usr/bin/env python3
"""What the lessons state, and where it stands: claims.py SOURCE_ROOT

Beside each lesson.md a claims.txt: SOURCE | SENTENCE, the sentence as the lesson has it; the source is a section of an RFC,
an event of the program that shows it, or for what no RFC tells another work with its year. Each citation of a lesson stands in
one of its claims; each claim still stands in the lesson, and stands there once.
"""
import json
import pathlib
import re
import sys

from faults import FAULTS, fault

OTHER = re.compile(r"other \S.*, (?:19|20)\d\d")
CITED = re.compile(r"RFC (\d+),?(?: (?:section )?((?:[A-F]|\d{1,2})\b(?:\.[0-9]+)*(?:\([a-z0-9]+\))*))?")


def words(text):
    """Without what Markdown and questions put between words."""
    text = re.sub(r"^(right|wrong|hint): ", "", text, flags=re.M)
    text = re.sub(r"^\s*- (\[[ x]\] )?", "", text, flags=re.M)
    return " ".join(text.split())


def check(folder, events):
    lesson = words((folder / "lesson.md").read_text(encoding="utf-8"))
    claimed, lines, n = set(), set(), 0
    for number, line in enumerate((folder / "claims.txt").read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("#"):
            continue
        n += 1
        where = f"{folder.name}/claims.txt:{number}"
        source, _, sentence = line.partition(" | ")
        if not sentence or words(sentence) not in lesson:
            fault(f"{where}: the lesson does not say so: {sentence}")
        if source.startswith("event "):
            if source[6:] not in events:
                fault(f"{where}: there is no event {source[6:]}")
        elif not CITED.fullmatch(source) and not OTHER.fullmatch(source):
            fault(f"{where}: {source} is no event, no section of an RFC, and no other work with its year")
        if line in lines:
            fault(f"{where}: it stands there already")
        lines.add(line)
        claimed.add(source)
    for m in CITED.finditer(lesson):
        source = f"RFC {m[1]}" + (f" {m[2].rstrip('.')}" if m[2] else "")
        if source not in claimed:
            fault(f"{folder.name}: {source} is cited, and no claim has it")
    return n


def main(root):
    schema = json.loads((pathlib.Path(root) / "assets/slowshake.event.schema.json").read_text())
    events = set(re.findall(r'"([a-z0-9_]+(?:\.[a-z0-9_]+)*)"', json.dumps(schema)))
    folders = sorted(p for p in (pathlib.Path(root) / "lessons").iterdir() if p.is_dir())
    n = 0
    for folder in folders:
        if (folder / "claims.txt").exists():
            n += check(folder, events)
        else:
            fault(f"{folder.name}: no claims.txt")
    print(f"{n} claims of {len(folders)} lessons, {len(FAULTS)} faults")
    return 1 if FAULTS or not n else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
