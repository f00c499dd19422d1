"""The members of a damaged zip: found by its directory, and by their own headers where it is gone.

Python's reader wants the directory at the end, which a file cut short has lost. Each member also
has a header right before it, and packed data that says by itself where it ends.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from whatif_app.project_file import BAD_ZIP, MOST_BYTES, MOST_MEMBERS

_HEADER = struct.Struct("<4s5H3L2H")
_SIGNATURE = b"PK\x03\x04"
_STORED, _DEFLATED = 0, 8
# Small steps, so that an error in the midst loses little of what came before it.
_STEP = 256


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a zip.

    Attributes:
        content: as far as it could be unpacked.
        is_whole: whether it is, by its checksum, what was once written.
    """

    content: bytes
    is_whole: bool


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a member's data begin, and what they should come to."""

    name: str
    start: int
    method: int
    size: int
    checksum: int


def looks_like_zip(content: bytes) -> bool:
    """Whether there is a zip in a file, be its first bytes damaged or not."""
    return content.startswith(b"PK") or _SIGNATURE in content


def members_of(content: bytes) -> tuple[dict[str, Member], bool]:
    """Every member that can be found, and whether those are all.

    Returns:
        The members by name, of several of one name the one that is whole; and whether the
        directory could be read, without which nothing tells of a member that is gone.
    """
    found: dict[str, Member] = {}
    # Both are bounded over all members, so that no made-up file holds anyone up.
    left_in, left_out = 2 * len(content) + _STEP, MOST_BYTES
    listed = _listed(content)
    for place in (*listed, *_lying(content)):
        known = found.get(place.name)
        if known is not None and known.is_whole:
            continue
        if left_in <= 0 or left_out <= 0 or len(found) >= MOST_MEMBERS:
            break
        unpacked, taken, is_ended = _unpacked(content, place, left_out)
        left_in, left_out = left_in - taken, left_out - len(unpacked)
        is_whole = is_ended and zlib.crc32(unpacked) == place.checksum
        if known is None or is_whole or len(unpacked) > len(known.content):
            found[place.name] = Member(unpacked, is_whole)
    return found, bool(listed)


def _listed(content: bytes) -> list[_Place]:
    """The members that the directory at the end tells of; none where it is damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()[:MOST_MEMBERS]
    except BAD_ZIP:
        return []
    places = []
    for entry in entries:
        header = _header_at(content, entry.header_offset)
        # Where the member's own header is damaged, it is as long as the program writes it.
        start = (
            header.start
            if header
            else entry.header_offset + _HEADER.size + len(entry.filename.encode())
        )
        name, method = entry.filename, entry.compress_type
        places.append(_Place(name, start, method, entry.compress_size, entry.CRC))
    return places


def _lying(content: bytes) -> Iterator[_Place]:
    """The members whose own headers lie somewhere in the file."""
    at, number = content.find(_SIGNATURE), 0
    while at >= 0 and number < MOST_MEMBERS:
        number += 1
        place = _header_at(content, at)
        if place is not None:
            yield place
        at = content.find(_SIGNATURE, at + 1)


def _header_at(content: bytes, at: int) -> _Place | None:
    head = content[at : at + _HEADER.size]
    if len(head) < _HEADER.size or not head.startswith(_SIGNATURE):
        return None
    _, _, _, method, _, _, checksum, size, _, name_length, extra = _HEADER.unpack(head)
    start = at + _HEADER.size + name_length + extra
    try:
        name = content[at + _HEADER.size : at + _HEADER.size + name_length].decode()
    except UnicodeDecodeError:
        return None
    return _Place(name, start, method, size, checksum)


def _unpacked(content: bytes, place: _Place, most: int) -> tuple[bytes, int, bool]:
    """A member's content as far as it goes, how many bytes that took, and whether it ended."""
    if place.method == _STORED:
        stored = content[place.start : place.start + min(place.size, most)]
        return stored, len(stored), len(stored) == place.size
    if place.method != _DEFLATED:
        return b"", 0, False
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    parts: list[bytes] = []
    at = place.start
    while not inflate.eof and most > 0 and at < len(content):
        step = inflate.unconsumed_tail or content[at : at + _STEP]
        if not inflate.unconsumed_tail:
            at += _STEP
        try:
            part = inflate.decompress(step, most)
        except zlib.error:
            break
        parts.append(part)
        most -= len(part)
    return b"".join(parts), at - place.start, inflate.eof
