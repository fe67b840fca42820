"""What is understood of two thousand real transcripts, and how long ten megabytes of anything take.

    python benchmarks/transcripts.py            # a minute or two
    python benchmarks/transcripts.py --part real
    python benchmarks/transcripts.py --part hostile

Prints Markdown tables. The real transcripts, and another reader of them, are shared: CAREER_SHARED names the
folder that holds `data/transcripts.tar.xz` and `tools/turns.py` (default `../shared`).
"""

import argparse
import re
import resource
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median
from time import process_time
from types import ModuleType

from answer import load, machine
from labelled import SHARED

from knowledge.transcripts.doubts import kind
from knowledge.transcripts.model import Transcript
from knowledge.transcripts.reading import read_transcript
from knowledge.transcripts.trouble import TranscriptUnusable
from tests.knowledge.transcripts import hostile
from tests.knowledge.transcripts.real import ILL_FORMED, difference, other_reader, transcripts

ALL_SAME, SAME_TURNS, OTHER_TURNS = "all the same", "same turns and speakers", "other turns"

ODDITIES: Mapping[str, Callable[[Transcript, str], bool]] = {
    "jingles, outros and intros are no turns": lambda transcript, _: any(
        not it.name.lower().startswith("break") for it in transcript.breaks
    ),
    "a label after a single newline opens one": lambda _, text: bool(
        re.search(r"[^\n]\n[ ]*\*\*[^*\n]+:\*\*", text)
    ),
    "a label in a hurry opens one": lambda transcript, _: bool(transcript.mended),
    "somebody whose name begins with Break speaks": lambda _, text: "Breakmaster" in text,
    "a name that stands twice is one": lambda _, text: bool(re.search(r"\*\*([\w ]+): \1:\*\*", text)),
}
"""Why our turns are others than those of the other reader."""


@dataclass
class Tally:
    """All that is counted over the real transcripts."""

    seconds: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    turns: list[int] = field(default_factory=list)
    unusable: list[str] = field(default_factory=list)
    warnings: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    compared: Counter[tuple[bool, str]] = field(default_factory=Counter)
    oddities: Counter[str] = field(default_factory=Counter)
    breaks: int = 0
    times: int = 0

    def read(self, name: str, data: bytes) -> Transcript | None:
        """Read one, with the time that it takes."""
        start = process_time()
        try:
            transcript = read_transcript(data, name)
        except TranscriptUnusable as unusable:
            self.unusable.append(f"{name}: {unusable.problem}")
            return None
        finally:
            self.seconds.append(process_time() - start)
            self.sizes.append(len(data))
        self.turns.append(len(transcript.turns))
        self.breaks += len(transcript.breaks)
        self.times += len(transcript.times)
        self.warnings.update({kind(it) for it in transcript.warnings})
        for it in transcript.left_out:
            self.left_out[it.reason] += len(it.text.split())
        return transcript

    def compare(self, transcript: Transcript, data: bytes, other: ModuleType) -> None:
        """Hold the turns against those of the other reader, apart for files that are well formed."""
        text = data.decode()
        theirs = other.turns(text)
        same = [(it.number, it.speaker) for it in transcript.turns] == [
            (it["turn"], it["speaker"]) for it in theirs
        ]
        agree = ALL_SAME if difference(transcript.turns, theirs) == 0 else SAME_TURNS if same else OTHER_TURNS
        self.compared[not ILL_FORMED.search(text), agree] += 1
        if agree == OTHER_TURNS:
            self.oddities.update(name for name, has in ODDITIES.items() if has(transcript, text))


def real() -> None:
    """Read all real transcripts, and print what came of it."""
    tally, other = Tally(), other_reader(SHARED)
    for name, data in transcripts(SHARED):
        if (transcript := tally.read(name, data)) and other:
            tally.compare(transcript, data, other)
    if not tally.seconds:
        print(f"skipped: the real transcripts are not in {SHARED / 'data'}", file=sys.stderr)
        return
    print_real(tally, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


def print_real(tally: Tally, megabytes: int) -> None:
    """All tables about the real ones."""
    size = sum(tally.sizes) / 1e6
    print("\n| | |\n|---|---|")
    print(f"| files | {len(tally.seconds):,} |")
    print(f"| unusable | {len(tally.unusable)} |")
    print(f"| turns | {sum(tally.turns):,}, {max(tally.turns):,} at most |")
    print(f"| breaks, time marks | {tally.breaks:,}, {tally.times:,} |")
    print(f"| seconds of the processor | {sum(tally.seconds):.1f}, for {size:.0f} MB |")
    print(f"| for one | {1000 * median(tally.seconds):.0f} ms, {1000 * max(tally.seconds):.0f} at most |")
    print(f"| peak memory | {megabytes} MB, with Python and the unpacking |")
    print(f"\n| files | {ALL_SAME} | {SAME_TURNS} | {OTHER_TURNS} |\n|---|---|---|---|")
    for well_formed, name in ((True, "well formed"), (False, "with an oddity")):
        counts = (tally.compared[well_formed, agree] for agree in (ALL_SAME, SAME_TURNS, OTHER_TURNS))
        print(f"| {name} | {' | '.join(map(str, counts))} |")
    print_counts("other turns, since | episodes", tally.oddities)
    print_counts("warning | episodes", tally.warnings)
    print_counts("left out | words", tally.left_out)
    print("".join(f"\nunusable: {it}" for it in tally.unusable))


def print_counts(heading: str, counts: Counter[str]) -> None:
    """A table of what there is most of first."""
    print(f"\n| {heading} |\n|---|---|")
    for name, count in counts.most_common():
        print(f"| {name} | {count:,} |")


def print_hostile() -> None:
    """Read files that are made to take long."""
    print("\n| 10 MB of | behind | come to | seconds | MB |\n|---|---|---|---|---|")
    for again, begin in hostile.BEGINNINGS:
        cost = hostile.read(again, begin)
        shown = (f"`` {it.encode('unicode_escape').decode()} ``" if it else "" for it in (again, begin))
        cells = (*shown, cost.outcome, f"{cost.seconds:.2f}", str(cost.megabytes))
        print(f"| {' | '.join(cells)} |", flush=True)


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--part", choices=["real", "hostile"], help="only this")
    part = parser.parse_args().part
    print(f"{machine()}\nload before: {load()}")
    if part != "hostile":
        real()
    if part != "real":
        print_hostile()
    print(f"\nload after: {load()}")


if __name__ == "__main__":
    main()
