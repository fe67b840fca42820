"""`career feeds`: podcasts whose new episodes are loaded as they come."""

from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from adapters import program
from adapters.cli.console import (
    ANSWERED,
    SOME_FAILED,
    AsJson,
    Commands,
    OfWorkspace,
    err,
    open_shipped,
    out,
    print_json,
    progress,
    read_settings,
    shown,
    stop,
    with_store,
)
from adapters.cli.deciding import decided
from adapters.cli.hints import in_shell, typed
from adapters.settings import Settings
from bot import shelf_wording as said
from bot.episodes import EVERYBODY, OPERATOR, Feed
from bot.feeding import added, feed_of, waiting
from bot.gathering import Gatherer, Look
from bot.loading import NotLoaded, feed_at
from bot.ports import Store
from bot.shelf_commands import Publish
from bot.shelving import Keeper, NotDone
from knowledge.feeds.plain import quoted, without_query

ALL_OF_THEM = 10_000
"""More episodes than a feed keeps: a look by hand has no end but that of what is new."""

Url = Annotated[str, typer.Argument(metavar="URL", help="The address of the podcast's RSS feed.")]

feeds = Commands(
    help="Podcasts whose new episodes are loaded as they come; `career serve` looks every six hours.",
    epilog="Example: [bold]career feeds add https://example.com/podcast/feed.xml[/bold]",
)


@feeds.command(epilog="Example: [bold]career feeds add https://example.com/podcast/feed.xml --trusted[/bold]")
def add(
    url: Url,
    *,
    trusted: Annotated[
        bool, typer.Option("--trusted", help="Publish new episodes at once, without a review.")
    ] = False,
    latest: Annotated[
        int | None,
        typer.Option(
            min=0,
            metavar="N",
            help="Load the newest N of those that are out already; one, if the feed is new.",
            show_default=False,
        ),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Load all that are out already.")] = False,
    workspace: OfWorkspace = EVERYBODY,
) -> None:
    """Look at a podcast's feed from now on, and load its new episodes that have a transcript."""
    settings = read_settings()
    anew = every or latest is not None
    wanted = None if every else 1 if latest is None else latest

    async def subscribe(store: Store) -> str:
        found = await feed_at(url, program.open_fetcher(settings))
        async with store.transaction() as records:
            keeper = Keeper(records, workspace, OPERATOR, settings.clock())
            feed = feed_of(found, url, keeper, trusted=trusted, latest=wanted)
            drafts = await waiting(feed, found, keeper)
            return added(feed, found, drafts, new=await keeper.add_feed(feed, anew=anew), anew=anew)

    try:
        out.print(Text(shown(in_shell(with_store(settings, subscribe), workspace))), soft_wrap=True)
    except (NotDone, NotLoaded) as why:
        stop(in_shell(str(why), workspace))
    out.print(Text("`career serve` looks within a minute, `career feeds check` at once.", "dim"))


@feeds.command("list", epilog="Example: [bold]career feeds list[/bold]")
def list_all(*, workspace: OfWorkspace = EVERYBODY, as_json: AsJson = False) -> None:
    """List the feeds, and how the last look at each went."""
    found = _feeds(read_settings(), workspace)
    if as_json:
        print_json([_row(it) for it in found])
        return
    if not found:
        out.print(Text(in_shell(said.no_such_feed("", empty=True), workspace)), soft_wrap=True)
        return
    table = Table("feed", "title", "new episodes", "looked at (UTC)", "trouble", box=None, header_style="dim")
    for it in found:
        table.add_row(
            Text(it.address, "bold", overflow="fold"),
            Text(it.title),
            "answer at once" if it.trusted else "wait for a review",
            f"{it.looked_at:%Y-%m-%d %H:%M}" if it.looked_at else "",
            Text(shown(it.trouble), "yellow"),
        )
    out.print(table)


@feeds.command(epilog="Example: [bold]career feeds remove https://example.com/podcast/feed.xml[/bold]")
def remove(url: Url, *, workspace: OfWorkspace = EVERYBODY) -> None:
    """Look at a feed no more; episodes that were loaded stay."""
    removed = decided(read_settings(), workspace, lambda keeper: keeper.remove_feed(url))
    out.print(Text(f"Removed: {shown(removed.title)}. Episodes that were loaded from it stay."))


@feeds.command(epilog="Example: [bold]career feeds check[/bold]")
def check(
    url: Annotated[
        str, typer.Argument(metavar="[URL]", help="One feed; without it, all.", show_default=False)
    ] = "",
    *,
    workspace: OfWorkspace = EVERYBODY,
    as_json: AsJson = False,
) -> None:
    """Look at feeds now, and load what is new. Exits with 1 if something could not be loaded."""
    settings = read_settings()
    there = _feeds(settings, workspace)
    chosen = [it for it in there if quoted(url) in {"", quoted(it.url), quoted(it.address)}]
    if not chosen:
        stop(in_shell(said.no_such_feed(without_query(url), empty=not there), workspace))
    loader = program.open_loader(settings, open_shipped(settings))

    async def look(store: Store) -> list[Look]:
        gatherer = Gatherer(store, loader, settings.clock)
        looks = []
        for feed in chosen:
            with progress(f"Loading from {shown(feed.title)}") as report:
                looks.append(await gatherer.look(feed, ALL_OF_THEM, report))
            _tell(looks[-1], as_json=as_json)
        return looks

    looks = with_store(settings, look)
    raise typer.Exit(SOME_FAILED if any(it.trouble or it.remarks for it in looks) else ANSWERED)


def _feeds(settings: Settings, owner: str) -> tuple[Feed, ...]:
    async def read(store: Store) -> tuple[Feed, ...]:
        async with store.reading() as records:
            return await records.feeds(owner)

    return with_store(settings, read)


def _tell(look: Look, *, as_json: bool) -> None:
    if as_json:
        came = {"loaded": [it.name for it in look.loaded], "remarks": look.remarks, "look_at": look.look_at}
        print_json({**_row(look.feed), **came})
        return
    out.print(Text.assemble((shown(look.feed.title), "bold"), f": {_outcome(look)}"), soft_wrap=True)
    for it in look.loaded:
        out.print(Text(f"  {it.name}, edition {it.number}: {shown(it.title)}"), soft_wrap=True)
    for doubt in look.look_at:
        out.print(Text(f"  - {shown(doubt)}", "yellow"), soft_wrap=True)
    for remark in filter(None, (*look.remarks, look.trouble)):
        err.print(Text(f"  {shown(in_shell(remark, look.feed.owner))}", "yellow"), soft_wrap=True)


def _outcome(look: Look) -> str:
    if look.trouble:
        return "could not be looked at"
    new, s = len(look.loaded), "s" if len(look.loaded) == 1 else ""
    if not new:
        return "nothing new"
    if look.feed.trusted:
        return f"{new} new, which answer{s} now"
    return f"{new} new, which wait{s} for {typed(Publish('NAME'), look.feed.owner)}"


def _row(feed: Feed) -> dict[str, Any]:
    return {
        "feed": feed.address,
        "title": feed.title,
        "owner": feed.owner,
        "trusted": feed.trusted,
        "looked_at": feed.looked_at and feed.looked_at.isoformat(),
        "due_at": feed.due_at.isoformat(),
        "trouble": feed.trouble or None,
    }
