#!/usr/bin/env python3
"""Makes a large capture out of one handshake, or some: copied to other client addresses and
ports, so many at a time interleaved.

usage: make_capture.py IN OUT [--handshakes N] [--at-once M] [--keylog FILE] [--seed S]
IN       a capture with one TCP connection over Ethernet and IPv4, e.g. slowshake run --export; or a folder of them, which are taken in turn
OUT      pcap, nanoseconds; "-" is standard output
--keylog the lines of IN's Decryption Secrets Blocks go there
"""
import argparse
import pathlib
import random
import struct
import subprocess
import sys

GAP_NS = 20_000           # between two packets of the result


def blocks(data):
    """The blocks of a little-endian pcapng file: (type, body)."""
    at = 0
    while at + 12 <= len(data):
        kind, size = struct.unpack_from("<II", data, at)
        yield kind, data[at + 8:at + size - 4]
        at += size


def read_pcapng(data):
    frames, keylog = [], b""
    for kind, body in blocks(data):
        if kind == 6:
            size = struct.unpack_from("<I", body, 12)[0]
            frames.append(body[20:20 + size])
        elif kind == 10 and struct.unpack_from("<I", body)[0] == 0x544C534B:
            keylog += body[8:8 + struct.unpack_from("<I", body, 4)[0]]
    return frames, keylog


def read_pcap(data):
    order = "<" if data[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    frames, at = [], 24
    while at + 16 <= len(data):
        size = struct.unpack_from(order + "I", data, at + 8)[0]
        frames.append(data[at + 16:at + 16 + size])
        at += 16 + size
    return frames, b""


def ones_sum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total


class Frame:
    """A frame whose client address and port can be put in, checksums following."""

    def __init__(self, raw, client):
        self.ip = 14
        self.tcp = self.ip + (raw[self.ip] & 15) * 4
        end = self.ip + struct.unpack_from(">H", raw, self.ip + 2)[0]
        self.raw = bytearray(raw[:end])
        src = (bytes(raw[self.ip + 12:self.ip + 16]), struct.unpack_from(">H", raw, self.tcp)[0])
        self.up = src == client
        self.address = self.ip + (12 if self.up else 16)
        self.port = self.tcp + (0 if self.up else 2)
        self.raw[self.address:self.address + 4] = bytes(4)
        self.raw[self.port:self.port + 2] = bytes(2)
        self.raw[self.ip + 10:self.ip + 12] = bytes(2)
        self.raw[self.tcp + 16:self.tcp + 18] = bytes(2)
        self.ip_sum = ones_sum(bytes(self.raw[self.ip:self.tcp]))
        pseudo = bytes(self.raw[self.ip + 12:self.ip + 20]) + struct.pack(">HH", 6, end - self.tcp)
        self.tcp_sum = ones_sum(pseudo + bytes(self.raw[self.tcp:]))

    def copy(self, address, port, time_ns):
        out = self.raw
        high, low = address >> 16, address & 0xFFFF
        struct.pack_into(">I", out, self.address, address)
        struct.pack_into(">H", out, self.port, port)
        struct.pack_into(">H", out, self.ip + 10, fold(self.ip_sum + high + low))
        struct.pack_into(">H", out, self.tcp + 16, fold(self.tcp_sum + high + low + port))
        return struct.pack("<IIII", time_ns // 10**9, time_ns % 10**9, len(out), len(out)) + bytes(out)


def fold(total):
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def connection(frames):
    """The frames of the first TCP connection over IPv4, as templates."""
    client = ends = None
    out = []
    for raw in frames:
        if raw[12:14] != b"\x08\x00" or raw[23] != 6:
            continue
        tcp = 14 + (raw[14] & 15) * 4
        src = (bytes(raw[26:30]), struct.unpack_from(">H", raw, tcp)[0])
        dst = (bytes(raw[30:34]), struct.unpack_from(">H", raw, tcp + 2)[0])
        if client is None:
            client, ends = src, {src, dst}
        if {src, dst} == ends:
            out.append(Frame(raw, client))
    return out


def templates(path):
    """The connection of a capture, and what opens it."""
    data = path.read_bytes()
    raw, keylog = read_pcapng(data) if data[:4] == b"\x0a\x0d\x0d\x0a" else read_pcap(data)
    frames = connection(raw)
    if not frames:
        sys.exit(f"{path}: no TCP connection over Ethernet and IPv4")
    return frames, keylog


def write(out, connections, handshakes, at_once, rng):
    """Always `at_once` connections open; which one goes on next is drawn."""
    out.write(struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 262144, 1))
    now = 1_700_000_000 * 10**9
    running, begun, pending = [], 0, []
    while running or begun < handshakes:
        while begun < handshakes and len(running) < at_once:
            # 10.x.y.z, each address once for 40,000 ports
            frames = connections[begun % len(connections)]
            running.append([0, frames, 0x0A000001 + begun // 40000 * 7 + begun % 251 * 256, 20000 + begun % 40000])
            begun += 1
        pick = rng.randrange(len(running))
        entry = running[pick]
        pending.append(entry[1][entry[0]].copy(entry[2], entry[3], now))
        now += GAP_NS
        entry[0] += 1
        if entry[0] == len(entry[1]):
            running[pick] = running[-1]
            running.pop()
        if len(pending) == 4096:
            out.write(b"".join(pending))
            pending.clear()
    out.write(b"".join(pending))


def copies(source, out, handshakes, at_once=50, keylog=None):
    """For other programs, in a process of its own: theirs stay small, and so does what they start and measure."""
    subprocess.run([sys.executable, __file__, source, out, "--handshakes", str(handshakes), "--at-once", str(at_once),
                    *(["--keylog", keylog] if keylog else [])], check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("input")
    parser.add_argument("output")
    parser.add_argument("--handshakes", type=int, default=20000)
    parser.add_argument("--at-once", type=int, default=50)
    parser.add_argument("--keylog")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    one = pathlib.Path(args.input)
    read = [templates(path) for path in (sorted(one.iterdir()) if one.is_dir() else [one])]
    if args.keylog:
        with open(args.keylog, "wb") as f:
            f.write(b"".join(keylog for _, keylog in read))
    out = sys.stdout.buffer if args.output == "-" else open(args.output, "wb")
    write(out, [frames for frames, _ in read], args.handshakes, args.at_once, random.Random(args.seed))
    out.close()


if __name__ == "__main__":
    main()
