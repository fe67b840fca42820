"""Bytes become text: whatever wrote them, and with the ends of lines made alike."""

import codecs
import re
from dataclasses import dataclass

from knowledge.transcripts.trouble import MEGABYTE, SIZE_MAX, Problem, TranscriptUnusable

BYTE_ORDER_MARKS = (
    # UTF-32's little-endian mark begins like that of UTF-16, so it comes first.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

SIGNATURES = (
    (b"%PDF-", "a PDF document"),
    (b"{\\rtf", "an RTF document"),
    (b"PK\x03\x04", "a Word document, or another zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Word document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"ID3", "an audio file (MP3)"),
    (b"\xff\xfb", "an audio file (MP3)"),
    (b"\xff\xf3", "an audio file (MP3)"),
    (b"OggS", "an audio file (Ogg)"),
    (b"fLaC", "an audio file (FLAC)"),
    (b"RIFF", "an audio file (WAV)"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"SQLite format 3\0", "a database (SQLite)"),
)
"""How files begin that people mistake for the transcript, or that it is packed in."""

TEXTUAL = (b"%PDF-", b"{\\rtf")
"""Those of them that may hold nothing but printable characters, and are no transcripts all the same."""

VIDEO = b"ftyp"
"""Stands behind the first four bytes of MP4, M4A and MOV."""

CONTROLS = bytes({*range(32), 127} - {*b"\t\n\v\f\r\x1b"})

CONTROLS_MAX = 0.02
"""Share of control characters up to which a file is text, if perhaps an untidy one."""

WIDE_SAMPLE = 4000
"""Bytes that are looked at to tell how many each character takes."""

LINE_END = re.compile("\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, how it was written, and how many of its characters could not be read."""

    text: str
    encoding: str
    damaged: int = 0


def decode(data: bytes) -> Decoded:
    """The text in *data*, with a newline at each end of a line. Raises `TranscriptUnusable` if it is none."""
    if len(data) > SIZE_MAX:
        raise TranscriptUnusable(Problem.TOO_BIG, f"larger than {SIZE_MAX // MEGABYTE} MB")
    if not data.strip(b" \t\r\n\0"):
        raise TranscriptUnusable(Problem.EMPTY)
    decoded = _decoded(data)
    if not decoded.text.strip("\ufeff \t\r\n\0"):
        raise TranscriptUnusable(Problem.EMPTY)
    return Decoded(LINE_END.sub("\n", decoded.text), decoded.encoding, decoded.damaged)


def _decoded(data: bytes) -> Decoded:
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _as(encoding, data)
    if wide := _wide(data):
        return _as(wide, data)
    if thing := _thing(data):
        raise TranscriptUnusable(Problem.NO_TEXT, thing)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        damaged = _as("utf-8", data)
    # In a text of another encoding hardly any characters happen to be whole ones of UTF-8.
    whole = len(damaged.text) - len(damaged.text.encode("ascii", "ignore")) - damaged.damaged
    return damaged if whole >= damaged.damaged else _as("windows-1252", data)


def _as(encoding: str, data: bytes) -> Decoded:
    text = data.decode(encoding, "replace")
    return Decoded(text, encoding.removesuffix("-sig"), text.count("\N{REPLACEMENT CHARACTER}"))


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of Western text is a zero there."""
    begin = data[:WIDE_SAMPLE]
    zeros = begin[::2].count(0), begin[1::2].count(0)
    many, few = 0.4 * len(begin) / 2, 0.1 * len(begin) / 2
    match zeros:
        case even, odd if even < few and odd > many:
            return "utf-16-le"
        case even, odd if odd < few and even > many:
            return "utf-16-be"
    return None


def _thing(data: bytes) -> str | None:
    """What the file is if it is no text."""
    controls = len(data) - len(data.translate(None, CONTROLS))
    named = next((it for begin, it in SIGNATURES if data.startswith(begin)), None)
    if named and (controls or data.startswith(TEXTUAL)):
        return named
    if controls and data[4:8] == VIDEO:
        return "a video or audio file (MP4)"
    return "a binary file" if controls > CONTROLS_MAX * len(data) else None
