"""Coverage-guided fuzzing of all that reads what people bring, by hand and for as long as somebody waits.

    pip install atheris
    python -m tests.fuzz transcript -max_total_time=3600 CORPUS
    python -m tests.fuzz feed|chapters|curation|edition ...

Whatever the bytes are, a reader returns or raises its own error, and is done in two seconds. All else is
a finding, which libFuzzer writes to a file. CORPUS is a folder of examples to begin with.
"""

import sys
from collections.abc import Callable
from time import process_time
from zlib import crc32

import atheris

with atheris.instrument_imports(include=["knowledge"]):
    from knowledge.curation import CurationError, curation_in, read_vocabulary
    from knowledge.excerpts.cutting import cut
    from knowledge.excerpts.naming import title
    from knowledge.excerpts.packing import MAGIC, NUMBER, EditionUnreadable, unpack
    from knowledge.excerpts.worth import worth
    from knowledge.feeds.chapters import read_chapters
    from knowledge.feeds.reading import read_feed
    from knowledge.feeds.trouble import FeedUnusable
    from knowledge.library import TOPICS
    from knowledge.transcripts.reading import read_transcript
    from knowledge.transcripts.trouble import TranscriptUnusable

SECONDS_MAX = 2
"""Of this process's own time, so that nothing is found on a machine that is busy with other things."""

HANGING = 60
"""Seconds after which libFuzzer gives up on a reader that does not come back."""


def transcript(data: bytes) -> None:
    try:
        read = read_transcript(data)
    except TranscriptUnusable:
        return
    for passage in cut(read):
        assert title(passage) is not None
        assert 0 <= worth(passage) <= 1


def feed(data: bytes) -> None:
    try:
        read_feed(data, "https://tea.example/feed.xml")
    except FeedUnusable:
        return


def chapters(data: bytes) -> None:
    try:
        read_chapters(data)
    except FeedUnusable:
        return


VOCABULARY = read_vocabulary(TOPICS).topics


def curation(data: bytes) -> None:
    try:
        curation_in(data, "tea.toml", VOCABULARY)
    except CurationError:
        return


def edition(data: bytes) -> None:
    # With the right checksum, or nothing behind it would ever be read.
    try:
        assert unpack(MAGIC + NUMBER.pack(crc32(data)) + data).edition.cards is not None
    except EditionUnreadable:
        return


READERS: dict[str, Callable[[bytes], None]] = {
    it.__name__: it for it in (transcript, feed, chapters, curation, edition)
}


def timed(reader: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """The reader, which fails where it takes too long."""

    def read(data: bytes) -> None:
        start = process_time()
        reader(data)
        assert process_time() - start < SECONDS_MAX

    return read


if __name__ == "__main__":
    reader = READERS[sys.argv.pop(1)]
    atheris.Setup([*sys.argv, f"-timeout={HANGING}"], timed(reader))
    atheris.Fuzz()
