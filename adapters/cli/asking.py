"""`career ask`, `chat` and `topics`: the mentor itself."""

import asyncio
import io
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from adapters import jsonl, program
from adapters.cli.console import (
    ANSWERED,
    NOT_COVERED,
    SOME_FAILED,
    AsJson,
    OfWorkspace,
    open_shipped,
    open_words,
    out,
    print_json,
    read_catalogue,
    read_settings,
    stop,
    stopping,
)
from adapters.terminal import app as terminal
from adapters.terminal.render import render
from bot.episodes import EVERYBODY
from bot.mentor import Mentor, found_for, look_up
from knowledge.search import Search


def ask(
    question: Annotated[
        list[str] | None, typer.Argument(help="A question or a keyword.", show_default=False)
    ] = None,
    *,
    as_json: AsJson = False,
    batch: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help='With --json: answer JSON Lines of {"id", "q"}; "-" is standard input.'
        ),
    ] = None,
    workspace: OfWorkspace = EVERYBODY,
) -> None:
    """Ask one question; nothing is remembered. Exits with 0 if answered, with 3 if not covered."""
    text = " ".join(question or ()).strip()
    if batch and not as_json:
        stop("--batch prints JSON: add --json, as in `career ask --json --batch FILE`.")
    if bool(batch) == bool(text):
        stop('Ask one question (career ask "..."), or many (career ask --json --batch FILE).')
    if batch:
        raise typer.Exit(_answer_batch(batch, workspace))
    search = _search_of(workspace)
    if as_json:
        answer = found_for(search, text)
        print_json(jsonl.answer_row(None, text, answer))
        raise typer.Exit(ANSWERED if answer.answered else NOT_COVERED)
    message = look_up(search, text)
    terminal.show(render(message, replying=False), out)
    raise typer.Exit(NOT_COVERED if message.answered is False else ANSWERED)


def chat() -> None:
    """Talk with the mentor, who remembers you. Lines from a pipe are answered one by one."""
    interactive = sys.stdin is not None and sys.stdin.isatty()
    settings = read_settings()
    shipped = open_shipped(settings)
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    read = terminal.typed() if interactive else terminal.piped(sys.stdin or ())
    # Lines are read outside of the loop, which the line editor would start once more.
    with stopping(), asyncio.Runner() as loop:
        store = loop.run(program.open_store(settings))
        try:
            catalogue = program.open_catalogue(settings, shipped, store)
            loop.run(catalogue.refresh())
            outbox = program.terminal_outbox(settings)
            lanes = program.lanes()
            delivery = program.delivery(settings, catalogue, store, {terminal.WORKSPACE: outbox}, lanes)
            around = terminal.Surroundings(settings.clock, settings.files_dir, outbox, delivery)
            mentor = Mentor(catalogue, store, lanes.rate, program.open_loader(settings, shipped))
            terminal.Conversation(mentor, out, read, around, loop).run(greet=interactive)
        finally:
            loop.run(store.close())


def topics(*, as_json: AsJson = False, workspace: OfWorkspace = EVERYBODY) -> None:
    """List the topics; each is a keyword to ask for."""
    settings = read_settings()
    library = read_catalogue(settings, open_words(settings)).of(workspace).library
    if as_json:
        print_json([
            {
                "id": topic.id,
                "name": topic.name,
                "summary": topic.summary,
                "aliases": topic.aliases,
                "cards": [card.ref for card in library.page(topic)],
                "excerpts": [card.ref for card in library.excerpts(topic)],
            }
            for topic in library.topics
        ])  # fmt: skip
        return
    table = Table("topic", "what is in it", "cards", "excerpts", box=None, header_style="dim")
    for topic in library.topics:
        cards, excerpts = library.page(topic), library.excerpts(topic)
        table.add_row(Text(topic.id, "bold"), Text(topic.summary), str(len(cards)), str(len(excerpts) or ""))
    out.print(table)


def _search_of(workspace: str) -> Search:
    """What a workspace would be answered from, or all of them."""
    settings = read_settings()
    return read_catalogue(settings, open_shipped(settings)).of(workspace)


def _answer_batch(path: Path, workspace: str) -> int:
    failed = False
    with _opened(path) as lines:
        for row in jsonl.answered_lines(lines, partial(found_for, _search_of(workspace))):
            failed = failed or "error" in row
            print_json(row)
    return SOME_FAILED if failed else ANSWERED


@contextmanager
def _opened(path: Path) -> Iterator[Iterable[bytes]]:
    """The lines of a file, or of standard input for "-", as they are: a bad one must not spoil the others."""
    if str(path) == "-":
        yield sys.stdin.buffer if sys.stdin else ()
        return
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        stop(f"{path} cannot be read: {error}")
