#!/usr/bin/env python3
"""Makes the corpus of the capture target: one handshake of ours in many wrappings.

usage: make_capture_corpus.py BUILD/slowshake
"""
import gzip
import pathlib
import struct
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "bench"))
import make_capture  # noqa: E402


def export(program, folder, scenario):
    path = pathlib.Path(folder) / "x.pcapng"
    subprocess.run([program, "run", scenario, "--seed", "1", "--plain", "--export", path], check=True, stdout=subprocess.DEVNULL)
    return path.read_bytes()


def pcap(frames, link=1, order="<", nano=False):
    magic = 0xA1B23C4D if nano else 0xA1B2C3D4
    out = struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, 65535, link)
    for i, frame in enumerate(frames):
        out += struct.pack(order + "IIII", 1700000000, i, len(frame), len(frame)) + frame
    return out


def block(order, kind, body):
    body += bytes(-len(body) % 4)
    size = struct.pack(order + "I", 12 + len(body))
    return struct.pack(order + "I", kind) + size + body + size


def pcapng(frames, order, link=1):
    """A section with simple, enhanced and obsolete packets in turn."""
    out = block(order, 0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1))
    out += block(order, 1, struct.pack(order + "HHIHHBxxxHH", link, 0, 0, 9, 1, 9, 0, 0))
    for i, frame in enumerate(frames):
        size = len(frame)
        if i % 3 == 0:
            out += block(order, 3, struct.pack(order + "I", size) + frame)
        elif i % 3 == 1:
            out += block(order, 6, struct.pack(order + "IIIII", 0, 0, i, size, size) + frame)
        else:
            out += block(order, 2, struct.pack(order + "HHIIII", 0, 0, 0, i, size, size) + frame)
    return out


def fragments(frame):
    """The IP packet of an Ethernet frame in two."""
    head, body = frame[14:34], frame[34:]
    cut = len(body) // 2 & ~7
    if not cut:
        return [frame]
    out = []
    for at, part, more in ((0, body[:cut], 0x2000), (cut, body[cut:], 0)):
        ip = head[:2] + struct.pack(">HHH", 20 + len(part), 7, more | at // 8) + head[8:]
        out.append(frame[:14] + ip + part)
    return out[::-1]


def tunnel(packet):
    """The IP packet in GRE in IP."""
    return packet[:2] + struct.pack(">H", len(packet) + 24) + packet[4:9] + b"\x2f" + packet[10:20] + b"\0\0\x08\0" + packet


def plain(frames, client, server):
    """A dialogue before the first data: frames with the same headers and other bytes."""
    first = next(i for i, f in enumerate(frames) if len(f) > 54)
    out, shift = list(frames[:first]), [0, 0]
    seq = struct.unpack_from(">II", frames[first], 38)
    for side, text in ((1, server), (0, client), (1, b"220 go\r\n")):
        ends = frames[first][26:38] if side == 0 else (frames[first][30:34] + frames[first][26:30] + frames[first][36:38] +
                                                      frames[first][34:36])
        frame = frames[first][:16] + struct.pack(">H", 40 + len(text)) + frames[first][18:26] + ends
        frame += struct.pack(">II", seq[side] + shift[side], seq[1 - side] + shift[1 - side]) + frames[first][46:54] + text
        out.append(frame)
        shift[side] += len(text)
    for frame in frames[first:]:
        side = frame[34:36] != frames[first][34:36]
        numbers = struct.unpack_from(">II", frame, 38)
        out.append(frame[:38] + struct.pack(">II", numbers[0] + shift[side], numbers[1] + shift[1 - side]) + frame[46:])
    return out


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    out = HERE / "corpus" / "capture"
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        whole = export(sys.argv[1], folder, "default")
    frames, _ = make_capture.read_pcapng(whole)
    frames = [bytes(f) for f in frames]
    data = [f for f in frames if len(f) > 54]
    vlan = [f[:12] + b"\x81\x00\x00\x01" + f[12:] for f in frames]
    files = {
        "export.pcapng": whole,
        "little.pcap": pcap(frames),
        "big-nano.pcap": pcap(frames, order=">", nano=True),
        "blocks-little.pcapng": pcapng(frames, "<"),
        "two-sections.pcapng": pcapng(frames[:6], ">") + pcapng(frames[6:], "<"),
        "raw-ip.pcap": pcap([f[14:] for f in frames], link=101),
        "cooked.pcap": pcap([bytes(14) + f[12:] for f in frames], link=113),
        "null.pcap": pcap([b"\x02\0\0\0" + f[14:] for f in frames], link=0),
        "vlan.pcap": pcap(vlan),
        "gre.pcap": pcap([tunnel(f[14:]) for f in frames], link=101),
        "fragments.pcap": pcap([part for f in frames for part in fragments(f)]),
        "swapped.pcap": pcap([f for i in range(0, len(frames), 2) for f in frames[i:i + 2][::-1]]),
        "middle.pcap": pcap(data[2:]),
        "client-only.pcap": pcap([f for f in frames if f[26:30] == frames[0][26:30]]),
        "lost.pcap": pcap(frames[:5] + frames[6:]),
        "smtp.pcap": pcap(plain(frames, b"STARTTLS\r\n", b"220 mail\r\n")),
        "packed.pcap.gz": gzip.compress(pcap(frames), mtime=0),
        "cut.pcapng": whole[:-7],
    }
    for name, content in files.items():
        (out / name).write_bytes(content)
    print(f"{len(files)} files in {out}")


if __name__ == "__main__":
    main()
