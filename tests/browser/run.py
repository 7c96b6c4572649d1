#!/usr/bin/env python3
"""Runs a browser test: run.py SCRIPT SLOWSHAKE MODULES [WORD...]

Counted as not run unless SLOWSHAKE_ALL=1; then what it needs and is missing fails it. MODULES: the folder in which
`npm ci` has put what package.json names.
"""
import os
import shutil
import sys


def main(script, program, modules, *words):
    name = os.path.basename(script)
    if os.environ.get("SLOWSHAKE_ALL") != "1":
        print("skip  %s: left out; tests/run --all runs it" % name)
        return 77
    missing = [p for p in ("node", "chromium", "firefox-esr", "pdftotext", "certutil", "tshark") if not shutil.which(p)]
    if not os.path.isdir(os.path.join(modules, "node_modules")):
        missing.append("what package.json names (npm ci)")
    if missing:
        print("FAIL  %s: missing: %s" % (name, ", ".join(missing)))
        return 1
    os.environ.setdefault("CHROMIUM", shutil.which("chromium"))
    os.environ.setdefault("FIREFOX", shutil.which("firefox-esr"))
    os.execvp("node", ["node", script, program, modules, *words])


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
