#!/usr/bin/env python3
"""Time from start to the first frame, and peak memory: first_frame.py BUILDDIR [N]

Under a pseudo-terminal of 80x24, in turns: slowshake with its default handshake,
the least ncurses program, and `true`. A frame is there when the last line of the
screen has been drawn and nothing more comes. Prints medians; asserts nothing.
"""
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import subprocess
import sys
import termios
import time

QUIET = 0.25      # seconds without output: the frame is complete
LIMIT = 5.0


def start(argv):
    """A child on a new terminal of 80x24; its pid and the terminal's other end."""
    pid, fd = pty.fork()
    if pid == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 80, 0, 0))
        os.environ.update(TERM='xterm-256color', LANG='C.UTF-8', LC_ALL='C.UTF-8')
        os.environ.pop('NO_COLOR', None)
        os.execvp(argv[0], argv)
    return pid, fd


def read_some(fd, timeout):
    """Bytes, b'' at the end, None when nothing came in time."""
    if not select.select([fd], [], [], timeout)[0]:
        return None
    try:
        return os.read(fd, 65536)
    except OSError:
        return b''


def leave(pid, fd):
    """Presses q and waits for the end; kills what does not end."""
    os.write(fd, b'q')
    while read_some(fd, 1.0):
        pass
    for _ in range(100):
        if os.waitpid(pid, os.WNOHANG)[0]:
            return
        time.sleep(0.01)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def run_once(argv):
    """Milliseconds from the start until the last output of the first frame (for a
    program that draws nothing: until its end), and how many bytes were drawn."""
    begin = time.monotonic()
    pid, fd = start(argv)
    last, drawn, got = begin, 0, None
    while time.monotonic() - begin < LIMIT:
        got = read_some(fd, QUIET)
        if not got:
            break
        last, drawn = time.monotonic(), drawn + len(got)
    if got == b'':                    # it has ended by itself
        last = last if drawn else time.monotonic()
        os.waitpid(pid, 0)
    else:
        leave(pid, fd)
    os.close(fd)
    return (last - begin) * 1e3, drawn


def main(build, n=30):
    programs = [('slowshake', [os.path.join(build, 'slowshake'), 'run']),
                ('least ncurses program', [os.path.join(build, 'tests/bench/bench_ncurses')]),
                ('true', ['true'])]
    times = {name: [] for name, _ in programs}
    for _ in range(n):
        for name, argv in programs:
            times[name].append(run_once(argv))
    for name, _ in programs:
        ms = sorted(t for t, _ in times[name])
        print('%-22s %6.1f ms to the first frame (median of %d; fastest %.1f, slowest %.1f), %d bytes drawn'
              % (name, statistics.median(ms), n, ms[0], ms[-1], times[name][0][1]), flush=True)
    peak = os.path.join(build, 'tests/bench/bench_peak')
    for args in (['run', '--plain'], ['run', '--json'], ['run', 'client-chain', '--plain'], ['--version']):
        subprocess.run([peak, programs[0][1][0]] + args, check=True)


if __name__ == '__main__':
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1], *map(int, sys.argv[2:3]))
