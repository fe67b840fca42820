"""`career episodes`: see and check the episodes that answers come from."""

import re
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from adapters import jsonl
from adapters.cli import deciding
from adapters.cli.console import (
    ANSWERED,
    SOME_FAILED,
    AsJson,
    Commands,
    OfWorkspace,
    open_words,
    out,
    print_json,
    read_settings,
    shown,
    stop,
    stop_over,
)
from adapters.cli.hints import typed
from adapters.cli.listing import (
    State,
    Stocked,
    episodes_of,
    excerpt_of,
    made_of,
    row,
    show_loaded,
    span,
    stocked,
    tell_the_rest,
)
from adapters.cli.loading import How, load_files, reload
from adapters.cli.sources import each_file, read_source
from adapters.cli.transcripts import show_transcripts
from adapters.terminal import app as terminal
from adapters.terminal.render import render
from bot import shelf_wording as said
from bot.asking import card_message
from bot.bringing import wrong_in
from bot.episodes import EVERYBODY, Origin
from bot.shelf_commands import Load, ShowEpisodes
from knowledge.cards import COMMUNITY_EPISODE
from knowledge.check import faults, untruths
from knowledge.curation import Curation, CurationError, read_curation, read_own, read_vocabulary
from knowledge.facts import SLUG_MAX
from knowledge.library import TOPICS
from knowledge.transcripts.model import Turn
from knowledge.transcripts.reading import read_transcript
from knowledge.transcripts.trouble import TranscriptUnusable

Title = Annotated[str, typer.Option(help="The episode's title.", show_default=False)]
Show = Annotated[str, typer.Option(help="The podcast's name.", show_default=False)]
Number = Annotated[str, typer.Option(help="The episode's number.", show_default=False)]
Url = Annotated[str, typer.Option(metavar="URL", help="The episode's page.", show_default=False)]
Licence = Annotated[str, typer.Option(help="Such as CC BY 4.0, or: with permission.", show_default=False)]

CALLED = re.compile(rf"(?=.{{,{SLUG_MAX}}}$)[a-z0-9]+(-{{1,2}}[a-z0-9]+)+")
"""What an episode can be called in chat, too: there, only what has a dash is taken for its name."""

CALLED_SO = f"A name has a-z, 0-9 and a dash at least, up to {SLUG_MAX} characters, as in tea-time-12."

SHOWN_MAX = 20
"""Cards or excerpts that are shown of an episode if nobody wants all: a screen of them, the best first."""

CITES_NOBODY = "{file}: These cards cite no episode, so there is no transcript to hold them against."

LOADS = "Checked as a file to be loaded; --shipped checks it as one of this program's own."
SHIPS = "Checked as one of this program's own."
"""By which rules an episode was found well."""

NONE_LOADED = "No other episode was loaded here yet."

episodes = Commands(
    help="See and check the episodes that answers come from.",
    epilog="Example: [bold]career episodes show js-party-286[/bold]",
)


@episodes.command("list", epilog="Example: [bold]career episodes list[/bold]")
def list_all(*, workspace: OfWorkspace = EVERYBODY, as_json: AsJson = False) -> None:
    """List the episodes that answers come from, and those that wait to be published."""
    settings = read_settings()
    library = open_words(settings).library
    loaded = stocked(settings, workspace)
    if as_json:
        cited = episodes_of(settings, loaded, library.topics)
        rows = [row(*both) for both in zip(loaded, cited, strict=True)]
        print_json([*map(_episode_row, library.curations), *rows])
        return
    table = Table("episode", "title", "state", "edition", "cards", "excerpts", box=None, header_style="dim")
    for it in library.curations:
        cards = str(len(it.cards))
        table.add_row(Text(it.episode.slug, "bold"), Text(it.episode.title), "shipped", "", cards, "")
    for each in loaded:
        table.add_row(*_cells(each))
    out.print(table)
    if not loaded:
        out.print(Text(f"\n{NONE_LOADED} To load one: {typed(Load(), workspace)}", "dim"), soft_wrap=True)


@episodes.command("show", epilog="Example: [bold]career episodes show js-party-286[/bold]")
def show(
    name: Annotated[str, typer.Argument(help="An episode, or one of its cards or excerpts: EPISODE/CARD.")],
    *,
    every: Annotated[
        bool, typer.Option("--all", help=f"All of its cards and excerpts, not the first {SHOWN_MAX} alone.")
    ] = False,
    workspace: OfWorkspace = EVERYBODY,
    as_json: AsJson = False,
) -> None:
    """Show an episode, its cards and its excerpts, or one of them whole."""
    settings = read_settings()
    library = open_words(settings).library
    most = None if every else SHOWN_MAX
    if card := library.card(name) or excerpt_of(name, workspace, settings, library.topics):
        if as_json:
            print_json(jsonl.card_row(card))
        else:
            terminal.show(render(card_message(card, library), replying=False), out)
        return
    found = next((it for it in library.curations if it.episode.slug == name), None)
    loaded = stocked(settings, workspace, name)[:1]
    if not found and not loaded:
        stop(
            f"There is no episode or card called {name!r}. What there is: {typed(ShowEpisodes(), workspace)}"
        )
    if found and as_json:
        print_json({**_episode_row(found), "cards": [jsonl.card_row(card) for card in found.cards]})
    elif found:
        _show_cards(found, most)
    for each, made in zip(loaded, made_of(settings, loaded, library.topics), strict=True):
        if as_json:
            excerpts = [jsonl.card_row(it) for it in made.cards] if made else None
            chapters = [asdict(it) for it in made.episode.chapters] if made else None
            cited = row(each, made.episode if made else None)
            print_json({**cited, "chapters": chapters, "excerpts": excerpts})
        else:
            show_loaded(settings, each, made, most)


@episodes.command("read", epilog="Example: [bold]career episodes read tea-time-12.vtt[/bold]")
def read(
    sources: Annotated[
        list[str],
        typer.Argument(metavar="PATH|URL...", help="Transcripts, folders of them, or - for standard input."),
    ],
    *,
    as_json: AsJson = False,
) -> None:
    """Read transcripts, and say what was understood: turns, people, times, and what to look at.

    Markdown, plain text, WebVTT, SRT, JSON of Podcasting 2.0 or Whisper, and web pages are recognised by what
    stands in them. Nothing is kept. Exits with 1 if one could not be read.
    """
    files = list(each_file(sources))
    if not files:
        stop("There is no file in there.")
    raise typer.Exit(ANSWERED if show_transcripts(files, as_json=as_json) else SOME_FAILED)


@episodes.command("load", epilog="Example: [bold]career episodes load tea-time-12.vtt[/bold]")
def load(  # noqa: PLR0913  (an option for each fact)
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH|URL...",
            help="Transcripts or curated episodes, folders of them, or - for standard input.",
        ),
    ],
    *,
    draft: Annotated[
        bool, typer.Option("--draft", help="Only load, to be looked at; it answers nothing yet.")
    ] = False,
    title: Title = "",
    show: Show = "",
    number: Number = "",
    url: Url = "",
    licence: Licence = "",
    name: Annotated[
        str, typer.Option(help="What to call the episode here, if not as its file.", show_default=False)
    ] = "",
    workspace: OfWorkspace = EVERYBODY,
    as_json: AsJson = False,
) -> None:
    """Load episodes, and publish them: everybody is answered from them within ten seconds.

    What is in a file tells its format; `career episodes read` shows what is understood. The same file again
    changes nothing, and a file that cannot be loaded stops no other. Exits with 1 if there was one.
    From 200 files on, only the passages are kept that are surely worth sending.
    """
    files = list(each_file(sources))
    if not files:
        stop("There is no file in there.")
    told = _told(title=title, show=show, number=number, page=url, licence=licence)
    if (told or name) and len(files) > 1:
        stop("Facts and names are of one episode: load its file by itself.")
    if name and not CALLED.fullmatch(name):
        stop(CALLED_SO)
    raise typer.Exit(load_files(files, How(workspace, told, name, draft), as_json=as_json))


@episodes.command(
    "details", epilog='Example: [bold]career episodes details tea-time-12 --title "On tea"[/bold]'
)
def details(  # noqa: PLR0913  (an option for each fact)
    name: Annotated[str, typer.Argument(help="The episode, as `career episodes list` names it.")],
    *,
    title: Title = "",
    show: Show = "",
    number: Number = "",
    url: Url = "",
    licence: Licence = "",
    workspace: OfWorkspace = EVERYBODY,
) -> None:
    """Tell what stands under each excerpt of an episode; that makes a new edition of it."""
    told = _told(title=title, show=show, number=number, page=url, licence=licence)
    if not told:
        stop('Tell at least one thing, as in --title "On tea".')
    raise typer.Exit(reload(name, told, workspace))


def _told(**facts: str) -> dict[str, str]:
    """The facts that somebody told; stops over those that cannot be."""
    if wrong := wrong_in(facts):
        stop("\n".join(f"{fact}: {why}" for fact, why in wrong.items()))
    return {fact: it for fact, it in facts.items() if it}


@episodes.command(
    "check", epilog="Example: [bold]career episodes check my-episode.toml --transcript my-episode.md[/bold]"
)
def check(
    file: Annotated[Path, typer.Argument(help="A curated episode (TOML).")],
    transcript: Annotated[
        str | None,
        typer.Option(
            metavar="PATH|URL", help="Its transcript, to check the cards against (- to pipe it in)."
        ),
    ] = None,
    *,
    shipped: Annotated[
        bool, typer.Option("--shipped", help="By the rules for what comes with this program: complete, too.")
    ] = False,
) -> None:
    """Check a curated episode by the rules by which it loads, and hold it against its transcript."""
    read, against, by = (read_curation, faults, SHIPS) if shipped else (read_own, untruths, LOADS)
    try:
        curation = read(file, read_vocabulary(TOPICS).topics)
    except CurationError as error:
        stop_over(error.problems)
    faithful = "not held against a transcript, which takes --transcript"
    if transcript is not None:
        if curation.episode == COMMUNITY_EPISODE:
            stop(CITES_NOBODY.format(file=file.name))
        name, turns = _turns_of(transcript)
        if found := list(against(curation, turns)):
            stop_over([f"{file.name}: {fault}" for fault in found])
        faithful = f"faithful to {name}"
    cards = said.counted(len(curation.cards), "card")
    questions = said.counted(sum(len(card.questions) for card in curation.cards), "question")
    out.print(Text(f"{file.name}: {cards} with {questions}, {faithful}. {by}"), soft_wrap=True)


def _turns_of(transcript: str) -> tuple[str, tuple[Turn, ...]]:
    """What is said in a transcript, and what that is called."""
    source = read_source(transcript)
    try:
        return source.name, read_transcript(source.data, source.name).turns
    except TranscriptUnusable as unusable:
        stop(f"{source.name}: {unusable}")


def _episode_row(it: Curation) -> dict[str, Any]:
    return {
        "episode": it.episode.slug,
        "name": it.episode.name,
        "title": it.episode.title,
        "url": it.episode.url,
        "licence": it.episode.licence,
        "turns": it.episode.turns,
        "cards": len(it.cards),
        "excerpts": 0,
        "state": State.SHIPPED,
        "owner": None,
        "edition": None,
        "newest": None,
    }


def _cells(it: Stocked) -> tuple[Text | str, ...]:
    loaded, count = it.shown, f"{it.shown.excerpts:,}"
    newer = f" ({it.newest.number} {said.state(it.newest)})" if it.newest.number > loaded.number else ""
    counts = (count, "") if loaded.origin is Origin.CURATED else ("", count)
    edition = f"{loaded.number}{newer}"
    return Text(loaded.name, "bold"), Text(shown(loaded.title)), it.state, edition, *counts


def _show_cards(it: Curation, most: int | None) -> None:
    out.print(Text(f"{it.episode.name}: {it.episode.title}", "bold"))
    out.print(Text(f"{it.episode.url}\n{it.episode.attribution}\n", "dim"))
    table = Table("turns", "card", "says", box=None, header_style="dim")
    for card in it.cards[:most]:
        table.add_row(span(*card.turns), Text(card.id, "bold"), Text(card.title))
    out.print(table)
    tell_the_rest(len(it.cards), most)


for word, decide in {
    "publish": deciding.publish,
    "unpublish": deciding.unpublish,
    "rollback": deciding.rollback,
    "remove": deciding.remove,
    "export": deciding.export,
}.items():
    episodes.command(word, epilog=f"Example: [bold]career episodes {word} tea-time-12[/bold]")(decide)
episodes.command(epilog="Example: [bold]career episodes log[/bold]")(deciding.log)
