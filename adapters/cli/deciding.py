"""`career episodes publish` and its like: what the operator decides about episodes, cards and feeds."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.table import Table
from rich.text import Text

from adapters.cli.console import (
    AsJson,
    OfWorkspace,
    open_words,
    out,
    print_json,
    read_settings,
    shown,
    stop,
    with_store,
)
from adapters.cli.hints import in_shell
from adapters.settings import Settings
from bot import asking, exporting
from bot import shelf_wording as said
from bot.editing import resting
from bot.episodes import EVERYBODY, FORGOTTEN, OPERATOR, Deed
from bot.model import Member, Request
from bot.opening import closed
from bot.ports import Store
from bot.reviewing import uncredited
from bot.shelving import Keeper, NotDone, Published
from bot.visit import Visit
from knowledge.library import Library

DEEDS_MAX = 100
"""Deeds that are shown if nobody says how many."""

T = TypeVar("T")

Name = Annotated[str, typer.Argument(help="The episode, as `career episodes list` names it.")]


def decided(settings: Settings, owner: str, work: Callable[[Keeper], Awaitable[T]]) -> T:
    """What *work* decides for an owner, in one transaction; stops over what cannot be done."""

    async def keep(store: Store) -> T:
        async with store.transaction() as records:
            return await work(Keeper(records, owner, OPERATOR, settings.clock()))

    try:
        return with_store(settings, keep)
    except NotDone as why:
        near = f"\nDid you mean: {', '.join(why.near)}?" if why.near else ""
        stop(f"{in_shell(str(why), owner)}{near}")


def publish(
    name: Name,
    number: Annotated[
        int | None, typer.Argument(help="Which edition; without it, the newest.", show_default=False)
    ] = None,
    *,
    workspace: OfWorkspace = EVERYBODY,
) -> None:
    """Let an edition answer, in the place of the one that does."""
    _publish(workspace, lambda keeper: keeper.publish(name, number))


def unpublish(name: Name, *, workspace: OfWorkspace = EVERYBODY) -> None:
    """Let nothing of an episode answer; all of it is kept."""
    settings = read_settings()
    library = open_words(settings).library

    async def retired(keeper: Keeper) -> str:
        live = await keeper.unpublish(name)
        return said.unpublished(live, await resting(name, keeper, library))

    _tell(decided(settings, workspace, retired), workspace)


def rollback(name: Name, *, workspace: OfWorkspace = EVERYBODY) -> None:
    """Let the edition answer that did before."""
    _publish(workspace, lambda keeper: keeper.roll_back(name))


def remove(
    name: Name,
    *,
    sure: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    workspace: OfWorkspace = EVERYBODY,
) -> None:
    """Delete an episode for good: all its editions, with their files."""
    settings = read_settings()

    async def loss(keeper: Keeper) -> str:
        return said.remove(await keeper.editions(name), len(await keeper.cards_on(name)))

    question = decided(settings, workspace, loss)
    if not sure and not typer.confirm(shown(question)):
        stop("Nothing was deleted.")
    shipped = {it.ref for it in open_words(settings).library.cards}
    removed = decided(settings, workspace, lambda keeper: keeper.remove(name, shipped))
    _tell(said.removed(name, removed.editions, removed.cards), workspace)


def export(
    name: Name,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="Where to, if not to standard output.")
    ] = None,
    *,
    workspace: OfWorkspace = EVERYBODY,
) -> None:
    """Write an episode's cards as a curated file (TOML), to be edited and kept in git."""
    settings = read_settings()
    library = open_words(settings).library

    async def read(keeper: Keeper) -> exporting.Export:
        return await exporting.export(name, _visit(keeper, library), keeper)

    try:
        file = decided(settings, workspace, read).written()
    except NotDone as why:
        stop(in_shell(str(why), workspace))
    if to is None:
        typer.echo(file.data, nl=False)
        return
    try:
        to.write_bytes(file.data)
    except OSError as error:
        stop(f"{to} cannot be written: {error.strerror or error}")
    _tell(f"{to}: {said.counted(file.cards, 'card')}", workspace)


def log(
    most: Annotated[
        int, typer.Option("--most", min=1, metavar="N", help="How many, the latest first.")
    ] = DEEDS_MAX,
    *,
    workspace: OfWorkspace = EVERYBODY,
    as_json: AsJson = False,
) -> None:
    """Show who did what with episodes, cards and feeds, and when."""
    deeds = decided(read_settings(), workspace, lambda keeper: keeper.records.deeds(workspace, most))
    if as_json:
        for it in deeds:
            print_json(_row(it))
        return
    if not deeds:
        _tell(f"{said.NO_DEEDS} To begin: load.", workspace)
        return
    table = Table("when (UTC)", "who", "what", "which", "note", box=None, header_style="dim")
    for it in deeds:
        who = Text(said.NOBODY_HERE.get(it.by, it.by))
        table.add_row(
            f"{it.at:%Y-%m-%d %H:%M}", who, it.verb, Text(shown(it.about), "bold"), Text(shown(it.note))
        )
    out.print(table)


def _row(deed: Deed) -> dict[str, str]:
    return {
        "at": deed.at.isoformat(),
        "by": signer(deed.by),
        "did": deed.verb,
        "what": deed.about,
        "note": deed.note,
    }


def signer(by: str) -> str:
    """Who did something, by the names that programs are told."""
    return {OPERATOR: "operator", FORGOTTEN: "forgotten"}.get(by, by)


def _publish(owner: str, choose: Callable[[Keeper], Awaitable[Published]]) -> None:
    """Let an edition answer, and say which, and what is missing under its excerpts."""
    settings = read_settings()
    library = open_words(settings).library

    async def chosen(keeper: Keeper) -> tuple[Published, str]:
        published = await choose(keeper)
        with suppress(NotDone):
            edition = await closed(published.loaded, _visit(keeper, library))
            return published, uncredited(published.loaded, edition.episode)
        return published, ""

    published, lacking = decided(settings, owner, chosen)
    _tell(_published(published), owner)
    if lacking:
        out.print(Text(f"- {in_shell(lacking, owner)}", "yellow"), soft_wrap=True)


def _published(published: Published) -> str:
    if published.known:
        return said.published_already(published.loaded)
    return said.published(published.loaded, published.before, f"{published.loaded.at:%Y-%m-%d %H:%M} UTC")


def _visit(keeper: Keeper, library: Library) -> Visit:
    """The operator, as somebody of the workspace who looks into editions."""
    request = Request(Member(keeper.owner, said.THE_OPERATOR), "", keeper.at)
    return Visit(request, asking.NOBODY, keeper.records, library)


def _tell(text: str, owner: str) -> None:
    out.print(Text(shown(in_shell(text, owner))), soft_wrap=True)
