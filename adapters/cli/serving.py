"""`career serve`: the mentor for others, until stopped."""

import asyncio
import logging
import signal
import traceback
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from rich.text import Text

from adapters import program
from adapters.cli.console import err, open_shipped, read_settings, stop, stopping
from adapters.platform import Platform, PlatformUnusable
from adapters.settings import Settings
from bot.admin import forget_departed, forget_old_questions
from bot.counting import forget_old_counts
from bot.gathering import Gatherer
from bot.mentor import Mentor
from bot.ports import Sender, Store, StoreError

if TYPE_CHECKING:
    from adapters.site import Site

DRAIN = 10.0
"""Seconds for what is under way when the mentor is told to stop."""

DAY = 24 * 60 * 60.0

AGAIN = 60.0
"""Seconds until something that has failed is taken up again."""

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
    # Before the minute that the episodes may take to read: a wrong token is told at once.
    wanted = await program.check_platforms(settings)
    usable = _usable(wanted)
    shipped = open_shipped(settings)
    told = asyncio.Event()
    # Not before: until here nothing is under way, and a signal may end it as it ends any program.
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, told.set)
    async with AsyncExitStack() as opened:
        store = await program.open_store(settings)
        opened.push_async_callback(store.close)
        catalogue = program.open_catalogue(settings, shipped, store)
        # Whoever asks whether we are ready is not even heard before.
        await catalogue.refresh()
        paces = program.lanes()
        loader = program.open_loader(settings, shipped)
        mentor = Mentor(catalogue, store, paces.rate, loader)
        platforms = program.open_platforms(settings, usable, mentor, store, paces)
        senders = dict(program.senders(settings))
        delivery = program.delivery(settings, catalogue, store, senders, paces)
        for platform in platforms:
            opened.push_async_callback(platform.stop, 0)
        if site := program.open_site(settings, platforms, wanted):
            await _listen(site)
            opened.push_async_callback(site.close)
        places = [*senders, *(it.name for it in platforms)]
        err.print(Text(f"Bringing weekly prompts to: {', '.join(places)}. Stop with Ctrl-C.", "dim"))
        bringing = asyncio.create_task(delivery.run(told))
        opened.push_async_callback(_finish, bringing, platforms)
        living = {asyncio.create_task(_live(platform, senders), name=platform.name) for platform in platforms}
        gatherer = Gatherer(store, loader, settings.clock)
        keeping = (partial(_tidy, store, settings), catalogue.keep_current, gatherer.run)
        opened.push_async_callback(
            _ended, [*living, *(asyncio.create_task(_for_ever(work)) for work in keeping)]
        )
        try:
            await _work(bringing, living, told)
        finally:
            told.set()
            await asyncio.gather(*(platform.take_no_more() for platform in platforms))


def _usable(found: Mapping[str, PlatformUnusable | None]) -> list[str]:
    """The platforms of those that were *found* which can be served; one that cannot does not stop the others.

    Raises:
        PlatformUnusable: none can.
    """
    troubles = [str(trouble) for trouble in found.values() if trouble]
    if troubles and len(troubles) == len(found):
        raise PlatformUnusable("\n".join(troubles))
    for trouble in troubles:
        _without(trouble)
    return [name for name, trouble in found.items() if trouble is None]


async def _work(bringing: asyncio.Task[None], living: set[asyncio.Task[None]], told: asyncio.Event) -> None:
    """Wait until told to stop, or until the last of those that are *living* turns out to be unusable."""
    waiting = asyncio.create_task(told.wait())
    try:
        while not told.is_set():
            done, _ = await asyncio.wait({waiting, bringing, *living}, return_when=asyncio.FIRST_COMPLETED)
            if bringing in done:
                bringing.result()
            for over in living & done:
                living = living - {over}
                _bury(over, alone=not living)
    finally:
        waiting.cancel()


def _bury(over: asyncio.Task[None], *, alone: bool) -> None:
    """Go on without a platform that is over, unless it was *alone*."""
    error = over.exception()
    if error is None or alone:
        over.result()
    elif isinstance(error, PlatformUnusable):
        _without(str(error))
    else:
        # Nothing that a platform does wrong is the others' business.
        _log_failure(over.get_name(), error)


def _log_failure(what: str, error: BaseException) -> None:
    """Say where something failed, and nothing of what it was about, which people may have written."""
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s has failed: %s\n%s", what, type(error).__name__, where)


def _without(trouble: str) -> None:
    err.print(Text(f"{trouble}\nGoing on without it.", "red"))


async def _finish(bringing: asyncio.Task[None], platforms: Sequence[Platform]) -> None:
    """Let prompts that are claimed be sent and kept, and requests be answered, ten seconds long in all."""
    loop = asyncio.get_running_loop()
    until = loop.time() + DRAIN
    await asyncio.wait({bringing}, timeout=DRAIN)
    if not bringing.done():
        log.warning("Stopped in the middle of a round; it is taken up at the next start.")
        bringing.cancel()
    seconds = max(1.0, until - loop.time())
    left = sum(await asyncio.gather(*(platform.stop(seconds) for platform in platforms)))
    if left:
        log.warning("Stopped with %s requests unanswered.", left)


async def _ended(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Break off what nobody waits for; what it has open is closed before the database is."""
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks, timeout=DRAIN)


async def _live(platform: Platform, senders: dict[str, Sender]) -> None:
    """Start a platform, and bring prompts to it for as long as it goes on: before, it would refuse them."""
    where = await platform.start()
    senders[platform.name] = platform.sender
    err.print(Text(f"{platform.name.capitalize()}: answering in {where}.", "dim"))
    try:
        await platform.lost()
    finally:
        senders.pop(platform.name, None)


async def _listen(site: "Site") -> None:
    try:
        await site.open()
    except OSError as error:
        raise PlatformUnusable(
            f"Cannot listen on {site.address}: {error.strerror or error}. CAREER_HTTP_PORT and "
            "CAREER_HTTP_HOST say where to."
        ) from error
    err.print(Text(f"Listening on {site.address}.", "dim"))


async def _for_ever(work: Callable[[], Awaitable[None]]) -> None:
    """Take up again what should never end, where a mistake of ours has ended it."""
    while True:
        try:
            await work()
        except Exception as error:  # noqa: BLE001  (whatever it is, the mentor goes on answering)
            _log_failure("What goes on beside the answers", error)
        await asyncio.sleep(AGAIN)


async def _tidy(store: Store, settings: Settings) -> None:
    """Forget each day what has been kept for long enough."""
    while True:
        now = settings.clock()
        try:
            await forget_old_questions(store, now.date())
            await forget_old_counts(store, now.date())
            for workspace in await forget_departed(store, now):
                log.warning("Deleted all of %s, which removed the mentor a month ago.", workspace)
            async with store.transaction() as records:
                await records.forget_deliveries(now - DELIVERIES_KEPT)
        except StoreError as error:
            log.warning("What should be forgotten is still there: %s", error)
        await asyncio.sleep(DAY)
