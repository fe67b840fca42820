"""The `career` command."""

import asyncio
import io
import json
import logging
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table
from rich.text import Text

from adapters import jsonl, program
from adapters.settings import Settings
from adapters.terminal import app as terminal
from adapters.terminal.render import render
from adapters.vectors import Progress
from bot.asking import card_page
from bot.mentor import Mentor
from bot.model import Member, Request
from knowledge.check import faults
from knowledge.curation import Curation, CurationError, read_curation, read_vocabulary
from knowledge.library import TOPICS, Library
from knowledge.search import Search
from knowledge.transcript import read_turns

ANSWERED, SOME_FAILED, BAD_USAGE, NOT_COVERED = 0, 1, 2, 3
"""Exit codes."""

PROBLEMS_MAX = 20
"""Mistakes of a file that are shown at once."""

out = Console()
err = Console(stderr=True)

cli = typer.Typer(
    name="career",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="Career advice from podcast episodes, with who said it and a link to that moment.",
    epilog='Try [bold]career ask "how do I get to staff?"[/bold], or [bold]career chat[/bold].',
)
episodes = typer.Typer(
    no_args_is_help=True,
    help="See and check the episodes that answers come from.",
    epilog="Example: [bold]career episodes show js-party-286[/bold]",
)
cli.add_typer(episodes, name="episodes")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text for people.")]


def main() -> None:
    """Run the command. What stops it is said on standard error, in a sentence."""
    logging.basicConfig(level="WARNING", format="%(message)s")
    cli(prog_name="career")


@cli.callback(invoke_without_command=True)
def career(
    *,
    version_wanted: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    """Say the version, or leave it to a command."""
    if version_wanted:
        from importlib.metadata import version  # noqa: PLC0415  (imports half of email, and is rarely wanted)

        typer.echo(f"career {version('career-mentor')}")
        raise typer.Exit


@cli.command(epilog='Example: [bold]career ask "should I become a manager?"[/bold]')
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
) -> None:
    """Ask one question. Exits with 0 if it is answered, with 3 if no episode covers it."""
    text = " ".join(question or ()).strip()
    if batch and not as_json:
        _stop("--batch prints JSON: add --json, as in `career ask --json --batch FILE`.")
    if bool(batch) == bool(text):
        _stop('Ask one question (career ask "..."), or many (career ask --json --batch FILE).')
    if batch:
        raise typer.Exit(_answer_batch(batch))
    search = _search()
    if as_json:
        answer = search.ask(text)
        _print_json(jsonl.answer_row(None, text, answer))
        raise typer.Exit(ANSWERED if answer.answered else NOT_COVERED)
    message = asyncio.run(Mentor(search).reply(Request(Member("terminal", "cli"), f"ask {text}")))
    terminal.show(render(message, replying=False), out)
    raise typer.Exit(NOT_COVERED if message.answered is False else ANSWERED)


@cli.command(epilog="Example: [bold]career chat[/bold], or [bold]echo staff | career chat[/bold]")
def chat() -> None:
    """Talk with the mentor. Lines from a pipe are answered one by one."""
    interactive = sys.stdin is not None and sys.stdin.isatty()
    settings = _settings()
    mentor = Mentor(_search(settings))
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    read = terminal.typed(settings.cache_dir / "history") if interactive else terminal.piped(sys.stdin or ())
    terminal.Conversation(mentor, out, read).run(greet=interactive)


@cli.command(epilog="Example: [bold]career topics --json[/bold]")
def topics(*, as_json: AsJson = False) -> None:
    """List the topics; each is a keyword to ask for."""
    library = _library()
    if as_json:
        _print_json([
            {
                "id": topic.id,
                "name": topic.name,
                "summary": topic.summary,
                "aliases": topic.aliases,
                "cards": [card.ref for card in library.page(topic)],
            }
            for topic in library.topics
        ])  # fmt: skip
        return
    table = Table("topic", "what is in it", "cards", box=None, header_style="dim")
    for topic in library.topics:
        table.add_row(Text(topic.id, "bold"), Text(topic.summary), str(len(library.page(topic))))
    out.print(table)


@episodes.command("list", epilog="Example: [bold]career episodes list[/bold]")
def list_episodes(*, as_json: AsJson = False) -> None:
    """List the episodes that answers come from."""
    curations = _library().curations
    if as_json:
        _print_json([_episode_row(it) for it in curations])
        return
    table = Table("episode", "title", "turns", "cards", box=None, header_style="dim")
    for it in curations:
        table.add_row(
            Text(it.episode.slug, "bold"), Text(it.episode.title), str(it.episode.turns), str(len(it.cards))
        )
    out.print(table)


@episodes.command("show", epilog="Example: [bold]career episodes show js-party-286[/bold]")
def show_episode(
    name: Annotated[str, typer.Argument(help="An episode, or one of its cards: EPISODE/CARD.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Show an episode's cards, or one card whole."""
    library = _library()
    found = next((it for it in library.curations if it.episode.slug == name), None)
    if card := library.card(name):
        if as_json:
            _print_json(jsonl.card_row(card))
        else:
            terminal.show(render(card_page(card, library), replying=False), out)
    elif found is None:
        _stop(f"There is no episode or card called {name!r}. `career episodes list` shows what there is.")
    elif as_json:
        _print_json({**_episode_row(found), "cards": [jsonl.card_row(card) for card in found.cards]})
    else:
        _show_cards(found)


@episodes.command(
    "check", epilog="Example: [bold]career episodes check my-episode.toml --transcript my-episode.md[/bold]"
)
def check_episode(
    file: Annotated[Path, typer.Argument(help="A curated episode (TOML).")],
    transcript: Annotated[
        Path | None, typer.Option(help="Its transcript, to check the cards against.")
    ] = None,
) -> None:
    """Check a curated episode, and whether it is faithful to its transcript."""
    try:
        curation = read_curation(file, read_vocabulary(TOPICS).topics)
    except CurationError as error:
        _stop_over(error.problems)
    against = " (give --transcript to check it against one)"
    if transcript:
        if found := list(faults(curation, read_turns(_text_of(transcript)))):
            _stop_over([f"{file.name}: {fault}" for fault in found])
        against = f", faithful to {transcript.name}"
    questions = sum(len(card.questions) for card in curation.cards)
    typer.echo(f"{file.name}: {len(curation.cards)} cards with {questions} questions{against}")


def _answer_batch(path: Path) -> int:
    failed = False
    with _opened(path) as lines:
        for row in jsonl.answered_lines(lines, _search().ask):
            failed = failed or "error" in row
            _print_json(row)
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
        _stop(f"{path} cannot be read: {error}")


def _episode_row(it: Curation) -> dict[str, Any]:
    return {
        "episode": it.episode.slug,
        "name": it.episode.name,
        "title": it.episode.title,
        "url": it.episode.url,
        "licence": it.episode.licence,
        "turns": it.episode.turns,
        "cards": len(it.cards),
    }


def _show_cards(it: Curation) -> None:
    out.print(Text(f"{it.episode.name}: {it.episode.title}", "bold"))
    out.print(Text(f"{it.episode.url}\n{it.episode.attribution}\n", "dim"))
    table = Table("turns", "card", "says", box=None, header_style="dim")
    for card in it.cards:
        table.add_row(f"{card.turns[0]}-{card.turns[1]}", Text(card.id, "bold"), Text(card.title))
    out.print(table)


def _print_json(value: object) -> None:
    # ASCII, so that no encoding of the output can refuse a line and no character of it can move a cursor.
    typer.echo(json.dumps(value))


def _settings() -> Settings:
    try:
        return Settings()
    except (UnicodeDecodeError, OSError) as error:
        _stop(f"The file .env in this folder cannot be read: {error}")
    except ValidationError as error:
        _stop("\n".join(f"CAREER_{str(it['loc'][0]).upper()}: {it['msg']}" for it in error.errors()))


def _library() -> Library:
    try:
        return program.open_library(_settings())
    except CurationError as error:
        _stop_over(error.problems, "The episodes cannot be read; nothing was loaded.")


def _search(settings: Settings | None = None) -> Search:
    settings = settings or _settings()
    try:
        with _progress("Reading the episodes for the first time") as progress:
            search, unusable = program.open_search(settings, progress)
    except CurationError as error:
        _stop_over(error.problems, "The episodes cannot be read; nothing was loaded.")
    if unusable:
        err.print(Text(f"Warning: {unusable} Until then I compare words alone, which finds less.", "yellow"))
    return search


@contextmanager
def _progress(what: str) -> Iterator[Progress]:
    """A bar on standard error, drawn only if there is something to wait for and somebody to see it."""
    bars: Any = None
    task: Any = None

    def report(done: int, of: int) -> None:
        nonlocal bars, task
        if bars is None:
            from rich.progress import Progress as Bars  # noqa: PLC0415  (most starts draw no bar)

            if not err.is_terminal:
                err.print(f"{what}, which takes a minute...")
            bars = Bars(console=err, transient=True, disable=not err.is_terminal)
            bars.start()
            task = bars.add_task(what, total=of)
        bars.update(task, completed=done, total=of)

    try:
        yield report
    finally:
        if bars is not None:
            bars.stop()


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        _stop(f"{path} cannot be read: {error}")


def _stop_over(problems: Sequence[str], *said: str) -> NoReturn:
    """Stop, naming the first of many *problems*: one slip in a file can be a hundred of them."""
    hidden = len(problems) - PROBLEMS_MAX
    and_more = [f"... and {hidden} more."] if hidden > 0 else []
    _stop("\n".join([*said, *problems[:PROBLEMS_MAX], *and_more, f"{len(problems)} to mend."]))


def _stop(why: str) -> NoReturn:
    readable = "".join(char for char in why if char == "\n" or char.isprintable())
    err.print(Text(readable, "red"), soft_wrap=True)
    raise typer.Exit(BAD_USAGE)
