"""What was understood of transcripts, before anything is made of them: for people, and for programs."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from adapters.cli.console import PROBLEMS_MAX, err, out, print_json, progress, shown
from adapters.cli.sources import SourceUnreadable, read_one
from adapters.vectors import Progress, silent
from knowledge.transcripts.doubts import kind, sentence
from knowledge.transcripts.model import Transcript
from knowledge.transcripts.reading import read_transcript
from knowledge.transcripts.report import breaks, form, left_out, times
from knowledge.transcripts.trouble import TranscriptUnusable

NOBODY = "(nobody named)"

PEOPLE_MAX = 12
"""People who are listed of one episode; a panel has fewer, and a show with callers is understood by then."""

MANY = 20
"""Files from which on a bar is drawn: fewer are read before it is seen."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Unread:
    """Why nothing was understood of a file."""

    source: str
    why: SourceUnreadable | TranscriptUnusable


@dataclass(frozen=True, slots=True)
class Read:
    """What was."""

    source: str
    transcript: Transcript


def show_transcripts(sources: Sequence[str], *, as_json: bool) -> bool:
    """Print what is understood of each of *sources*; whether all of them could be read."""
    with progress("Reading transcripts") as report:
        each = _read_each(sources, report if len(sources) >= MANY else silent)
        if as_json:
            printed = [_print_row(it) for it in each]
            return all(printed)
        if len(sources) != 1:
            return _show_table(each, _folder(sources))
    return _show(next(each))


def _read_each(sources: Sequence[str], report: Progress) -> Iterator[Read | Unread]:
    for done, source in enumerate(sources):
        report(done, len(sources))
        try:
            fetched = read_one(source)
            yield Read(source, read_transcript(fetched.data, fetched.name))
        except (SourceUnreadable, TranscriptUnusable) as why:
            yield Unread(source, why)


# For people


def _show(read: Read | Unread) -> bool:
    if isinstance(read, Unread):
        _complain(read)
        return False
    show_transcript(read.source, read.transcript)
    return True


def show_transcript(source: str, transcript: Transcript) -> None:
    """Print all that was understood of one."""
    about = transcript.about
    out.print(Text(shown(about.title or source), "bold"), soft_wrap=True)
    facts = {"show": about.show, "number": about.number, "date": about.date, "licence": about.licence}
    facts |= {"page": about.url, "format": form(transcript)}
    facts |= {"turns": f"{len(transcript.turns):,}, with {transcript.words:,} words"}
    facts |= {"times": times(transcript), "breaks": breaks(transcript)}
    for name, fact in facts.items():
        if fact:
            out.print(Text.assemble((f"{name:<8}", "dim"), shown(fact)), soft_wrap=True)
    _show_people(transcript)
    _show_list("Left out", left_out(transcript))
    _show_list("Look at", map(sentence, transcript.warnings))


def _show_people(transcript: Transcript) -> None:
    table = Table("who", "turns", "words", "share", box=None, header_style="dim", pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    for voice in transcript.people[:PEOPLE_MAX]:
        table.add_row(
            Text(voice.name or NOBODY), f"{voice.turns:,}", f"{voice.words:,}", f"{100 * voice.share:.0f} %"
        )
    out.print()
    out.print(table)
    if (more := len(transcript.people) - PEOPLE_MAX) > 0:
        out.print(Text(f"and {more:,} more", "dim"))


def _show_list(heading: str, sentences: Iterable[str]) -> None:
    for number, said in enumerate(sentences):
        if number == 0:
            out.print(Text(f"\n{heading}", "dim"))
        out.print(Text(f"- {shown(said)}"), soft_wrap=True)


def _show_table(each: Iterable[Read | Unread], folder: str) -> bool:
    if folder:
        out.print(Text(shown(folder), "dim"), soft_wrap=True)
    table = Table(box=None, header_style="dim", pad_edge=False)
    for name in ("file", "format", "turns", "people", "words", "times", "left out", "look at"):
        text = name in {"file", "format", "look at"}
        table.add_column(name, justify="left" if text else "right", overflow="fold", no_wrap=not text)
    read, unread, warnings = 0, list[Unread](), Counter[str]()
    for it in each:
        table.add_row(*_cells(it, folder))
        if isinstance(it, Unread):
            unread.append(it)
        else:
            read += 1
            warnings.update(map(kind, it.transcript.warnings))
    out.print(table)
    for it in unread[:PROBLEMS_MAX]:
        _complain(it)
    told = ", ".join(f"{name} {count:,}" for name, count in warnings.most_common()) or "nothing to look at"
    out.print(Text(f"\n{read:,} of {read + len(unread):,} read; {told}", "dim"))
    return not unread


def _folder(sources: Sequence[str]) -> str:
    """The folder that all of *sources* are in, if it is one worth to be said once instead of in each line."""
    folders = {str(Path(it).parent) + "/" for it in sources}
    return folders.pop() if len(folders) == 1 and not any("://" in it for it in sources) else ""


def _cells(it: Read | Unread, folder: str) -> Iterator[Text]:
    yield Text(shown(it.source.removeprefix(folder)))
    if isinstance(it, Unread):
        problem = it.why.problem if isinstance(it.why, TranscriptUnusable) else "unreadable"
        yield Text(problem, "red")
        return
    transcript = it.transcript
    yield Text(transcript.format)
    outside = sum(len(piece.text.split()) for piece in transcript.left_out)
    counts = (len(transcript.turns), len(transcript.people), transcript.words, len(transcript.times))
    for count in (*counts, outside):
        yield Text(f"{count:,}")
    yield Text(", ".join(dict.fromkeys(map(kind, transcript.warnings))), "yellow")


def _complain(unread: Unread) -> None:
    said = str(unread.why)
    where = "" if unread.source in said else f"{unread.source}: "
    err.print(Text(shown(where + said), "red"), soft_wrap=True)


# For programs


def _print_row(it: Read | Unread) -> bool:
    print_json(_error_row(it) if isinstance(it, Unread) else _row(it))
    return isinstance(it, Read)


def _error_row(it: Unread) -> Row:
    problem = it.why.problem if isinstance(it.why, TranscriptUnusable) else "unreadable"
    return {"file": it.source, "error": problem, "text": str(it.why)}


def _row(it: Read) -> Row:
    """All of the report; times are in seconds, and "after" is a turn's number, 0 before the first."""
    transcript, about = it.transcript, it.transcript.about
    return {
        "file": it.source,
        "format": transcript.format,
        "encoding": transcript.encoding,
        "language": transcript.language or None,
        "title": about.title or None,
        "show": about.show or None,
        "number": about.number or None,
        "date": about.date or None,
        "url": about.url or None,
        "licence": about.licence or None,
        "turns": len(transcript.turns),
        "words": transcript.words,
        "people": [
            {"name": voice.name or None, "turns": voice.turns, "words": voice.words}
            for voice in transcript.people
        ],
        "times": len(transcript.times),
        "breaks": [{"after": it.after, "name": it.name, "times": it.marks} for it in transcript.breaks],
        "left_out": [
            {"after": it.after, "reason": it.reason, "words": len(it.text.split())}
            for it in transcript.left_out
        ],
        "warnings": [{"kind": kind(it), "text": sentence(it)} for it in transcript.warnings],
    }
