"""Nudges under workers that are killed and a database that crashes: each is sent, and seen once.

Half of them go to a platform that refuses a key which it has seen, half to one that can only be asked.
"""

import asyncio
import random
import signal
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from adapters.storage.migrate import upgrade
from adapters.storage.sql import open_sql_store
from adapters.storage.vault import Vault, new_secret
from tests.doubles.letterbox import Letterbox
from tests.doubles.postman import all_over, not_in_order, office, platform, seed

LEASE = 1.5
PATIENCE = 60


@pytest.fixture
def file(tmp_path):
    url = f"sqlite:///{tmp_path / 'career.db'}"
    upgrade(url)
    return url


@pytest.fixture
def database(postgres):
    url = postgres.create_database()
    upgrade(url)
    return url


@asynccontextmanager
async def delivered(url, *letterboxes, each, workers, batch):
    """Workers that bring *each* letterbox as many nudges; all of them are over in the end."""
    key = new_secret()
    store = open_sql_store(url, Vault([key]))
    recipients = [to for box in letterboxes for to in await seed(store, platform(box), each - 5, 5)]
    async with AsyncExitStack() as stack:
        for letterbox in letterboxes:
            await stack.enter_async_context(letterbox)
        died = await stack.enter_async_context(
            office(workers, url, key, letterboxes, lease=LEASE, batch=batch)
        )
        yield died
        await all_over(store, PATIENCE)
    assert await not_in_order(store, recipients) == 0
    await store.close()


def deadly(*posts, seed):
    """Those posts, on which their poster is killed, after a moment that differs."""
    chance = random.Random(seed)
    return {post: chance.choice([0, 0.002, 0.005, 0.015]) for post in posts}


def seen(letterbox):
    """How many messages are seen, and how many of them again."""
    return len(letterbox.shown), letterbox.twice


async def test_a_nudge_is_sent_once_though_its_worker_dies_right_after_it_was_taken_in(file):
    refusing, asking = Letterbox(refuses=True, deadly={3: 0}), Letterbox(refuses=False, deadly={5: 0})

    async with delivered(file, refusing, asking, each=8, workers=1, batch=1) as died:
        pass

    assert died == [-signal.SIGKILL] * 2
    assert (seen(refusing), seen(asking)) == ((8, 0), (8, 0))
    assert refusing.posts > 8
    assert asking.found > 0


async def test_nudges_on_sqlite_are_sent_once_though_their_worker_is_killed(file):
    refusing = Letterbox(refuses=True, deadly=deadly(15, seed=1))
    asking = Letterbox(refuses=False, deadly=deadly(40, seed=2))

    async with delivered(file, refusing, asking, each=60, workers=1, batch=20) as died:
        pass

    assert died == [-signal.SIGKILL] * 2
    assert (seen(refusing), seen(asking)) == ((60, 0), (60, 0))


async def test_nudges_on_postgresql_are_sent_once_though_workers_and_the_server_crash(database, postgres):
    refusing = Letterbox(refuses=True, deadly=deadly(20, seed=3))
    asking = Letterbox(refuses=False, deadly=deadly(50, seed=4))

    async with delivered(database, refusing, asking, each=80, workers=2, batch=10) as died:
        await refusing.passed[40].wait()
        await asyncio.to_thread(postgres.restart, "immediate")

    assert died == [-signal.SIGKILL] * 2
    assert (seen(refusing), seen(asking)) == ((80, 0), (80, 0))
