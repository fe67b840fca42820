"""`career nudges`: what is due, bring it now, and see what somebody would get."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from adapters import program
from adapters.cli.console import (
    AsJson,
    Commands,
    open_words,
    out,
    print_json,
    read_settings,
    stop,
    with_store,
)
from adapters.terminal import app as terminal
from adapters.terminal.render import render
from bot import prompts
from bot.delivery import Round
from bot.model import Member, Nudge
from bot.ports import Store
from bot.weekly import week_name

nudges = Commands(
    help="See which weekly prompts are due, and bring those of this terminal by hand.",
    epilog="Example: [bold]career nudges due[/bold]",
)


@nudges.command(epilog="Example: [bold]career nudges due[/bold]")
def due(*, as_json: AsJson = False) -> None:
    """Say how many weekly prompts are due on each platform, and since when."""
    settings = read_settings()
    now = settings.clock()

    async def count(store: Store) -> dict[str, tuple[int, datetime | None]]:
        async with store.reading() as records:
            return {name: await records.overdue([name], now) for name in program.PLATFORMS}

    counts = with_store(settings, count)
    if as_json:
        rows = {
            name: {"due": due, "since": since and since.isoformat()} for name, (due, since) in counts.items()
        }
        print_json(rows)
        return
    table = Table("platform", "due", "since (UTC)", box=None, header_style="dim")
    for name, (number, since) in counts.items():
        table.add_row(name, str(number), f"{since.astimezone(UTC):%Y-%m-%d %H:%M}" if since else "")
    out.print(table)


@nudges.command(epilog="Example: [bold]career nudges run --once[/bold]")
def run(
    *,
    once: Annotated[bool, typer.Option("--once", help="Bring what is due now, and stop.")] = False,
) -> None:
    """Bring the weekly prompts that are due in this terminal; `career chat` shows them.

    Without --once this is what `career serve` does all the time.
    """
    if not once:
        stop("Say --once to bring what is due now. `career serve` brings prompts all the time.")
    settings = read_settings()
    shipped = open_words(settings)

    async def bring(store: Store) -> Round:
        catalogue = program.open_catalogue(settings, shipped, store)
        await catalogue.refresh()
        delivery = program.delivery(settings, catalogue, store, program.senders(settings), program.lanes())
        await delivery.derive_again()
        total = Round()
        while (last := await delivery.round()).claimed:
            total += last
        return total

    done = with_store(settings, bring)
    out.print(
        Text(
            f"{done.sent} sent, {done.skipped} skipped, {done.failed} failed, {done.later} to be tried again."
        )
    )


@nudges.command(epilog="Example: [bold]career nudges preview ada[/bold]")
def preview(
    member: Annotated[str, typer.Argument(help="A member's id, as their platform gives it.")],
    *,
    workspace: Annotated[str, typer.Option(help="Their workspace, such as slack:T123.")] = terminal.WORKSPACE,
) -> None:
    """Show the prompt that would come next to a member, and when; nothing is sent."""
    if not member:
        stop("Name a member by their id.")
    settings = read_settings()
    shipped = open_words(settings)
    to = Member(workspace, member)

    async def compose(store: Store) -> None:
        catalogue = program.open_catalogue(settings, shipped, store)
        await catalogue.refresh()
        library = catalogue.of(workspace).library
        async with store.reading() as records:
            planned = [it for it in await records.nudges(to, 8) if it.state.value == "pending"]
            progress = await records.progress(to)
            prompted = (await records.prompted([to]))[to]
        now = settings.clock()
        nudge = planned[-1] if planned else Nudge(to, week_name(now.date()), now)
        card = library.card(nudge.card or "") or prompts.choose(library, progress, prompted, nudge.week)
        when = f"{nudge.due_at:%A %-d %B %Y, %H:%M} UTC" if planned else "nothing is planned for them"
        out.print(Text(f"{to.id} in {to.workspace}: {when}\n", "dim"))
        if card:
            terminal.show(render(prompts.prompt_page(card, nudge), replying=False), out)

    with_store(settings, compose)
