"""What is found wrong: said at once, and kept for the exit code."""
FAULTS = []


def fault(text):
    FAULTS.append(text)
    print(text)


def expect(what, is_so, seen=""):
    if not is_so:
        fault(f"{what}: not so\n{seen}")
