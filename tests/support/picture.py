"""Pictures made on the spot."""

import os
import struct
import zlib


def png(width: int, height: int, *, noise: bool = False) -> bytes:
    """A picture: stripes, or noise that nothing makes smaller."""
    line = b"".join(bytes([x % 256, 90, 200]) for x in range(width))
    rows = b"".join(b"\0" + (os.urandom(width * 3) if noise else line) for _ in range(height))
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows, 0 if noise else 6)),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )
