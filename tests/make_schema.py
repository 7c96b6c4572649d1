#!/usr/bin/env python3
"""The JSON Schemas of what the program prints, made from the tables that the program is made from.

  make_schema.py           compares those in assets/ with the tables
  make_schema.py --update  writes them

slowshake.event.schema.json: a line of --json; slowshake.handshake.schema.json: a line of --json --summary;
slowshake.compare.schema.json: what compare --json prints.
"""
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
ASSETS = ROOT / "assets"


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


def closed_codes():
    """Why something in a capture stays closed"""
    return [row[1].strip('"') for row in rows("src/spec/closed.h", "CLOSED_LIST") if row[0] != "NONE"]


def causes():
    """Why a handshake failed, or why there is no connection"""
    return [row[1].strip('"') for row in rows("src/spec/causes.h", "CAUSE_LIST") if row[0] != "NONE"]


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
    outcome = {
        "outcome": {
            "description": "of a handshake: established, failed or truncated, in a capture also closed (it went on, unreadable); of the command verify: accepted, refused or unjudged (a check needs what is not supported here)",
            "enum": ["established", "failed", "truncated", "closed", "accepted", "refused", "unjudged"],
        },
        "version": or_null({"type": "string", "pattern": r"^(SSLv[23]|TLSv1\.[0-3]|TLSv1\.3 draft [0-9]+|0x[0-9a-f]{4})$"}),
        "cipher_suite": or_null({"type": "string", "pattern": "^(TLS_|GREASE$|0x[0-9a-f]{4}$)"}),
        "alert": or_null({"type": "string", "pattern": "^[a-z_]+"}),
        "alert_from": or_null(ref("actor")),
        "failed_check": or_null(ref("event_type")),
        "server_name": or_null(string),
    }
    why = {"cause": {"description": "why it failed, of a live connection or a capture", "enum": causes()},
           "cause_text": {"description": "the sentence that goes with it", **string}}
    resumed = {**why, "resumed": {"description": "it went on with the session of an earlier handshake", "const": True}}
    defs = {
        "seq": {"description": "number of the line in its trace, from 1", "type": "integer", "minimum": 1},
        "id": {"type": "integer", "minimum": 1},
        "count": {"type": "integer", "minimum": 0},
        "hex": {"type": "string", "pattern": "^([0-9a-f]{2})*$"},
        "actor": {
            "description": "none, client, server, observer, network; a trace may have others, such as mallory, who stands between two of them",
            "type": "string", "pattern": "^[a-z][a-z-]*$",
        },
        "op": {"enum": [row[0] for row in rows("src/trace/trace.h", "VALUE_OP_LIST")]},
        # not_tls is a reason of a check and one for staying closed
        "reason": {"enum": list(dict.fromkeys([*(row[0].lower() for row in rows("src/spec/reasons.h", "REASON_LIST")), *closed_codes()]))},
        "verdict": {"enum": ["none", "ok", "fail", "warn", "skipped", "unjudged"]},
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
            "connection": {"description": "whose it is; without it, of the first, 0", "type": "integer", "minimum": 1},
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
                "time": {"description": "of a capture: when the step, of which this is the first event, came over the wire",
                         "type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z$"},
                "delta_us": {"description": "microseconds since the step before", "type": "integer"},
                "connection": {"description": "of which it tells; without it, of the first, 0", "type": "integer", "minimum": 1},
                "unit": ref("id"),
                "field": {"description": "path of the field of the unit that it speaks of", **string},
            }),
            "allOf": [
                {
                    "if": {"properties": {"type": {"enum": types}}},
                    "then": {"properties": {"args": {
                        "additionalProperties": False,
                        "required": list(args),
                        "properties": {a: {"type": ["integer", "null"] if a == "bits" else "integer"} for a in args},
                    }}},
                } for args, types in by_args.items()
            ],
        },
        "provenance": obj("the answer to --why; the values of the trace stand before it", {
            **common({"const": "provenance"}),
            "value": ref("id"),
            "made_of": {"description": "all that it depends on, down to the leaves, each once", "type": "array", "items": ref("id")},
            "went_into": {"description": "all that depends on it, each once", "type": "array", "items": ref("id")},
            "rfc": string,
        }),
        "recipe": obj("the answer to --recipe: how openssl computes the value", {
            **common({"const": "recipe"}),
            "value": ref("id"),
            "command": {"description": "shell commands that print it in hex; null: there are none", **or_null(string)},
            "bytes": {"description": "how many of its bytes they print", **ref("count")},
            "note": or_null(string),
        }),
        "knowledge": obj("the answer to --knows: what a party knows at an event", {
            **common({"const": "knowledge"}),
            "who": {"enum": [row[1].strip('"') for row in rows("src/trace/knowledge.h", "KNOWER_LIST")]},
            "event": ref("id"),
            "closed_records": {"description": "encrypted records whose content nobody can read who reads this trace", **ref("count")},
            "values": {
                "description": "random, given, computed and secret values that exist by then, each name and content once",
                "type": "array",
                "items": obj("a value", {
                    "value": ref("id"),
                    "label": string,
                    "how": {"enum": ["not", "made", "seen", "given", "stolen", "computed", "public"]},
                    "secret": {"description": "the eavesdropper never learns it, and it is random or keyed, or depends on what is", **flag},
                }, {
                    "since": {"description": "the event at which it became known", **ref("id")},
                    "from": {"description": "computed: the result of the operation that gives it, or of the one that is undone", **ref("id")},
                }),
            },
        }),
        "schedule": obj("the answer to --schedule: what a party has derived at an event", {
            **common({"const": "schedule"}),
            "who": ref("actor"),
            "event": ref("id"),
            "secrets": {
                "description": "in the order in which they are made, each below what it is made of",
                "type": "array",
                "items": obj("a secret", {
                    "label": string,
                    "how": {"description": "the function, with what goes in beside what stands above", **string},
                    "depth": {"description": "how far below", **ref("count")},
                }, {
                    "value": {"description": "it is made by then", **ref("id")},
                }),
            },
        }),
        "comparison": obj("with --flip: how this trace differs from the same run without the change", {
            **common({"const": "comparison"}),
            "fault": {"description": "the event at which the network changes something", **or_null(ref("id"))},
            "change": string,
            "parts_at": {"description": "the first event that differs; null: it ends before", **or_null(ref("id"))},
            "parts_at_original": {"description": "its place in the original", **or_null(ref("id"))},
            "first_sign": {"description": "the first check that fails because of it", **or_null(ref("id"))},
            "noticed": {"description": "the check that ends the connection because of it", **or_null(ref("id"))},
            "noticed_by": or_null(ref("actor")),
            "check": or_null(ref("event_type")),
            "alert": or_null(string),
            "same_end": flag,
            "original_outcome": string,
        }),
        "connection_end": obj("how a connection ended; one line for each, at the end of a trace", {
            **common({"const": "connection.end"}),
            "connection": {"description": "its number in the trace", **ref("count")},
            "client": ref("actor"),
            "server": ref("actor"),
            **outcome,
        }, resumed),
        "end": obj("the last line of a trace: how the connection under study ended", {
            **common({"const": "trace.end"}),
            **outcome,
            "text": string,
        }, resumed),
    }
    branches = {"trace.begin": "begin", "value": "value", "unit": "unit", "provenance": "provenance", "recipe": "recipe", "knowledge": "knowledge", "schedule": "schedule", "comparison": "comparison",
                "connection.end": "connection_end", "trace.end": "end"}
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


def table(path, name):
    """The body of a C table."""
    return re.search(name + r"\[[^\]]*\] = \{(.*?)\n\};", (ROOT / path).read_text(), re.S).group(1)


def traffic_secrets():
    """The labels of key logs that open records of TLS 1.3."""
    return re.findall(r'"(\w+_TRAFFIC_SECRET\w*)"', (ROOT / "src/spec/keylog.c").read_text())


def handshake_schema():
    string, flag = {"type": "string", "minLength": 1}, {"type": "boolean"}
    endpoint = {"description": "address:port, IPv6 in brackets", "type": "string",
                "pattern": r"^([0-9.]+|\[[0-9a-f:.]+\]):[0-9]{1,5}$"}
    finished = {"enum": ["absent", "not decrypted", "verified", "mismatch", "not verified"]}
    signature = or_null({"enum": ["ok", "wrong", "not_checked", "unjudged"]})
    # without those that no handshake is told to have: its suite has no cipher with a name, or says nothing of it
    kx = re.findall(r"\[KX_(?!GOST|ANY|NONE)\w+\] = \{ \"(\w+)\"", table("src/spec/algorithms.c", "kx_specs"))
    reasons = closed_codes()
    decrypted = {"properties": {"decrypted": {"const": True}}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "slowshake.handshake/1",
        "description": "One line of `slowshake replay FILE --json --summary`: a handshake of a capture.",
        **obj("a handshake", {
            "schema": {"const": "slowshake.handshake/1"},
            "stream": STREAM["stream"],
            "time": {"description": "of the stream's first packet", "type": "string",
                     "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z$"},
            "client": endpoint,
            "server": endpoint,
            "via": {"description": "the dialogue before TLS", **or_null(string)},
            "server_name": {"description": "of ClientHello", **or_null({"type": "string"})},
            "version": {"description": "ServerHello's; null while there is none", **or_null(
                {"type": "string", "pattern": r"^(SSL [23]\.0|TLS 1\.[0-3]|TLS 1\.3 draft [0-9]+|DTLS 1\.[023]|0x[0-9a-f]{4})$"})},
            "cipher_suite": or_null({"type": "string", "pattern": "^(TLS|SSL)_|^GREASE|^0x[0-9a-f]{4}$"}),
            "key_exchange": {"description": "null: no ServerHello, or TLS 1.3", **or_null({"enum": kx})},
            "alpn": {"description": "the protocol that the server chose; null: none, or it cannot be read", **or_null(string)},
            "alpn_offered": {"description": "those that the client offers, with commas between them", **or_null(string)},
            "ja3": {"description": "fingerprint of ClientHello; null: there is none", **or_null({"type": "string", "pattern": "^[0-9a-f]{32}$"})},
            "ja4": or_null({"type": "string", "pattern": "^t(13|12|11|10|s3|00)[di][0-9]{4}.._[0-9a-f]{12}_[0-9a-f]{12}$"}),
            "client_auth": {"description": "the server asked for a certificate", **flag},
            "resumed": flag,
            "ems": {"description": "extended master secret (RFC 7627)", **flag},
            "etm": {"description": "encrypt-then-MAC (RFC 7366)", **flag},
            "alerts": {"description": "in the order in which they came; none that stayed encrypted",
                       "type": "array", "maxItems": 8, "items": obj("an alert", {
                           "from": {"enum": ["client", "server"]},
                           "level": {"enum": ["warning", "fatal"]},
                           "description": {"type": "string", "pattern": "^[a-z0-9_]+$"},
                           "answers": {"description": "the other side's last message before it; null: none came", **or_null(string)},
                       })},
            "decrypted": {"description": "the protected records of this handshake opened", **flag},
            "finished_client": finished,
            "finished_server": finished,
            "key_exchange_signature": {"description": "ServerKeyExchange; null: none", **signature},
            "client_signature": {"description": "CertificateVerify; null: none", **signature},
            "chain": {"description": "the server's; unjudged: a check needs what is not supported here; null: none seen", **or_null({"enum": ["accepted", "refused", "unjudged", "not_checked"]})},
            "chain_failed": {"description": "the check that refused it or could not be made, an event type",
                             **or_null({"enum": [name for name, _ in events()]})},
            "heartbeat": {"description": "a Heartbeat whose payload does not fit its message (RFC 6520 4) came, or was answered (Heartbleed)",
                          **or_null({"enum": ["too_long", "answered"]})},
            "client_chain": {"description": "the client's certificates, held against the same trust; null: none seen", **or_null({"enum": ["accepted", "refused", "unjudged", "not_checked"]})},
            "client_chain_failed": or_null({"enum": [name for name, _ in events()]}),
            "outcome": {"description": "whether it came about; unknown: the capture does not show it", "enum": ["unknown", "established", "failed"]},
            "cause": {"description": "why it failed; null: it did not, or nobody can say", **or_null({"enum": causes()})},
            "cause_text": {"description": "a sentence about this handshake", **or_null(string)},
            "cause_help": or_null(string),
            "handshake": {"description": "which of its stream, from 1: a further one renegotiates; 0: there is no connection (cause connection_refused or connection_unanswered)", "type": "integer", "minimum": 0},
            "reason": {"description": "why it stays closed; null: it was decrypted", **or_null({"enum": reasons})},
        }, {
            "out_of_order": {"description": "the first message that came out of its turn (RFC 5246 7.3)", "type": "string"},
            "secrets_missing": {"description": "labels of RFC 9850 whose secrets would open what stays closed",
                                "type": "array", "minItems": 1, "items": {"enum": traffic_secrets()}},
            "key_updates": obj("how often TLS 1.3 changed the keys of each side; absent: never",
                               {who: {"type": "integer", "minimum": 0} for who in ("client", "server")}),
            "alerts_left_out": {"description": "alerts that came before the last one of `alerts` and are not listed", "type": "integer", "minimum": 1},
        }),
        "allOf": [
            # in TLS 1.3 one may be opened and the other not
            {"if": {"properties": {who: {"enum": ["verified", "mismatch"]} for who in ("finished_client", "finished_server")}}, "then": decrypted},
            {"if": {"properties": {"chain": {"enum": ["refused", "unjudged"]}}},
             "then": {"properties": {"chain_failed": {"type": "string"}}},
             "else": {"properties": {"chain_failed": {"type": "null"}}}},
        ],
    }


def compare_schema():
    string, count = {"type": "string"}, {"type": "integer", "minimum": 0}
    only = {"only_a": or_null(string), "only_b": or_null(string)}
    result = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "slowshake.compare/1",
        **obj("what `slowshake compare A B --json` prints", {
            "schema": {"const": "slowshake.compare/1"},
            "a": string,
            "b": string,
            "outcome_a": string,
            "outcome_b": string,
            "parts_at": {"description": "the first of `messages` that is not the same; null: there is none", **or_null(count)},
            "messages": {"type": "array", "items": obj("a message that both have, or one of them", {
                "message": string,
                "sender": {"enum": ["client", "server"]},
                "bytes_a": {"description": "null: it is not in A", **or_null(count)},
                "bytes_b": or_null(count),
                "differences": {"type": "array", "items": obj("what is under one name in one of them alone", {"name": string, **only})},
            })},
            "secrets": {"type": "array", "items": obj("names of secrets that a party knows at the end", {
                "who": {"enum": [row[1].strip('"') for row in rows("src/trace/knowledge.h", "KNOWER_LIST")]},
                "known_a": {"description": "how many; null: the party is not in it", **or_null(count)},
                "known_b": or_null(count),
                **only,
            })},
        }),
    }
    result["properties"].pop("stream")
    return result


def main():
    wrong = 0
    for name, content in (("event", schema()), ("handshake", handshake_schema()), ("compare", compare_schema())):
        path = ASSETS / f"slowshake.{name}.schema.json"
        text = json.dumps(content, indent=1) + "\n"
        if "--update" in sys.argv:
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            print(f"{path.name} does not say what the tables say: run tests/make_schema.py --update", file=sys.stderr)
            wrong = 1
    return wrong


if __name__ == "__main__":
    sys.exit(main())
