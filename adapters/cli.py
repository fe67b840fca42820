"""The `career` command: what is asked of it, and the one place where the program is put together."""

import asyncio
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table
from rich.text import Text

from adapters import program
from adapters.settings import Settings
from adapters.terminal import app as terminal
from adapters.terminal.render import render
from adapters.vectors import Progress
from bot.commands import open_card
from bot.mentor import Mentor
from bot.model import Member, Request
from knowledge.cards import Card
from knowledge.check import faults
from knowledge.curation import CurationError, read_curation, read_vocabulary
from knowledge.library import TOPICS, Library
from knowledge.search import Answer, Search
from knowledge.transcript import read_turns

RESULTS_MAX = 10
"""Results in the JSON of one answer."""

ANSWERED, SOME_FAILED, BAD_USAGE, NOT_COVERED = 0, 1, 2, 3

out = Console(soft_wrap=False)
err = Console(stderr=True)

cli = typer.Typer(
    name="career",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="Career advice from podcast episodes, with who said it and a link to the very turn.",
    epilog='Try [bold]career ask "how do I get to staff?"[/bold], or [bold]career chat[/bold].',
)
episodes = typer.Typer(no_args_is_help=True, help="See and check the episodes that answers come from.")
cli.add_typer(episodes, name="episodes")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text for people.")]


def main() -> None:
    """Run the command; whatever stops it is one sentence on standard error."""
    logging.basicConfig(level="WARNING", format="%(message)s")
    try:
        cli()
    except BrokenPipeError:
        # Whoever read our output has had enough (`career topics | head`).
        sys.stderr.close()


@cli.callback(invoke_without_command=True)
def career(
    version_wanted: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False,
) -> None:
    """Say the version, or leave it to a command."""
    if version_wanted:
        from importlib.metadata import version  # noqa: PLC0415  (imports half of email)

        typer.echo(f"career {version('career-mentor')}")
        raise typer.Exit


@cli.command(epilog='Example: [bold]career ask "should I become a manager?"[/bold]')
def ask(
    question: Annotated[list[str] | None, typer.Argument(help="A question or a keyword.", show_default=False)] = None,
    as_json: AsJson = False,
    batch: Annotated[
        Path | None,
        typer.Option(help='Answer JSON Lines of {"id", "q"} from FILE ("-": standard input), with --json.'),
    ] = None,
) -> None:
    """Ask one question. Exits with 0 if it is answered, with 3 if no episode covers it."""
    text = " ".join(question or ())
    if bool(batch) == bool(text) or (batch and not as_json):
        _stop('Ask one question (career ask "..."), or many with --json --batch FILE.')
    if batch:
        raise typer.Exit(_answer_batch(batch))
    search = _search()
    if as_json:
        answer = search.ask(text)
        typer.echo(json.dumps(_as_json(None, text, answer), ensure_ascii=False))
        answered: bool | None = answer.answered
    else:
        answered = _say(Mentor(search), text)
    raise typer.Exit(NOT_COVERED if answered is False else ANSWERED)


@cli.command(epilog="Example: [bold]career chat[/bold], or [bold]echo staff | career chat[/bold]")
def chat() -> None:
    """Talk with the mentor. Lines from a pipe are answered one by one."""
    mentor = Mentor(_search())
    interactive = sys.stdin.isatty()
    read = terminal.typed(_settings().cache_dir / "history") if interactive else terminal.piped(sys.stdin)
    terminal.Conversation(mentor, out, read).run(greet=interactive)


@cli.command(epilog="Example: [bold]career topics --json[/bold]")
def topics(as_json: AsJson = False) -> None:
    """List the topics; each is a keyword to ask for."""
    library = _library()
    if as_json:
        rows = [
            {"id": topic.id, "name": topic.name, "summary": topic.summary, "aliases": topic.aliases,
             "cards": [card.ref for card in library.page(topic)]}
            for topic in library.topics
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    table = Table("topic", "what is in it", "cards", box=None, header_style="dim")
    for topic in library.topics:
        table.add_row(Text(topic.id, "bold"), Text(topic.summary), str(len(library.page(topic))))
    out.print(table)


@episodes.command("list", epilog="Example: [bold]career episodes list[/bold]")
def list_episodes(as_json: AsJson = False) -> None:
    """List the episodes that answers come from."""
    curations = _library().curations
    if as_json:
        rows = [
            {"episode": it.episode.slug, "name": it.episode.name, "title": it.episode.title, "url": it.episode.url,
             "licence": it.episode.licence, "turns": it.episode.turns, "cards": len(it.cards)}
            for it in curations
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    table = Table("episode", "title", "turns", "cards", box=None, header_style="dim")
    for it in curations:
        table.add_row(Text(it.episode.slug, "bold"), it.episode.title, str(it.episode.turns), str(len(it.cards)))
    out.print(table)


@episodes.command("show", epilog="Example: [bold]career episodes show js-party-286[/bold]")
def show_episode(
    name: Annotated[str, typer.Argument(help="An episode, or one of its cards: EPISODE/CARD.")],
    as_json: AsJson = False,
) -> None:
    """Show an episode's cards, or one card whole."""
    library = _library()
    if card := library.card(name):
        if as_json:
            typer.echo(json.dumps({"card": card.id, **_result(card)}, ensure_ascii=False))
        else:
            _say(Mentor(Search(library)), open_card(card.ref))
        return
    found = [it for it in library.curations if it.episode.slug == name]
    if not found:
        _stop(f"There is no episode or card called {name!r}. `career episodes list` shows what there is.")
    [it] = found
    if as_json:
        typer.echo(json.dumps([_result(card) for card in it.cards], ensure_ascii=False))
        return
    out.print(Text(f"{it.episode.name}: {it.episode.title}", "bold"))
    out.print(Text(f"{it.episode.url}\n{it.episode.attribution}\n", "dim"))
    table = Table("turns", "card", "says", box=None, header_style="dim")
    for card in it.cards:
        table.add_row(f"{card.turns[0]}-{card.turns[1]}", Text(card.id, "bold"), Text(card.title))
    out.print(table)


@episodes.command("check", epilog="Example: [bold]career episodes check my-episode.toml --transcript my-episode.md[/bold]")
def check_episode(
    file: Annotated[Path, typer.Argument(help="A curated episode (TOML).")],
    transcript: Annotated[Path | None, typer.Option(help="Its transcript, to check the cards against.")] = None,
) -> None:
    """Check a curated episode, and whether it is faithful to its transcript."""
    try:
        curation = read_curation(file, read_vocabulary(TOPICS).topics)
        problems = [
            f"{file.name}: {fault}"
            for fault in (faults(curation, read_turns(_text_of(transcript))) if transcript else ())
        ]
    except CurationError as error:
        problems = list(error.problems)
    if problems:
        _stop("\n".join([*problems, f"{len(problems)} to mend."]))
    against = f", faithful to {transcript.name}" if transcript else " (give --transcript to check it against one)"
    questions = sum(len(card.questions) for card in curation.cards)
    typer.echo(f"{file.name}: {len(curation.cards)} cards with {questions} questions{against}")


def _answer_batch(path: Path) -> int:
    """Answer the questions in the file at *path*, a line each; a bad line gets an error and stops nothing."""
    lines = sys.stdin.read() if str(path) == "-" else _text_of(path)
    search = _search()
    failed = False
    for number, line in enumerate(lines.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            asked = json.loads(line)
            row = _as_json(asked["id"], _string(asked["q"]), search.ask(_string(asked["q"])))
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            failed = True
            row = {"line": number, "error": f'not a JSON object with "id" and a text "q": {type(error).__name__}: {error}'}
        typer.echo(json.dumps(row, ensure_ascii=False))
    return SOME_FAILED if failed else ANSWERED


def _string(value: object) -> str:
    if isinstance(value, str):
        return value
    raise TypeError(f"q is {type(value).__name__}")


def _as_json(id: object, question: str, answer: Answer) -> dict[str, Any]:
    return {
        "id": id,
        "q": question,
        "answered": answer.answered,
        "confidence": round(answer.confidence, 4),
        "results": [
            {**_result(match.card), "score": round(match.score, 4)} for match in answer.matches[:RESULTS_MAX]
        ],
    }


def _result(card: Card) -> dict[str, Any]:
    return {
        "card": card.id,
        "episode": card.episode.slug,
        "turns": card.turns,
        "speaker": card.speaker,
        "title": card.title,
        "text": card.advice,
        "start": card.start,
        "url": card.url,
    }


def _say(mentor: Mentor, text: str) -> bool | None:
    message = asyncio.run(mentor.reply(Request(Member("terminal", "cli"), text)))
    terminal.show(render(message), out)
    return message.answered


# Putting the program together.


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        _stop("\n".join(f"CAREER_{str(it['loc'][0]).upper()}: {it['msg']}" for it in error.errors()))


def _library() -> Library:
    try:
        return program.open_library(_settings())
    except CurationError as error:
        _stop(f"The episodes cannot be read; nothing was loaded.\n{error}")


def _search() -> Search:
    settings = _settings()
    try:
        with _progress("Reading the episodes for the first time") as progress:
            search, unusable = program.open_search(settings, progress)
    except CurationError as error:
        _stop(f"The episodes cannot be read; nothing was loaded.\n{error}")
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


def _stop(why: str) -> NoReturn:
    err.print(Text(why, "red"), soft_wrap=True)
    raise typer.Exit(BAD_USAGE)
