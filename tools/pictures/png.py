"""Writes small PNGs: at most 256 colors, and a note of what the picture was drawn from."""

import re
import struct
import zlib

import numpy as np
import numpy.typing as npt

_KEYWORD = b"Drawn from\0"
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PALETTE = 3
"""The color type of pixels that are places in a palette (PNG specification, 11.2.2)."""

_ALIKE = 12
"""Steps of a channel's 256 within which two colors look alike."""


def small_png(rgba: bytes, width: int, height: int, digest: str) -> bytes:
    """Return a picture of opaque pixels, four bytes each; a color that isn't among the commonest is the nearest one."""
    pixels = np.frombuffer(rgba, dtype=np.uint8).reshape(height, width, 4)
    palette, indices = _quantize(pixels[:, :, :3])
    rows = np.insert(indices, 0, 0, axis=1)  # each row begins with its filter: none
    return _SIGNATURE + b"".join(
        (
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, _PALETTE, 0, 0, 0)),
            _chunk(b"tEXt", _KEYWORD + digest.encode()),
            _chunk(b"PLTE", palette.tobytes()),
            _chunk(b"IDAT", zlib.compress(rows.tobytes(), 9)),
            _chunk(b"IEND", b""),
        )
    )


def read_digest(png: bytes) -> str | None:
    """Return the digest that a picture was written with."""
    match = re.search(b"tEXt" + _KEYWORD + b"([0-9a-f]{64})", png)
    return match[1].decode() if match else None


def _quantize(rgb: npt.NDArray[np.uint8]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Return at most 256 colors, and for each pixel the place of the nearest one among them.

    They are the commonest colors of whom no two look alike: many shades of a letter's edge would leave none to a sign.
    """
    numbers = rgb.astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], dtype=np.uint32)
    colors, places, counts = np.unique(numbers, return_inverse=True, return_counts=True)
    channels = np.stack([colors >> 16, colors >> 8 & 255, colors & 255], axis=1).astype(int)
    commonest = channels[np.argsort(-counts, kind="stable")]
    _, firsts = np.unique(commonest // _ALIKE, axis=0, return_index=True)
    palette = commonest[np.sort(firsts)[:256]]
    distances = ((channels[:, None] - palette) ** 2).sum(axis=2)
    return palette.astype(np.uint8), distances.argmin(axis=1).astype(np.uint8)[places.reshape(numbers.shape)]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
