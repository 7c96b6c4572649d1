#!/usr/bin/env python3
"""The JSON Schema of the event lines, made from the tables that the program is made from.

  make_schema.py           compares assets/slowshake.event.schema.json with the tables
  make_schema.py --update  writes it
"""
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = ROOT / "assets" / "slowshake.event.schema.json"


def rows(path, macro):
    """The arguments of each X(...) in the list `macro` of a header, as C source."""
    text = (ROOT / path).read_text()
    body = re.search(r"#define " + macro + r"\(X\)(.*?)\n\n", text, re.S).group(1).replace("\\\n", " ")
    body = re.sub(r"/\*.*?\*/", " ", body)
    for m in re.finditer(r"\bX\(((?:[^()\"]|\"(?:[^\"\\]|\\.)*\"|\([^()]*\))*)\)", body):
        yield re.findall(r"\"(?:[^\"\\]|\\.)*\"|\w+", m.group(1))


def events():
    for row in rows("src/spec/events.h", "EVENT_LIST"):
        name = row[1].strip('"')
        yield name, [a.strip('"') for a in row[-2:] if a != "NULL"]


STREAM = {"stream": {"description": "the TCP stream of a capture", "type": "integer", "minimum": 0}}


def obj(description, required, optional=None):
    if "schema" in required:
        optional = {**(optional or {}), **STREAM}
    return {
        "description": description,
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": {**required, **(optional or {})},
    }


def common(type_schema):
    return {"schema": {"const": "slowshake.event/1"}, "seq": {"$ref": "#/$defs/seq"}, "type": type_schema}


def or_null(schema):
    return {"anyOf": [schema, {"type": "null"}]}


def schema():
    all_events = list(events())
    by_args = {}
    for name, args in all_events:
        by_args.setdefault(tuple(args), []).append(name)
    names = [name for name, _ in all_events]
    ref = lambda name: {"$ref": "#/$defs/" + name}  # noqa: E731
    string, flag = {"type": "string"}, {"type": "boolean"}
    defs = {
        "seq": {"description": "number of the line in its trace, from 1", "type": "integer", "minimum": 1},
        "id": {"type": "integer", "minimum": 1},
        "count": {"type": "integer", "minimum": 0},
        "hex": {"type": "string", "pattern": "^([0-9a-f]{2})*$"},
        "actor": {"enum": ["none", "client", "server", "observer", "network"]},
        "op": {"enum": [row[0] for row in rows("src/trace/trace.h", "VALUE_OP_LIST")]},
        "reason": {"enum": [row[0].lower() for row in rows("src/spec/reasons.h", "REASON_LIST")]},
        "verdict": {"enum": ["none", "ok", "fail", "warn", "skipped"]},
        "event_type": {"enum": names},
        "begin": obj("the first line of a trace", {
            **common({"const": "trace.begin"}),
            "program": {"const": "slowshake"},
            "scenario": or_null(string),
            "seed": or_null(string),
        }),
        "value": obj("an immutable byte string and how it was made; stands before the first line that names its id", {
            **common({"const": "value"}),
            "id": ref("id"),
            "op": ref("op"),
            "inputs": {"type": "array", "items": ref("id")},
            "label": string,
            "hex": ref("hex"),
            "actor": ref("actor"),
        }, {
            "alg": {"type": "string", "minLength": 1},
            "offset": {"description": "SLICE: where it begins in its input", **ref("count")},
            "text": {"description": "the bytes as people read them, if not as hex", **string},
        }),
        "field": obj("a part of a unit; each byte of the unit stands in exactly one leaf", {
            "path": string,
            "depth": ref("count"),
            "off": ref("count"),
            "len": ref("count"),
            "leaf": flag,
            "text": string,
        }, {
            "malformed": {"const": True},
            "value": ref("id"),
        }),
        "unit": obj("bytes with a field tree: a record, its plaintext, a message; fields in preorder", {
            **common({"const": "unit"}),
            "id": ref("id"),
            "kind": {"enum": ["record", "plaintext", "message", "block", "certificate"]},
            "sender": ref("actor"),
            "name": string,
            "value": ref("id"),
            "encrypted": flag,
            "step": ref("count"),
            "fields": {"type": "array", "items": ref("field")},
        }, {
            "carrier": {"description": "the unit that it travels in", **ref("id")},
            "carrier_offset": ref("count"),
            "record_seq": ref("count"),
            "altered": {"const": True},
        }),
        "event": {
            **obj("one thing that a party did or checked", {
                **common(ref("event_type")),
                "id": ref("id"),
                "actor": ref("actor"),
                "step": ref("count"),
                "step_title": or_null(string),
                "verdict": ref("verdict"),
                "reason": ref("reason"),
                "fatal": flag,
                "args": {"type": "object"},
                "values": {"type": "array", "items": ref("id")},
                "rfc": or_null({"type": "string", "pattern": "^RFC [0-9]+"}),
                "title": string,
                "text": string,
            }, {
                "unit": ref("id"),
                "field": {"description": "path of the field of the unit that it speaks of", **string},
            }),
            "allOf": [
                {
                    "if": {"properties": {"type": {"enum": types}}},
                    "then": {"properties": {"args": {
                        "additionalProperties": False,
                        "required": list(args),
                        "properties": {a: {"type": "integer"} for a in args},
                    }}},
                } for args, types in by_args.items()
            ],
        },
        "end": obj("the last line of a trace", {
            **common({"const": "trace.end"}),
            "outcome": {
                "description": "of a handshake: established, failed or truncated; of the command verify: accepted or refused",
                "enum": ["established", "failed", "truncated", "accepted", "refused"],
            },
            "version": or_null({"enum": ["SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"]}),
            "cipher_suite": or_null({"type": "string", "pattern": "^TLS_"}),
            "alert": or_null({"type": "string", "pattern": "^[a-z_]+"}),
            "alert_from": or_null(ref("actor")),
            "failed_check": or_null(ref("event_type")),
            "server_name": or_null(string),
            "text": string,
        }),
    }
    branches = {"trace.begin": "begin", "value": "value", "unit": "unit", "trace.end": "end"}
    rule = ref("event")
    for type_name, target in reversed(branches.items()):
        rule = {"if": {"properties": {"type": {"const": type_name}}}, "then": ref(target), "else": rule}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "slowshake.event/1",
        "description": "One line of `slowshake --json`: JSON Lines, one object a line, trace.begin first, trace.end last.",
        "type": "object",
        "required": ["schema", "seq", "type"],
        **rule,
        "$defs": defs,
    }


def main():
    text = json.dumps(schema(), indent=1) + "\n"
    if "--update" in sys.argv:
        TARGET.write_text(text)
        return 0
    if not TARGET.exists() or TARGET.read_text() != text:
        print(f"{TARGET.name} does not say what the tables say: run tests/make_schema.py --update", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
