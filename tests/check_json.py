#!/usr/bin/env python3
"""Checks JSON Lines of `slowshake --json`: each line against the schema, then what a
schema cannot say: ids exist before they are used, slices fit, the leaves of every
unit cover each of its bytes exactly once.

  check_json.py FILE...             files (- is stdin)
  check_json.py --exec COMMAND...   the output of a command (its exit code may be 0 or 1)
"""
import json
import pathlib
import subprocess
import sys

import jsonschema

SCHEMA = pathlib.Path(__file__).resolve().parent.parent / "assets" / "slowshake.event.schema.json"


class Trace:
    """What one trace has told so far."""

    def __init__(self):
        self.values, self.units, self.events, self.connections, self.seq, self.ended = {}, {}, set(), set(), 0, False
        self.inputs = {}

    def need(self, table, ident, what):
        if ident not in table:
            raise ValueError(f"{what} {ident} is used before its line")

    def value(self, line):
        if line["id"] in self.values:
            raise ValueError(f"value {line['id']} comes twice")
        for i in line["inputs"]:
            self.need(self.values, i, "value")
        if line["op"] == "SLICE":
            whole, off = self.values[line["inputs"][0]], 2 * line["offset"]
            if whole[off:off + len(line["hex"])] != line["hex"]:
                raise ValueError(f"value {line['id']} is not that slice of value {line['inputs'][0]}")
        elif "offset" in line:
            raise ValueError(f"value {line['id']} has an offset but is no slice")
        self.values[line["id"]] = line["hex"]
        self.inputs[line["id"]] = set(line["inputs"])

    def provenance(self, line):
        """Both directions are found here anew: an id is larger than those that it depends on."""
        self.need(self.values, line["value"], "value")
        back, forth = {line["value"]}, {line["value"]}
        for i in sorted(self.inputs, reverse=True):
            if i in back:
                back |= self.inputs[i]
        for i in sorted(self.inputs):
            if self.inputs[i] & forth:
                forth.add(i)
        for name, want in (("made_of", back), ("went_into", forth)):
            if sorted(line[name]) != sorted(want - {line["value"]}):
                raise ValueError(f"{name} of value {line['value']} is not what the inputs say")

    def recipe(self, line):
        self.need(self.values, line["value"], "value")
        if 2 * line["bytes"] > len(self.values[line["value"]]):
            raise ValueError("a recipe for more bytes than the value has")

    def knowledge(self, line):
        if line["event"] not in self.events:
            raise ValueError(f"there is no event {line['event']}")
        for v in line["values"]:
            self.need(self.values, v["value"], "value")
            if ("since" in v) != (v["how"] != "not") or v.get("since", 0) > line["event"]:
                raise ValueError(f"value {v['value']} is known since {v.get('since')}, and how is {v['how']}")
            if ("from" in v) != (v["how"] == "computed"):
                raise ValueError(f"value {v['value']} is known from {v.get('from')}, and how is {v['how']}")
            if line["who"] == "eavesdropper" and v["secret"] and v["how"] != "not":
                raise ValueError(f"value {v['value']} is secret, and the eavesdropper knows it")

    def comparison(self, line):
        for name in ("fault", "parts_at", "first_sign", "noticed"):
            if line[name] is not None and line[name] not in self.events:
                raise ValueError(f"{name}: there is no event {line[name]}")
        if (line["noticed"] is None) != (line["check"] is None):
            raise ValueError("noticed and check do not go together")

    def unit(self, line):
        if line["id"] in self.units:
            raise ValueError(f"unit {line['id']} comes twice")
        self.need(self.values, line["value"], "value")
        if "carrier" in line:
            self.need(self.units, line["carrier"], "unit")
        size, at = len(self.values[line["value"]]) // 2, 0
        for f in line["fields"]:
            if f["off"] + f["len"] > size:
                raise ValueError(f"unit {line['id']}: field {f['path']} reaches behind the end")
            if "value" in f:
                self.need(self.values, f["value"], "value")
                want = self.values[line["value"]][2 * f["off"]:2 * (f["off"] + f["len"])]
                if self.values[f["value"]] != want:
                    raise ValueError(f"unit {line['id']}: the value of {f['path']} has other bytes")
            if f["leaf"]:
                if f["off"] != at:
                    raise ValueError(f"unit {line['id']}: leaf {f['path']} begins at {f['off']}, not at {at}")
                at += f["len"]
        if at != size:
            raise ValueError(f"unit {line['id']} ({line['name']}): leaves cover {at} of {size} bytes")
        self.units[line["id"]] = {f["path"] for f in line["fields"]}

    def event(self, line):
        if line["id"] in self.events:
            raise ValueError(f"event {line['id']} comes twice")
        self.events.add(line["id"])
        for i in line["values"]:
            self.need(self.values, i, "value")
        if "unit" in line:
            self.need(self.units, line["unit"], "unit")
        if "field" in line and ("unit" not in line or line["field"] not in self.units[line["unit"]]):
            raise ValueError(f"event {line['id']}: there is no field {line['field']}")
        if "{" in line["text"] and "}" in line["text"]:
            raise ValueError(f"event {line['id']}: a placeholder was left in: {line['text']}")
        if line["fatal"] and line["verdict"] not in ("fail", "unjudged"):
            raise ValueError(f"event {line['id']} is fatal without having failed")
        if line["fatal"] and line["actor"] == "observer":
            raise ValueError(f"event {line['id']}: who only listens ends nothing")

    def add(self, line):
        if self.ended:
            raise ValueError("a line after trace.end")
        if (self.seq == 0) != (line["type"] == "trace.begin"):
            raise ValueError("trace.begin must be the first line, and only that")
        if line["seq"] != self.seq + 1:
            raise ValueError(f"seq {line['seq']} comes after {self.seq}")
        self.seq = line["seq"]
        if line["type"] == "trace.end":
            self.ended = True
        elif line["type"] in ("value", "unit", "provenance", "recipe", "knowledge", "comparison"):
            getattr(self, line["type"])(line)
        elif line["type"] == "connection.end":
            if line["connection"] in self.connections:
                raise ValueError(f"connection {line['connection']} ends twice")
            self.connections.add(line["connection"])
        elif line["type"] != "trace.begin":
            self.event(line)


def check(name, text, validator):
    trace, n_traces = Trace(), 0
    for number, raw in enumerate(text.splitlines(), 1):
        try:
            line = json.loads(raw)
            error = next(validator.iter_errors(line), None)
            if error:
                raise ValueError("/".join(str(p) for p in error.path) + ": " + error.message[:300])
            if trace.ended:
                trace = Trace()
            trace.add(line)
            n_traces += trace.ended
        except ValueError as e:
            print(f"{name}:{number}: {e}", file=sys.stderr)
            return False
    if not trace.ended:
        print(f"{name}: ends without trace.end", file=sys.stderr)
    return trace.ended


def main(argv):
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text()))
    if argv[:1] == ["--exec"]:
        run = subprocess.run(argv[1:], stdout=subprocess.PIPE, check=False)
        if run.returncode not in (0, 1):
            print(f"{argv[1]} ended with {run.returncode}", file=sys.stderr)
            return 1
        return 0 if check(" ".join(argv[1:]), run.stdout.decode(), validator) else 1
    ok = bool(argv)
    for name in argv:
        text = sys.stdin.read() if name == "-" else pathlib.Path(name).read_text()
        ok = check(name, text, validator) and ok
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
