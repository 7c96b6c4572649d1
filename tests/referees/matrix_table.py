"""The table at the end of the matrix: what was done with whom, and what nobody speaks."""

import matrix_features

LEGEND = """f full, c full with a client certificate, h after HelloRetryRequest, r resumed, s resumed after a client certificate; ! failed, - not spoken.
Each column: slowshake as client of the peer / as its server."""


def marks(case):
    yield "c" if case.auth else "f"
    if case.retry:
        yield "h"
    if case.resume:
        yield "s" if case.auth else "r"


class Grid:
    """Rows by columns: the letters of the cases that went well, and of those that did not."""

    def __init__(self):
        self.good, self.bad = {}, set()

    def add(self, row, column, case, ok):
        if ok:
            self.good.setdefault((row, column), set()).update(marks(case))
        else:
            self.bad.add((row, column))

    def cell(self, row, columns):
        out = []
        for column in columns:
            letters = "".join(x for x in "fchrs" if x in self.good.get((row, column), ()))
            out.append((letters + ("!" if (row, column) in self.bad else "")) or "-")
        return "/".join(out)

    def is_empty(self, row):
        return not any(r == row for r, _ in [*self.good, *self.bad])

    def draw(self, title, rows, names):
        width = max([len(title), *map(len, rows)])
        columns = [(n, [(n, "connect"), (n, "serve")]) for n in names]
        print("\n" + title.ljust(width), *(n.ljust(10) for n in names))
        for row in rows:
            print(row.ljust(width), *(self.cell(row, c).ljust(10) for _, c in columns))


def draw(ours, adapters, done):
    grids = {"feature": Grid(), "suite": Grid(), "old group": Grid(), "group": Grid(), "group of TLS 1.3": Grid(), "scheme": Grid(), "scheme of TLS 1.3": Grid(), "auth": Grid()}
    for case, ok in done:
        for kind, name, _ in case.marks():
            grids[kind].add(name, (case.peer.name, case.role), case, ok)
    names = [a.name for a in adapters]
    in_tls13 = [s for s in ours.schemes if not s.startswith("rsa_pkcs1") and not s.endswith("_sha1")]
    rows = {"feature": ("session", *matrix_features.ALL), "group of TLS 1.3": list(ours.groups), "scheme of TLS 1.3": in_tls13, "suite": [s.called for s in ours.suites], "old group": list(ours.groups), "group": list(ours.groups), "scheme": ours.schemes, "auth": ours.schemes}
    titles = {"feature": "TLS 1.3 beside", "group of TLS 1.3": "groups of TLS 1.3", "scheme of TLS 1.3": "the server signs, 1.3", "suite": "cipher suites", "old group": "groups before 1.2", "group": "groups", "scheme": "the server signs", "auth": "the client signs"}
    print("\n" + LEGEND)
    for kind, grid in grids.items():
        grid.draw(titles[kind], rows[kind], names)
    for kind, grid in grids.items():
        nobody = [r for r in rows[kind] if grid.is_empty(r)]
        if nobody:
            print(f"\n{titles[kind]}, spoken by no referee of this run: {', '.join(nobody)}")
    if ours.without_primitive:
        print(f"\nno primitive here, not tried: {', '.join(ours.without_primitive)}")
