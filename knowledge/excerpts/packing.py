"""Editions as bytes, to be kept: what searching needs lies open, what reading needs is compressed.

    "career edition" and a version   16 bytes
    CRC-32 of the rest               4 bytes
    length of the head               4 bytes
    head                             JSON: the episode, and how much there is of each array
    arrays                           one behind the other, as `ARRAYS` has them
    excerpts                         zlib of JSON, a line each

So thousands of editions are ready to be asked without looking at a single excerpt.
"""

import json
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.cards import Chapter, Episode, Person, Stage, TimeMark
from knowledge.encoder import DIMENSIONS
from knowledge.excerpts.compact import Compact
from knowledge.excerpts.model import Edition, Excerpt
from knowledge.excerpts.postings import Postings, post

MAGIC = b"career edition 3"
"""Counts the layouts, and the models that the vectors are of."""

NUMBER = struct.Struct("<I")

EXCERPTS_MAX = 64 * 1024 * 1024
"""Bytes of excerpts that are unpacked: several times what a transcript of the largest size has."""

CHUNK = 8 * 1024
"""Bytes of excerpts that are unpacked at once: some five of them."""

TOPICS = 3
"""Topics of an excerpt that a row has room for."""

ROW = np.dtype([
    ("pieces", "<u2"), ("main", "<u4"), ("first", "<u4"), ("last", "<u4"), ("worth", "<f4"),
    ("topics", "<u4", (TOPICS,)),
])  # fmt: skip
"""What searching needs of an excerpt: how many vectors are its own, its turns, its worth and its topics."""

ARRAYS: Mapping[str, np.dtype[Any]] = {
    "rows": ROW,
    "vectors": np.dtype("i1"),
    "scales": np.dtype("<f4"),
    "terms": np.dtype("<u4"),
    "texts": np.dtype("<u4"),
    "times": np.dtype("u1"),
    "lengths": np.dtype("<u2"),
}
"""The arrays by name, and what is in them: two are those of `Compact`, and the last four of `Postings`."""

LAYOUTS = {
    MAGIC: ARRAYS,
    b"career edition 2": ARRAYS,
    b"career edition 1": {name: dtype for name, dtype in ARRAYS.items() if name != "scales"}
    | {"vectors": np.dtype("<f2")},
}
"""The arrays of each version that can be read; what is packed is of the first.

The others had another model, whose vectors compare with none of this one's: what they made is found by words
alone, until it is loaded again.
"""


class EditionUnreadable(Exception):
    """Bytes that no version of this program packed, or a newer one; the text says which, for people."""


@dataclass(frozen=True)
class Packed:
    """An edition whose arrays can be read, and whose excerpts only when somebody wants to."""

    episode: Episode
    arrays: Mapping[str, NDArray[Any]]
    vectors: Compact
    compressed: bytes

    @property
    def postings(self) -> Postings:
        """Which words stand in which excerpt."""
        return Postings(*(self.arrays[name] for name in ("terms", "texts", "times", "lengths")))

    @cached_property
    def edition(self) -> Edition:
        """All of it."""
        excerpts = read_excerpts(self.compressed)
        if not len(self.vectors):
            excerpts = tuple(replace(it, pieces=0) for it in excerpts)
        return Edition(self.episode, excerpts, self.vectors)

    @property
    def rows(self) -> NDArray[Any]:
        """What searching needs of each excerpt, as `ROW` has it."""
        return self.arrays["rows"]


def pack(edition: Edition) -> bytes:
    """An edition as bytes; `unpack` reads them."""
    postings = post([f"{it.title} {it.text}" for it in edition.excerpts])
    arrays = {
        "rows": [(it.pieces, it.main, *it.turns, it.worth, _topics(it)) for it in edition.excerpts],
        "vectors": edition.vectors.rows,
        "scales": edition.vectors.scales,
        "terms": postings.terms,
        "texts": postings.texts,
        "times": postings.times,
        "lengths": postings.lengths,
    }
    raw = [np.ascontiguousarray(arrays[name], dtype) for name, dtype in ARRAYS.items()]
    head = json.dumps({"episode": asdict(edition.episode), "sizes": [it.size for it in raw]}).encode()
    lines = "\n".join(json.dumps(asdict(it)) for it in edition.excerpts)
    excerpts = zlib.compress(lines.encode())
    rest = b"".join([NUMBER.pack(len(head)), head, *(it.tobytes() for it in raw), excerpts])
    return MAGIC + NUMBER.pack(zlib.crc32(rest)) + rest


def unpack(data: bytes) -> Packed:
    """The edition in *data*. Raises `EditionUnreadable` if there is none."""
    layout = LAYOUTS.get(data[: len(MAGIC)])
    if layout is None:
        raise EditionUnreadable("It was made by another version of this program. Load the episode again.")
    try:
        (checksum,) = NUMBER.unpack_from(data, len(MAGIC))
        at = len(MAGIC) + NUMBER.size
        # Now, and not when somebody asks and is to be shown what is damaged.
        if zlib.crc32(memoryview(data)[at:]) != checksum:
            raise _damaged("its checksum is another")
        return _unpacked(data, at, layout, comparable=data.startswith(MAGIC))
    except (ValueError, KeyError, TypeError, struct.error) as error:
        raise _damaged(error) from error


def _unpacked(data: bytes, at: int, layout: Mapping[str, np.dtype[Any]], *, comparable: bool) -> Packed:
    (length,) = NUMBER.unpack_from(data, at)
    at += NUMBER.size
    head = json.loads(data[at : at + length])
    at += length
    arrays: dict[str, NDArray[Any]] = {}
    for (name, dtype), size in zip(layout.items(), head["sizes"], strict=True):
        arrays[name] = np.frombuffer(data, dtype, size, at)
        at += arrays[name].nbytes
    vectors = Compact.joined(())
    if comparable:
        vectors = Compact(arrays["vectors"].reshape(-1, DIMENSIONS), arrays["scales"])
    else:
        arrays["rows"] = arrays["rows"].copy()
        arrays["rows"]["pieces"] = 0
    return Packed(_episode(head["episode"]), arrays, vectors, data[at:])


def read_excerpts(compressed: bytes) -> tuple[Excerpt, ...]:
    """The excerpts of an edition. Raises `EditionUnreadable`."""
    return tuple(_read(line) for line in _lines(compressed))


def read_excerpt(compressed: bytes, place: int) -> Excerpt:
    """One of them, without unpacking those behind it. Raises `EditionUnreadable`."""
    return _read(next(islice(_lines(compressed), place, None), b""))


def _lines(compressed: bytes) -> Iterator[bytes]:
    begun = b""
    for unpacked in _inflated(compressed):
        *lines, begun = (begun + unpacked).split(b"\n")
        yield from lines
    if begun:
        yield begun


def _inflated(compressed: bytes) -> Iterator[bytes]:
    inflating = zlib.decompressobj()
    for _ in range(EXCERPTS_MAX // CHUNK):
        try:
            unpacked = inflating.decompress(compressed, CHUNK)
        except zlib.error as error:
            raise _damaged(error) from error
        yield unpacked
        if inflating.eof:
            return
        if not unpacked:
            break
        compressed = inflating.unconsumed_tail
    raise _damaged("it breaks off")


def _read(line: bytes) -> Excerpt:
    try:
        return _excerpt(json.loads(line))
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(error) from error


def _damaged(how: object) -> EditionUnreadable:
    return EditionUnreadable(f"It is damaged ({how}). Load the episode again.")


def topic_number(id: str) -> int:
    """What stands for a topic in the array; 0 is none."""
    return zlib.crc32(id.encode()) or 1


def _topics(excerpt: Excerpt) -> list[int]:
    numbers = [topic_number(id) for id in excerpt.topics[:TOPICS]]
    return numbers + [0] * (TOPICS - len(numbers))


def _episode(told: dict[str, Any]) -> Episode:
    people = tuple(Person(it["name"], tuple(it["nicknames"])) for it in told["people"])
    # Older editions have them by name, and no chapters.
    marks = tuple(TimeMark(**it) if isinstance(it, dict) else TimeMark(*it) for it in told["marks"])
    chapters = tuple(Chapter(**it) for it in told.get("chapters", ()))
    return Episode(**{**told, "people": people, "marks": marks, "chapters": chapters})


def _excerpt(told: dict[str, Any]) -> Excerpt:
    first, last = told["turns"]
    return Excerpt(**{
        **told,
        "turns": (first, last),
        "topics": tuple(told["topics"]),
        "stages": tuple(Stage(it) for it in told["stages"]),
    })  # fmt: skip
