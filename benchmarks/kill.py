"""What becomes of nudges when workers are killed and the database crashes: none lost, none seen twice.

    .venv/bin/python benchmarks/kill.py

Workers in processes of their own post to a platform on a local socket, which also loses some answers and
refuses some posts. They are killed by SIGKILL at random moments while they work, and replaced at once;
PostgreSQL is stopped like in a crash and started again. Prints a Markdown table, and fails if a nudge was
lost or seen twice.
"""

import asyncio
import logging
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from adapters.storage.migrate import upgrade
from adapters.storage.sql import open_sql_store
from adapters.storage.vault import Vault, new_secret
from bot.model import Recipient
from bot.ports import Store
from tests.doubles.letterbox import Letterbox
from tests.doubles.postgres import Postgres
from tests.doubles.postman import all_over, not_in_order, office, platform, seed

LEASE = 3.0
BATCH = 25
LATENCY = 0.02
KILLS = 12
CRASHES = 3
MUTE, BUSY = 400, 300
"""Of how many posts one is taken in without an answer, and one refused for now."""

PATIENCE = 600


@dataclass(frozen=True)
class Case:
    """One row: a database, how many *workers* on it, and how many *nudges* for them."""

    database: str
    workers: int
    nudges: int


CASES = (Case("PostgreSQL", 4, 6000), Case("SQLite", 1, 3000))

HEADER = """\
| database | workers | platform | nudges | killed | server crashed | lost | seen twice | out of order | \
posts | look-ups | found sent | seconds |
|---|---|---|---|---|---|---|---|---|---|---|---|---|"""


@contextmanager
def database(case: Case) -> Iterator[tuple[str, Postgres | None]]:
    """An empty database, and its server if it has one."""
    if case.database == "SQLite":
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{Path(folder) / 'career.db'}", None
    else:
        with Postgres() as server:
            yield server.create_database(), server


def deadly(nudges: int, chance: random.Random) -> dict[int, float]:
    """On which posts their poster is killed: at any moment of the quarter of a second after it."""
    share = nudges // (KILLS + 1)
    return {
        share * number + chance.randrange(share // 2): chance.choice([0.0, chance.uniform(0, 0.25)])
        for number in range(1, KILLS + 1)
    }


async def crash(server: Postgres, letterbox: Letterbox, nudges: int) -> None:
    """Crash the *server* in the midst of the work, again and again."""
    for number in range(1, CRASHES + 1):
        await letterbox.passed[nudges * number // (CRASHES + 1)].wait()
        await asyncio.to_thread(server.restart, "immediate")


async def delivered(
    case: Case, letterbox: Letterbox, url: str, server: Postgres | None
) -> tuple[Store, list[int], tuple[Recipient, ...]]:
    """The store after everything was brought, how workers died, and who was to get something."""
    key = new_secret()
    store = open_sql_store(url, Vault([key]))
    recipients = await seed(store, platform(letterbox), case.nudges - 100, 100)
    async with letterbox, office(case.workers, url, key, [letterbox], lease=LEASE, batch=BATCH) as died:
        if server:
            await crash(server, letterbox, case.nudges)
        await all_over(store, PATIENCE)
    return store, died, recipients


async def run(case: Case, *, refuses: bool, chance: random.Random) -> bool:
    """Print one row; whether all is well."""
    letterbox = Letterbox(refuses, latency=LATENCY, deadly=deadly(case.nudges, chance), mute=MUTE, busy=BUSY)
    with database(case) as (url, server):
        upgrade(url)
        began = time.monotonic()
        store, died, recipients = await delivered(case, letterbox, url, server)
        seconds = time.monotonic() - began
        out_of_order = await not_in_order(store, recipients)
        await store.close()
    lost = case.nudges - len(letterbox.shown)
    print(
        f"| {case.database} | {case.workers} | {platform(letterbox)} | {case.nudges} | {len(died)} "
        f"| {CRASHES if server else 0} | {lost} | {letterbox.twice} | {out_of_order} "
        f"| {letterbox.posts} | {letterbox.look_ups} | {letterbox.found} | {seconds:.0f} |",
        flush=True,
    )
    return not (lost or letterbox.twice or out_of_order)


def main() -> None:
    """Print the table."""
    logging.disable()
    chance = random.Random(2026)
    print(HEADER)
    well = [
        asyncio.run(run(case, refuses=refuses, chance=chance)) for case in CASES for refuses in (True, False)
    ]
    if not all(well):
        raise SystemExit("Nudges were lost, seen twice, or not kept as they ended.")


if __name__ == "__main__":
    main()
