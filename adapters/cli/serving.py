"""`career serve`: the mentor for others, until stopped."""

import asyncio
import logging
import signal
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import timedelta

from rich.text import Text

from adapters import program
from adapters.cli.console import err, open_library, open_search, read_settings, stop, stopping
from adapters.platform import Platform, PlatformUnusable
from adapters.settings import Settings
from adapters.site import Site
from bot.admin import forget_departed, forget_old_questions
from bot.delivery import Delivery
from bot.ports import Sender, Store, StoreError

DRAIN = 10.0
"""Seconds for what is under way when the mentor is told to stop."""

DAY = 24 * 60 * 60.0

DELIVERIES_KEPT = timedelta(days=2)
"""How long a second delivery is known as one; Slack itself gives up after some minutes."""

log = logging.getLogger(__name__)


def serve() -> None:
    """Answer on every platform whose settings are there, and bring weekly prompts, until stopped.

    A SQLite database is made and brought up to date first. `career doctor` says what is missing. Without a
    platform, prompts come to this terminal, where `career chat` shows them.
    """
    settings = read_settings()
    try:
        with stopping():
            asyncio.run(serving(settings))
    except PlatformUnusable as error:
        stop(str(error))


async def serving(settings: Settings) -> None:
    """Serve as *settings* say, until a signal comes.

    Raises:
        PlatformUnusable: a platform cannot be served with these settings.
        StoreError: the database cannot be used.
    """
    told = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, told.set)
    # Before the minute that the episodes may take to read: a wrong token is told at once.
    wanted = await program.check_platforms(settings)
    search = open_search(settings) if wanted else None
    library = search.library if search else open_library()
    async with AsyncExitStack() as opened:
        store = await program.open_store(settings)
        opened.push_async_callback(store.close)
        paces = program.lanes()
        platforms = program.open_platforms(settings, search, store, paces) if search else []
        senders = dict(program.senders(settings))
        delivery = program.delivery(settings, library, store, senders, paces)
        opened.push_async_callback(_stop, platforms)
        if site := program.open_site(settings, platforms):
            await _listen(site)
            opened.push_async_callback(site.close)
        tidying = asyncio.create_task(_tidy(store, settings))
        opened.callback(tidying.cancel)
        places = [*senders, *(it.name for it in platforms)]
        err.print(Text(f"Bringing weekly prompts to: {', '.join(places)}. Stop with Ctrl-C.", "dim"))
        starting = {asyncio.create_task(_start(platform, senders)) for platform in platforms}
        await _work(delivery, starting, told)


async def _work(delivery: Delivery, starting: set[asyncio.Task[None]], told: asyncio.Event) -> None:
    """Serve until told to stop, or until a platform that is *starting* turns out to be unusable."""
    bringing = asyncio.create_task(delivery.run(told))
    waiting = asyncio.create_task(told.wait())
    try:
        while not told.is_set():
            done, _ = await asyncio.wait({waiting, bringing, *starting}, return_when=asyncio.FIRST_COMPLETED)
            starting -= done
            for task in done:
                task.result()
    finally:
        told.set()
        for task in starting:
            task.cancel()
        # What is claimed is sent and kept; what takes longer is brought by whoever starts next.
        await asyncio.wait({bringing}, timeout=DRAIN)
        if not bringing.done():
            log.warning("Stopped in the middle of a round; it is taken up at the next start.")
            bringing.cancel()


async def _start(platform: Platform, senders: dict[str, Sender]) -> None:
    """Start a platform, and bring prompts to it from then on: before, it would turn them away."""
    where = await platform.start()
    senders[platform.name] = platform.sender
    err.print(Text(f"{platform.name.capitalize()}: answering in {where}.", "dim"))


async def _stop(platforms: Sequence[Platform]) -> None:
    left = sum(await asyncio.gather(*(platform.stop(DRAIN) for platform in platforms)))
    if left:
        log.warning("Stopped with %s requests unanswered.", left)


async def _listen(site: Site) -> None:
    try:
        await site.open()
    except OSError as error:
        raise PlatformUnusable(
            f"Cannot listen on {site.address}: {error.strerror or error}. CAREER_HTTP_PORT and "
            "CAREER_HTTP_HOST say where to."
        ) from error
    err.print(Text(f"Listening on {site.address}.", "dim"))


async def _tidy(store: Store, settings: Settings) -> None:
    """Forget each day what has been kept for long enough."""
    while True:
        now = settings.clock()
        try:
            await forget_old_questions(store, now.date())
            for workspace in await forget_departed(store, now):
                log.warning("Deleted all of %s, which removed the mentor a month ago.", workspace)
            async with store.transaction() as records:
                await records.forget_deliveries(now - DELIVERIES_KEPT)
        except StoreError as error:
            log.warning("What should be forgotten is still there: %s", error)
        await asyncio.sleep(DAY)
