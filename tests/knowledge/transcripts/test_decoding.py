"""Bytes that are text, however it was written, and bytes that are none."""

import gzip
import zipfile
from io import BytesIO

import pytest

from knowledge.transcripts.decoding import decode
from knowledge.transcripts.trouble import SIZE_MAX, Problem, TranscriptUnusable

TEXT = "**Zoë:** It\u2019s naïve… 50 € — \u201ctea\u201d?\n"


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
        ("windows-1252", "windows-1252"),
    ],
)
def test_text_is_read_as_it_was_written(encoding, told):
    decoded = decode(TEXT.encode(encoding))
    assert (decoded.text, decoded.encoding, decoded.damaged) == (TEXT, told, 0)


def test_latin_1_reads_like_its_successor():
    assert decode("Zoë: naïve".encode("latin-1")).text == "Zoë: naïve"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028", "\u2029", "\x85", "\x0b", "\x0c"])
def test_every_end_of_a_line_is_a_newline(end):
    assert decode(f"Tea?{end}Yes.".encode()).text == "Tea?\nYes."


def test_a_broken_character_among_whole_ones_spoils_no_other():
    decoded = decode("Zoë, naïve, é".encode() + b"\xc3" + b" tea")
    assert decoded.text == "Zoë, naïve, é\ufffd tea"
    assert (decoded.encoding, decoded.damaged) == ("utf-8", 1)


def test_a_character_that_was_lost_before_makes_no_other_encoding():
    assert decode("tea\ufffd milk\ufffd".encode()).text == "tea\ufffd milk\ufffd"


def zipped():
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", "tea")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "thing"),
    [
        (b"%PDF-1.7 tea", "a PDF document"),
        (b"{\\rtf1\\ansi tea}", "an RTF document"),
        (zipped(), "a Word document, or another zip archive"),
        (gzip.compress(b"tea"), "a gzip archive"),
        (b"ID3\x04\0\0\0" + bytes(range(256)), "an audio file (MP3)"),
        (b"\xff\xfb\x90\x64" + bytes(100), "an audio file (MP3)"),
        (b"\0\0\0\x20ftypM4A " + bytes(50), "a video or audio file (MP4)"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "a picture (PNG)"),
        (b"SQLite format 3\0", "a database (SQLite)"),
        (bytes(range(256)) * 4, "a binary file"),
        (b"\x7fELF\x02\x01\x01\0\0\0\0", "a binary file"),
    ],
    # Archives hold the time at which they were made.
    ids=lambda it: it if isinstance(it, str) else "",
)
def test_what_is_no_text_is_called_what_it_is(data, thing):
    with pytest.raises(TranscriptUnusable) as unusable:
        decode(data)
    assert unusable.value.problem is Problem.NO_TEXT
    assert unusable.value.what == f"This is {thing}."


def test_a_text_may_begin_like_an_archive():
    assert decode(b"RIFF: Tea?").text == "RIFF: Tea?"


@pytest.mark.parametrize(
    "nothing", [b"", b" \n\t\r\n", b"\0\0", "\ufeff".encode(), "\ufeff".encode("utf-16")]
)
def test_nothing_is_unusable(nothing):
    with pytest.raises(TranscriptUnusable) as unusable:
        decode(nothing)
    assert unusable.value.problem is Problem.EMPTY


def test_more_than_the_limit_is_refused_and_the_limit_is_not():
    assert len(decode(b"x" * SIZE_MAX).text) == SIZE_MAX
    with pytest.raises(TranscriptUnusable) as unusable:
        decode(b"x" * (SIZE_MAX + 1))
    assert unusable.value.problem is Problem.TOO_BIG
