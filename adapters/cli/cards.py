"""`career cards`: the cards that admins wrote, and what is hidden from members."""

from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from adapters.cli.console import (
    AsJson,
    Commands,
    OfWorkspace,
    open_words,
    out,
    print_json,
    read_settings,
    shown,
)
from adapters.cli.deciding import decided, signer
from adapters.cli.hints import in_shell, typed
from adapters.cli.listing import excerpt_of
from bot import shelf_wording as said
from bot.episodes import EVERYBODY, OwnCard
from bot.shelf_commands import Unhide
from bot.shelving import Keeper, NotDone

Ref = Annotated[str, typer.Argument(metavar="EPISODE/CARD", help="A card or an excerpt.")]

NONE_YET = (
    "No cards were written here, and nothing is hidden. Admins write a card of an excerpt in a chat, or in a "
    "file of their own, to be loaded. To hide an excerpt: hide EPISODE/CARD."
)

cards = Commands(
    help="Cards that admins wrote, and what is hidden from members.",
    epilog="Example: [bold]career cards hide tea-time-12/t57[/bold]",
)


@cards.command("list", epilog="Example: [bold]career cards list[/bold]")
def list_all(*, workspace: OfWorkspace = EVERYBODY, as_json: AsJson = False) -> None:
    """List the cards that admins wrote, and what is hidden."""

    async def read(keeper: Keeper) -> tuple[tuple[OwnCard, ...], list[str]]:
        return await keeper.records.own_cards(workspace), sorted(await keeper.records.hidden(workspace))

    own, hidden = decided(read_settings(), workspace, read)
    if as_json:
        print_json({"cards": [_row(it) for it in own], "hidden": hidden})
        return
    if not own and not hidden:
        out.print(Text(in_shell(NONE_YET, workspace)), soft_wrap=True)
        return
    table = Table("card", "state", "says", box=None, header_style="dim")
    for it in own:
        table.add_row(
            Text(it.ref, "bold", overflow="fold"),
            "hidden" if it.ref in hidden else "written",
            Text(shown(it.title)),
        )
    for ref in hidden:
        if all(it.ref != ref for it in own):
            table.add_row(Text(ref, "bold", overflow="fold"), "hidden", "")
    out.print(table)


@cards.command(epilog="Example: [bold]career cards hide tea-time-12/t57[/bold]")
def hide(ref: Ref, *, workspace: OfWorkspace = EVERYBODY) -> None:
    """Answer with a card or an excerpt no more."""
    settings = read_settings()
    library = open_words(settings).library
    there = library.card(ref) or excerpt_of(ref, workspace, settings, library.topics)

    async def hidden(keeper: Keeper) -> bool:
        if not there and all(it.ref != ref for it in await keeper.records.own_cards(workspace)):
            raise NotDone(said.no_such_excerpt(ref))
        return await keeper.hide(ref)

    newly = decided(settings, workspace, hidden)
    again = typed(Unhide(ref), workspace)
    out.print(
        Text(f"{ref} is hidden{'' if newly else ' already'}. To show it again: {again}"), soft_wrap=True
    )


@cards.command(epilog="Example: [bold]career cards unhide tea-time-12/t57[/bold]")
def unhide(ref: Ref, *, workspace: OfWorkspace = EVERYBODY) -> None:
    """Answer with it again."""
    decided(read_settings(), workspace, lambda keeper: keeper.unhide(ref))
    out.print(Text(f"{ref} answers again."))


def _row(card: OwnCard) -> dict[str, Any]:
    return {
        "ref": card.ref,
        "title": card.title,
        "text": card.advice,
        "topics": card.topics,
        "by": signer(card.by),
        "at": card.at.isoformat(),
    }
