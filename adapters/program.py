"""The one place where the program is put together, by hand."""

import asyncio
import ctypes
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.settings import Settings
from adapters.terminal.outbox import Outbox
from adapters.vectors import CachedEncoder, Progress
from bot.catalogue import Catalogue
from bot.delivery import Delivery
from bot.loading import Loader
from bot.mentor import Mentor
from bot.pacing import Lanes, Pace
from bot.ports import Senders, Store, StoreError
from knowledge.encoder import ModelUnusable, Mpnet
from knowledge.excerpts.making import Maker
from knowledge.lexical import LexicalIndex
from knowledge.library import Library, read_library
from knowledge.meaning import MeaningIndex
from knowledge.search import Search

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence

    from pydantic import SecretStr

    from adapters.discord.keys import Keys as DiscordKeys
    from adapters.platform import Inside, Platform, PlatformUnusable
    from adapters.site import Site
    from adapters.slack.keys import Keys
    from adapters.storage.sql import SqlStore
    from adapters.storage.vault import Vault
    from bot.ports import Fetcher


PLATFORMS = ("terminal", "slack", "discord")
"""Platforms that this version knows."""

SLACK_PACE = Pace(rate=5, burst=5)
"""Messages a second to one workspace: of chat.postMessage Slack takes "several hundred" a minute from an app,
and from all of a workspace's members together (rate limits, special tier)."""

DISCORD_PACE = Pace(rate=30, burst=5)
"""Requests a second of one bot, of which Discord takes 50 (rate limits, global); the rest is for direct
messages, and for what is not paced, like a login."""

DISCORD_PEOPLE_PACE = Pace(rate=4, burst=2)
"""Weekly prompts a second that go to people: each may be two requests, and bots that open many direct
messages in a row were seen to be cut off, though Discord gives no number (resources/user, create DM)."""

HTTP_PORT = 3000
"""Where we listen if nobody says where; the port that Slack's own examples have."""

KEY_NEEDED = (
    "On PostgreSQL the key that journals are locked with comes from CAREER_SECRET_KEY, which is not set. "
    "Make one with `career keys new`, and keep a copy in a safe place."
)


def open_library(settings: Settings) -> Library:
    """The curated episodes; `CurationError` names every mistake in them."""
    return read_library(settings.episodes_dir)


@dataclass(frozen=True, slots=True)
class Shipped:
    """What comes with the program: the curated episodes, ready to be asked, and the model that reads them.

    Without an *encoder* words alone are compared; *unusable* says why there is none, if there should be.
    """

    search: Search
    encoder: Mpnet | None = None
    unusable: ModelUnusable | None = None

    @property
    def library(self) -> Library:
        """The curated episodes."""
        return self.search.library


def open_shipped(settings: Settings, progress: Progress) -> Shipped:
    """All that comes with the program, ready to be asked; `CurationError` as in `open_library`."""
    with ThreadPoolExecutor(max_workers=2) as beside:
        # The model takes half a second, most of it outside Python, in which the other core reads the cards.
        loading = beside.submit(Mpnet, settings.model_dir)
        if has_database(settings):
            beside.submit(_import_storage)
        library = open_library(settings)
        lexical = LexicalIndex(library)
    try:
        encoder = loading.result()
    except ModelUnusable as unusable:
        return Shipped(Search(library, lexical), unusable=unusable)
    remembering = CachedEncoder(encoder, encoder.fingerprint, settings.cache_dir, progress)
    meaning = MeaningIndex(library, encoder, remembering)
    _give_back_memory()
    return Shipped(Search(library, lexical, meaning, encoder.vocabulary), encoder)


def open_words(settings: Settings) -> Shipped:
    """The same for whoever asks no questions: words alone are compared, and no model is waited for."""
    library = open_library(settings)
    return Shipped(Search(library, LexicalIndex(library)))


def open_catalogue(settings: Settings, shipped: Shipped, store: Store | None = None) -> Catalogue:
    """What each workspace is answered from: what was shipped, and once it is read what *store* has."""
    encoder = shipped.encoder
    # One for all, so that of cards that were there before none is encoded again.
    remembering = _remembering(encoder, settings, public=False) if encoder else None

    def build(library: Library) -> Search:
        lexical = LexicalIndex(library)
        if encoder is None or remembering is None:
            return Search(library, lexical)
        meaning = MeaningIndex(library, encoder, remembering)
        return Search(library, lexical, meaning, encoder.vocabulary)

    return Catalogue(shipped.search, store, build)


def open_loader(settings: Settings, shipped: Shipped, *, sparing: bool = False) -> Loader:
    """What makes editions of the files that people bring; *sparing* as `Maker` is, for archives."""
    remembering = _remembering(shipped.encoder, settings) if shipped.encoder else None
    maker = Maker(shipped.library, shipped.encoder, remembering, sparing=sparing)
    return Loader(shipped.library, maker, open_fetcher(settings))


def _remembering(encoder: Mpnet, settings: Settings, *, public: bool = True) -> CachedEncoder:
    """An encoder that knows what was shipped; what it comes to know goes when it goes."""
    return CachedEncoder(encoder, encoder.fingerprint, settings.cache_dir, public=public)


async def open_memory(settings: Settings) -> "SqlStore | None":
    """The database for whoever only looks into it: None where there is none yet, and none is made."""
    if not has_database(settings):
        return None
    return await open_store(settings)


def has_database(settings: Settings) -> bool:
    """Whether there is a database to look into, as far as can be told without reaching for it."""
    scheme, _, path = settings.database_url.partition(":///")
    return not scheme.startswith("sqlite") or Path(path.partition("?")[0]).exists()


def open_vault(settings: Settings) -> "Vault":
    """The keys that journals are locked with; `StoreError` says what is wrong with them."""
    from adapters.storage import rotation  # noqa: PLC0415
    from adapters.storage.address import sqlite_file  # noqa: PLC0415
    from adapters.storage.vault import KeyUnusable, Vault, key_beside, read_keys  # noqa: PLC0415

    file = sqlite_file(settings.database_url)
    try:
        keys = read_keys(settings.secret_key.get_secret_value() if settings.secret_key else "")
        if not keys and file:
            keys = key_beside(file, new=not rotation.holds_keys(file))
    except KeyUnusable as error:
        raise StoreError(str(error)) from error
    if not keys:
        raise StoreError(KEY_NEEDED)
    return Vault(keys)


async def open_store(settings: Settings) -> "SqlStore":
    """The database that the settings name, ready to be used; `StoreError` says what is in the way.

    A SQLite file is made, and brought up to date, if need be; PostgreSQL is left to `career db upgrade`.
    """
    # Half a second that commands without a memory need not wait for.
    from adapters.storage import migrate  # noqa: PLC0415
    from adapters.storage.sql import open_sql_store  # noqa: PLC0415

    await asyncio.to_thread(migrate.prepare, settings.database_url)
    return open_sql_store(settings.database_url, open_vault(settings))


def _import_storage() -> None:
    """Do beside something else what `open_store` would have to wait for."""
    from adapters.storage import migrate, sql  # noqa: F401, PLC0415


def lanes() -> Lanes:
    """How fast each platform takes messages; the terminal takes them as they come."""
    paces = {"slack": SLACK_PACE, "discord": DISCORD_PACE, "discord:@me": DISCORD_PEOPLE_PACE}
    return Lanes(paces, frozenset({"slack"}))


def open_fetcher(settings: Settings) -> "Fetcher":
    """The way to files on the web that people name."""
    from adapters.fetch import Limits  # noqa: PLC0415  (a second that commands without a network need not wait for)
    from adapters.fetcher import WebFetcher  # noqa: PLC0415

    return WebFetcher(Limits(http=settings.fetch_http))


def terminal_outbox(settings: Settings) -> Outbox:
    """Where nudges wait for whoever sits at this terminal."""
    return Outbox(settings.files_dir / "outbox")


def senders(settings: Settings) -> Senders:
    """How the platforms that are set up here reach people."""
    return {"terminal": terminal_outbox(settings)}


async def check_slack(settings: Settings) -> str | None:
    """Where the settings' tokens lead, for people; None if there are none.

    Raises:
        PlatformUnusable: a token is not good, or does not suffice.
        ClientError, TimeoutError: Slack cannot be reached.
    """
    keys = slack_keys(settings)
    if not keys.present:
        return None
    from adapters.slack.serving import check  # noqa: PLC0415  (and so on: a second that others need not wait for)

    return await check(keys)


async def check_discord(settings: Settings) -> str | None:
    """Whose the settings' token is, for people; None if there is none.

    Raises: see `check_slack`.
    """
    keys = discord_keys(settings)
    if not keys.present:
        return None
    from adapters.discord.serving import check  # noqa: PLC0415

    return await check(keys)


async def discord_application(settings: Settings) -> int | None:
    """The id of the application whose token the settings have, if they have one.

    Raises: see `check_slack`.
    """
    keys = discord_keys(settings)
    if not keys.present:
        return None
    from adapters.discord.serving import look  # noqa: PLC0415

    return int((await look(keys)).id)


async def sync_discord(settings: Settings) -> int | None:
    """Tell Discord of the commands, whatever it was told before; of how many, None without a token.

    Raises:
        PlatformUnusable: Discord does not take the token, or the commands.
        StoreError: what it was told cannot be kept.
        ClientError, TimeoutError: Discord cannot be reached.
    """
    keys = discord_keys(settings)
    if not keys.present:
        return None
    from adapters.discord.serving import tell  # noqa: PLC0415
    from adapters.storage.commands import CommandRegister  # noqa: PLC0415

    store = await open_store(settings)
    try:
        return await tell(keys, CommandRegister(store))
    finally:
        await store.close()


CHECKS: "Mapping[str, Callable[[Settings], Awaitable[str | None]]]" = {
    "slack": check_slack,
    "discord": check_discord,
}
"""By the platform's name; each says where its settings lead, None if there are none."""


async def check_platforms(settings: Settings) -> "Mapping[str, PlatformUnusable | None]":
    """The chat platforms that the settings name, each with what makes it unusable, as far as is known now."""
    from aiohttp import ClientError  # noqa: PLC0415

    from adapters.platform import PlatformUnusable  # noqa: PLC0415

    found: dict[str, PlatformUnusable | None] = {}
    for name, check in CHECKS.items():
        try:
            if await check(settings) is not None:
                found[name] = None
        except PlatformUnusable as error:
            found[name] = error
        except (ClientError, TimeoutError):
            # Who cannot be reached is asked again once everything is open.
            found[name] = None
    return found


def open_platforms(
    settings: Settings, names: "Collection[str]", mentor: Mentor, store: "SqlStore", paces: Lanes
) -> "Sequence[Platform]":
    """The chat platforms of these *names*, ready to be started; in a running loop."""
    from adapters.platform import Inside  # noqa: PLC0415

    inside = Inside(mentor, store, paces, settings.clock)
    openings = {"slack": _open_slack, "discord": _open_discord}
    return [openings[name](settings, inside, store) for name in names]


def _open_slack(settings: Settings, inside: "Inside", store: "SqlStore") -> "Platform":
    from adapters.slack.serving import Slack  # noqa: PLC0415
    from adapters.storage.installations import Register  # noqa: PLC0415

    keys = slack_keys(settings)
    return Slack(keys, inside, Register(store, keys.client_id, settings.clock))


def _open_discord(settings: Settings, inside: "Inside", store: "SqlStore") -> "Platform":
    from adapters.discord.serving import Discord  # noqa: PLC0415
    from adapters.storage.commands import CommandRegister  # noqa: PLC0415

    return Discord(discord_keys(settings), inside, CommandRegister(store))


def open_site(
    settings: Settings, platforms: "Sequence[Platform]", wanted: "Collection[str]" = ()
) -> "Site | None":
    """Our own address, if a platform or a setting asks for one; who is *wanted* and not there is unready."""
    from adapters.site import Site, never  # noqa: PLC0415

    routes = [route for platform in platforms for route in platform.routes()]
    if not routes and settings.http_port is None:
        return None
    port = HTTP_PORT if settings.http_port is None else settings.http_port
    ready = dict.fromkeys(wanted, never) | {it.name: it.ready for it in platforms}
    return Site(settings.http_host, port, routes, ready)


def slack_keys(settings: Settings) -> "Keys":
    """What the settings have for Slack.

    Raises:
        PlatformUnusable: it does not go together.
    """
    from adapters.slack.keys import Keys  # noqa: PLC0415

    keys = Keys(
        bot_token=_secret(settings.slack_bot_token),
        app_token=_secret(settings.slack_app_token),
        signing_secret=_secret(settings.slack_signing_secret),
        client_id=settings.slack_client_id or "",
        client_secret=_secret(settings.slack_client_secret),
        api_url=settings.slack_api_url,
    )
    if keys.present:
        keys.check()
    return keys


def discord_keys(settings: Settings) -> "DiscordKeys":
    """What the settings have for Discord.

    Raises:
        PlatformUnusable: it cannot be that.
    """
    from adapters.discord.keys import Keys  # noqa: PLC0415

    keys = Keys(
        token=_secret(settings.discord_token).removeprefix("Bot "),
        public_key=(settings.discord_public_key or "").strip().casefold(),
        api_url=settings.discord_api_url,
        gateway=settings.discord_gateway,
    )
    if keys.present:
        keys.check()
    return keys


def _secret(value: "SecretStr | None") -> str:
    return value.get_secret_value().strip() if value else ""


def delivery(
    settings: Settings, catalogue: Catalogue, store: Store, senders: Senders, paces: Lanes
) -> Delivery:
    """The loop that brings nudges through *senders*."""
    return Delivery(store, catalogue, senders, paces, settings.clock)


def _give_back_memory() -> None:
    """Hand the 100 MB that loading the model took for a moment back to the system, where libc can."""
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)
