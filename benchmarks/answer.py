"""How fast answers come, beside SQLite FTS5 and plain encoder search in the same run.

    make bench                            # or: python benchmarks/answer.py
    python benchmarks/answer.py --quick   # a fifth of the asks, three starts instead of seven

Prints one Markdown table. Every question goes to the peers and to us one right after another, in a
rotating order, so that the noise of the machine hits all alike: the ratios mean more than the times.
Nothing here fails; a limit that was missed is printed as missed.
"""

import argparse
import json
import os
import platform
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import count, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import NamedTuple

from labelled import SHARED, question_sets

# Before anything imports numpy, whose threads it sets as they are for a member.
from adapters.program import open_library
from adapters.settings import Settings
from adapters.vectors import CachedEncoder
from knowledge.cards import Card
from knowledge.encoder import Encoder, Mpnet
from knowledge.lexical import LexicalIndex, Scores
from knowledge.library import Library
from knowledge.meaning import MeaningIndex
from knowledge.search import Search
from knowledge.transcripts.reading import read_transcript
from knowledge.words import cleaned, normal, pieces, words

TRANSCRIPT = SHARED / "data" / "seed" / "js-party-286.md"
PASSAGE_WORDS = 80
TURN_WORDS_MIN = 12
"""Shorter turns ("Yeah. Totally.") are no passage that anybody looks for."""

FOUND = 10
WARM_UP = 50

STOPWORDS = frozenset(
    words("""
    a about am an and any are as at be been but by can could did do does for from get had has have how i if
    in into is it its just me my no not of on or our should so some that the their them then there these
    they this to too was we were what when where which who why will with would you your
    """)
)
"""Words that a full-text search is better and faster without."""

Times = list[float]


@dataclass(frozen=True)
class Passage:
    """Something to find, as the scorer wants it: its episode, its turns and its text."""

    episode: str
    turns: tuple[int, int]
    text: str


class FullText:
    """SQLite's own search: FTS5 with the porter stemmer, any of the words, best BM25 first."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._database = sqlite3.connect(":memory:")
        self._database.execute("CREATE VIRTUAL TABLE texts USING fts5(text, tokenize='porter unicode61')")
        rows = ((row, text) for row, text in enumerate(texts))
        self._database.executemany("INSERT INTO texts(rowid, text) VALUES (?, ?)", rows)
        self._database.execute("INSERT INTO texts(texts) VALUES ('optimize')")

    def find(self, question: str, most: int = FOUND) -> list[int]:
        """Places of the *most* texts that fit best."""
        wanted = " OR ".join(f'"{word}"' for word in words(question) if word not in STOPWORDS)
        if not wanted:
            return []
        query = "SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY bm25(texts) LIMIT ?"
        return [row for (row,) in self._database.execute(query, (wanted, most))]


class PlainEncoder:
    """The project's encoder and nothing else: the texts whose vectors are nearest to the question's."""

    def __init__(self, encoder: Encoder, texts: Sequence[str]) -> None:
        self._encoder = encoder
        self._vectors = encoder.encode(texts)

    def find(self, question: str, most: int = FOUND) -> list[int]:
        """Places of the *most* texts that fit best."""
        return self.cosines(question).argsort()[::-1][:most].tolist()

    def cosines(self, question: str) -> Scores:
        """How near each text is."""
        [vector] = self._encoder.encode([question])
        return self._vectors @ vector


def passages(library: Library) -> list[Passage]:
    """Some 80 words each of the transcript, inside a turn; without a transcript the cards' advice."""
    if not TRANSCRIPT.exists():
        print(
            f"the transcript is not in {TRANSCRIPT.parent}: passages are the cards' advice", file=sys.stderr
        )
        return [Passage(card.episode.slug, card.turns, card.advice) for card in library.cards]
    turns = read_transcript(TRANSCRIPT.read_bytes(), TRANSCRIPT.name).turns
    return [
        Passage(TRANSCRIPT.stem, (turn.number, turn.number), text)
        for turn in turns
        if len(turn.text.split()) >= TURN_WORDS_MIN
        for text in pieces(turn.text, PASSAGE_WORDS)
    ]


def card_text(card: Card) -> str:
    """All that is written on *card* for search to read."""
    return " ".join((card.title, *card.questions, card.advice))


class Assembled(NamedTuple):
    """The search as the program makes it, and the parts that the peers share with it."""

    search: Search
    encoder: Mpnet
    meaning: MeaningIndex
    library: Library


def assembled() -> Assembled:
    """One of everything: a second encoder's threads would fight with the first one's."""
    settings = Settings()
    encoder = Mpnet(settings.model_dir)
    library = open_library(settings)
    remembering = CachedEncoder(encoder, encoder.fingerprint, settings.cache_dir)
    meaning = MeaningIndex(library, encoder, remembering)
    search = Search(library, LexicalIndex(library), meaning, everyday=encoder.vocabulary)
    return Assembled(search, encoder, meaning, library)


def different_questions(library: Library) -> Iterator[str]:
    """The labelled questions without end, no text twice and none of them a topic's name."""
    asked = [it["q"] for each in question_sets() for it in (*each.covered, *each.offtopic)]
    for turn in count():
        yield from (
            text + "?" * turn for text in dict.fromkeys(asked) if not library.topic_called(cleaned(text))
        )


def interleaved(runners: Mapping[str, Callable[[str], object]], texts: Sequence[str]) -> dict[str, Times]:
    """Seconds that each runner takes for each text."""
    order = list(runners)
    times: dict[str, Times] = {name: [] for name in runners}
    for text in texts:
        for name in order:
            start = perf_counter()
            runners[name](text)
            times[name].append(perf_counter() - start)
        order.append(order.pop(0))
    return times


def quantile(times: Times, share: float) -> float:
    """The value that *share* of the *times* do not exceed."""
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]


# Whole programs: how long they run from a cold start, and what they leave in memory.

PYTHON = [sys.executable, "-c"]
FLOOR = [*PYTHON, "import numpy, pydantic_settings, typer"]
ENCODER = [*PYTHON, "from knowledge.encoder import Mpnet; Mpnet().encode(['a question'])"]
CAREER = [sys.executable, "-m", "adapters"]

REMEMBERED = """
import json, sys
{made}
def kilobytes(name):
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith(name))
loaded = kilobytes("VmRSS")
for text in json.load(sys.stdin):
    ask(text)
print(json.dumps([loaded, kilobytes("VmRSS"), kilobytes("VmHWM")]))
"""
OURS = """
import adapters.cli
from adapters.program import open_shipped
from adapters.settings import Settings
ask = open_shipped(Settings(), lambda done, of: None).search.ask
"""
PLAIN = """
import adapters
from knowledge.encoder import Mpnet
encoder = Mpnet()
ask = lambda text: encoder.encode([text])
"""


def started(command: Sequence[str], environment: Mapping[str, str], line: str = "") -> float:
    """Seconds that *command* runs, given one *line* on its standard input."""
    start = perf_counter()
    run = subprocess.run(command, input=line, env=environment, capture_output=True, text=True, check=False)
    taken = perf_counter() - start
    if run.returncode not in {0, 3}:  # 3: not covered
        sys.exit(f"{command} failed:\n{run.stderr}")
    return taken


def starts(texts: Sequence[str]) -> dict[str, Times]:
    """Seconds of whole programs, one round of all of them for each text, after one that is not timed.

    Modules are compiled, as an installation leaves them, also where the environment says not to.
    """
    times: dict[str, Times] = {"floor": [], "encoder": [], "ask": [], "chat": []}
    with TemporaryDirectory() as compiled:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for text in ("fill the caches", *texts):
            times["floor"].append(started(FLOOR, environment))
            times["ask"].append(started([*CAREER, "ask", text], environment))
            times["encoder"].append(started(ENCODER, environment))
            times["chat"].append(started([*CAREER, "chat"], environment, "staff\n"))
    return {name: each[1:] for name, each in times.items()}


def memory(made: str, texts: Sequence[str]) -> list[float]:
    """Megabytes of a fresh process: after it *made* what answers, after all *texts*, and at its peak."""
    command = [*PYTHON, REMEMBERED.format(made=made)]
    run = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, check=True)
    return [size / 1024 for size in json.loads(run.stdout)]


# The report.

QUANTILES = (("p50", 0.5), ("p99", 0.99))


def row(  # noqa: PLR0913, PLR0917
    what: str, ours: float, unit: str, limit: float | None = None, peer: str = "", theirs: float | None = None
) -> None:
    """Print one line of the table."""
    kept = "" if limit is None else f"< {limit:g} {unit}{'' if ours < limit else ', missed'}"
    beside = "| | |" if theirs is None else f"| {theirs:.3g} {unit} | {ours / theirs:.2f} |"
    print(f"| {what} | {ours:.3g} {unit} | {kept} | {peer} {beside}")


def report_pages(search: Search, peer: FullText) -> None:
    """Print how long topics' pages take when they are asked for first, and when they are kept."""
    topics = search.library.topics
    # One name for each page that is kept, so that the first pass meets none that is there already.
    names = {normal(it): it for topic in topics for it in (topic.id, topic.name, *topic.aliases)}
    for what in ("first time", "again"):
        times = interleaved({"peer": peer.find, "ours": search.ask}, list(names.values()))
        for name, share in QUANTILES:
            ours, theirs = (1000 * quantile(times[it], share) for it in ("ours", "peer"))
            row(f"topic page, {what}, {name}", ours, "ms", 1, "FTS5, cards", theirs)


def report_questions(search: Search, encoder: Encoder, on_cards: FullText, texts: Sequence[str]) -> None:
    """Print how long questions take; the first ones warm everything up and do not count."""
    spoken = [passage.text for passage in passages(search.library)]
    peers = {
        "FTS5, passages": FullText(spoken).find,
        "FTS5, cards": on_cards.find,
        "plain encoder, passages": PlainEncoder(encoder, spoken).find,
    }
    times = interleaved({**peers, "ours": search.ask}, texts)
    for (name, share), limit in zip(QUANTILES, (8, 25), strict=True):
        for peer in peers:
            ours, theirs = (1000 * quantile(times[it][WARM_UP:], share) for it in ("ours", peer))
            row(f"question, {name}", ours, "ms", limit, peer, theirs)


def report_starts(texts: Sequence[str]) -> None:
    """Print how long the program takes from its start to its end."""
    times = starts(texts)
    for name, share in (("median", 0.5), ("max", 1.0)):
        ask, floor, alone, chat = (quantile(times[it], share) for it in ("ask", "floor", "encoder", "chat"))
        row(f"`career ask`, cold, {name}", ask, "s", 1.5, "imports: numpy, pydantic_settings, typer", floor)
        row(f"`career ask`, cold, {name}", ask, "s", 1.5, "load the encoder, encode once", alone)
        row(f"`echo staff \\| career chat`, {name}", chat, "s", 1.5, "load the encoder, encode once", alone)


def report_memory(texts: Sequence[str]) -> None:
    """Print what stays in memory."""
    if not Path("/proc/self/status").exists():
        return
    sizes = zip(memory(OURS, texts), memory(PLAIN, texts), strict=True)
    for what, (ours, theirs) in zip(("loaded", "after questions", "peak"), sizes, strict=True):
        row(f"memory, {what}", ours, "MB", 300, "the encoder alone", theirs)


def report(asks: int, rounds: int) -> None:
    """Measure everything and print the table."""
    search, encoder, _, library = assembled()
    on_cards = FullText([card_text(card) for card in library.cards])
    texts = list(islice(different_questions(library), WARM_UP + asks))
    print(f"\n{asks} questions, no text twice; {rounds} starts; {len(library.cards)} cards\n")
    print("| measured | ours | limit | peer | theirs | ours / theirs |\n|---|---|---|---|---|---|")
    report_questions(search, encoder, on_cards, texts)
    report_pages(search, on_cards)
    report_starts(texts[-rounds:])
    report_memory(texts[:100])


def machine() -> str:
    """What this ran on."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    model = next((line.split(": ")[1] for line in lines if line.startswith("model name")), platform.machine())
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "onnxruntime", "tantivy"))
    return (
        f"{os.cpu_count()} cores of {model}; Python {platform.python_version()}, {packages},"
        f" SQLite {sqlite3.sqlite_version}"
    )


def load() -> str:
    """How much the machine has to do, ours included: the mean number of processes of the last minute."""
    return f"{os.getloadavg()[0]:.2f}" if hasattr(os, "getloadavg") else "unknown"


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a fifth of the asks, three starts")
    quick = parser.parse_args().quick
    print(f"{machine()}\nload before: {load()}")
    report(asks=100 if quick else 500, rounds=3 if quick else 7)
    print(f"\nload after: {load()}")


if __name__ == "__main__":
    main()
