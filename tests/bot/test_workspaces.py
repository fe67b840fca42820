"""One person in two workspaces is two members, who know nothing of each other."""

import asyncio
import io
import re
import shutil
import zipfile
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.storage import migrate
from adapters.storage.memory import MemoryStore
from adapters.storage.sql import open_sql_store
from adapters.storage.vault import Vault, new_secret
from bot.mentor import Mentor
from bot.message import Attachment, Message
from bot.model import Channel, Member
from tests.bot.visitor import MONDAY, Visitor, pressable, words

HERE, THERE = "slack:T1", "slack:T2"

LINES = (
    "how do I grow?", "burnout", "topics", "stage senior", "stage none", "progress", "saved", "reflect",
    "journal", "journal search thought", "prompt", "nudges", "nudges on monday 9:00 Berlin", "nudges skip",
    "nudges snooze", "nudges pause in 3 weeks", "nudges off", "nudges resume", "rituals",
    "ritual on monday 10:00 Berlin", "ritual off", "questions keep", "questions forget",
    "how do I fix a leaking tap?", "gaps", "data", "data export", "home", "admin",
    "admins add <@U2>", "admins",
)  # fmt: skip

FORMS = (
    ("reflect", {"text": "A thought of mine."}),
    ("reflect free", {"text": "Another thought."}),
    ("data delete", {"word": "delete"}),
)

PRESS = "the last thing there is to press"

said = st.one_of(
    st.tuples(st.sampled_from(LINES), st.just({})),
    st.sampled_from(FORMS),
    st.just((PRESS, {})),
)
visits = st.lists(st.tuples(st.sampled_from([HERE, THERE]), said), min_size=2, max_size=14)


@pytest.fixture(scope="module")
def empty_file(tmp_path_factory):
    file = tmp_path_factory.mktemp("workspaces") / "empty.sqlite3"
    migrate.prepare(f"sqlite:///{file}")
    return file


async def shown(search, store, visits):
    """What the member is shown in each workspace, visit by visit."""
    mentor = Mentor(search, store)
    visitors = {
        name: Visitor(mentor, Member(name, "U1"), admin=True, channel=Channel(name, "C1"))
        for name in (HERE, THERE)
    }
    screens = {HERE: [], THERE: []}
    for minute, workspace, (line, fields) in visits:
        visitor = visitors[workspace]
        visitor.now = MONDAY + timedelta(minutes=minute)
        on_screen = ["", *(it.command for it in pressable(visitor.last))]
        said = on_screen[-1] if line == PRESS else line
        screens[workspace].append(_without_chance(await visitor.says(said, **fields)))
    return screens


def _without_chance(message: Message) -> str:
    """What a message says and hands over, but for the ids of reflections and nudges, which are chance."""
    said = words(Message(tuple(part for part in message.parts if not isinstance(part, Attachment))))
    for part in message.parts:
        if isinstance(part, Attachment):
            said += zipfile.ZipFile(io.BytesIO(part.data)).read("career-mentor.json").decode()
    return re.sub(r'\b[0-9a-f]{12}\b|"id": \d+', "ID", said)


async def compare(search, visits, open_store):
    """Fail if what is shown in one workspace is not what it would be without the other."""
    timed = [(minute, *visit) for minute, visit in enumerate(visits)]
    together = await played(search, timed, open_store)
    for workspace in (HERE, THERE):
        alone = [visit for visit in timed if visit[1] == workspace]
        assert together[workspace] == (await played(search, alone, open_store))[workspace]


async def played(search, visits, open_store):
    store = open_store()
    try:
        return await shown(search, store, visits)
    finally:
        await store.close()


USED_UP = [
    (workspace, said)
    for workspace in (HERE, THERE, HERE)
    for said in [*((line, {}) for line in LINES), *FORMS[:2], ("data", {}), FORMS[2], ("journal", {})]
]
"""All that there is to say, in both workspaces by turns."""


@settings(max_examples=40, deadline=None)
@given(visits=visits)
def test_what_is_shown_in_a_workspace_depends_on_nothing_in_another(search, visits):
    asyncio.run(compare(search, visits, MemoryStore))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(visits=visits)
def test_the_same_holds_in_a_database(search, empty_file, tmp_path, visits):
    asyncio.run(compare(search, visits, _files(empty_file, tmp_path)))


async def test_the_same_holds_for_all_that_there_is_to_say(search, empty_file, tmp_path):
    await compare(search, USED_UP, MemoryStore)
    await compare(search, USED_UP, _files(empty_file, tmp_path))


def _files(empty_file, folder):
    def open_store():
        file = folder / "mentor.sqlite3"
        for old in folder.glob("mentor.sqlite3*"):
            old.unlink()
        shutil.copy(empty_file, file)
        return open_sql_store(f"sqlite:///{file}", Vault([new_secret()]))

    return open_store
