"""One person in two workspaces is two members, who know nothing of each other; or one, where people are."""

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
from bot import wording
from bot.catalogue import Catalogue
from bot.mentor import Mentor
from bot.message import Attachment, Message, Someone, Somewhere
from bot.model import Channel, Member
from tests.bot.visitor import MONDAY, Visitor, entries_of, labels, pressable, words
from tests.depth import examples

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
    mentor = Mentor(Catalogue(search), store)
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


@settings(max_examples=examples(12))
@given(visits=visits)
def test_what_is_shown_in_a_workspace_depends_on_nothing_in_another(search, visits):
    asyncio.run(compare(search, visits, MemoryStore))


@settings(max_examples=examples(3), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(visits=visits)
def test_the_same_holds_in_a_database(search, empty_file, tmp_path, visits):
    asyncio.run(compare(search, visits, _files(empty_file, tmp_path)))


async def test_the_same_holds_for_all_that_there_is_to_say(search, empty_file, tmp_path):
    await compare(search, USED_UP, _files(empty_file, tmp_path))


def _files(empty_file, folder):
    def open_store():
        file = folder / "mentor.sqlite3"
        for old in folder.glob("mentor.sqlite3*"):
            old.unlink()
        shutil.copy(empty_file, file)
        return open_sql_store(f"sqlite:///{file}", Vault([new_secret()]))

    return open_store


# Where people are the same in all workspaces, as on Discord


PERSON = Member("discord:@me", "4711")
TAP = "how do I fix a leaking tap?"
"""Which no episode answers."""


@pytest.fixture
def mentor(search):
    return Mentor(Catalogue(search), MemoryStore())


def in_server(mentor, server, member=PERSON, *, admin=False):
    return Visitor(mentor, member, admin=admin, channel=Channel(f"discord:{server}", f"general-{server}"))


async def test_a_server_keeps_its_own_gaps_whoever_asks_there(mentor):
    one, other = in_server(mentor, 1, admin=True), in_server(mentor, 2, admin=True)
    await one.says("questions keep")
    await other.says(TAP)
    assert TAP not in words(await one.says("gaps"))

    await one.says(TAP)
    await other.says("questions keep")

    assert TAP in words(await one.says("gaps"))
    assert TAP not in words(await other.says("gaps"))
    await other.says("questions forget")
    assert TAP in words(await one.says("gaps"))


async def test_a_server_has_its_own_rituals(mentor):
    one, other = in_server(mentor, 1, admin=True), in_server(mentor, 2, admin=True)
    await one.says("ritual on monday 9:00 Berlin")

    assert wording.NO_RITUALS in words(await other.says("rituals"))
    assert wording.NO_RITUAL_HERE in words(await other.says("ritual off general-1"))
    assert [where for where, _ in entries_of(await one.says("rituals"))] == [Somewhere("general-1")]
    assert wording.RITUAL_OFF in words(await one.says("ritual off general-1"))


async def test_a_server_names_its_own_admins(mentor):
    helper = Member("discord:@me", "42")
    await in_server(mentor, 1, admin=True).says("admins add <@42>")

    assert entries_of(await in_server(mentor, 1, helper).says("admins")) == [(Someone("42"), "")]
    assert wording.ADMINS_ONLY in words(await in_server(mentor, 2, helper).says("rituals"))
    assert wording.RUN_ELSEWHERE in words(await Visitor(mentor, helper).says("rituals"))


async def test_where_there_is_no_server_a_member_can_have_it_answered_all_the_same(mentor):
    alone = Visitor(mentor, PERSON)
    assert labels(await alone.says("remove self-doubt")) == [wording.ASK_ANYWAY_BUTTON, wording.TOPICS_BUTTON]
    assert (await alone.presses(wording.ASK_ANYWAY_BUTTON)).answered is not None
    assert labels(await alone.says("/career-admin remove self-doubt")) == [wording.TOPICS_BUTTON]


async def test_the_journal_of_a_person_is_one_wherever_they_write_it(mentor):
    one, other, alone = in_server(mentor, 1), in_server(mentor, 2), Visitor(mentor, PERSON)
    await one.writes("reflect free", "In one server.")
    await other.writes("reflect free", "In another.")

    for anywhere in (one, other, alone):
        said = words(await anywhere.says("journal"))
        assert "In one server." in said
        assert "In another." in said
    assert "2 reflections" in words(await alone.says("data"))
    await other.says("data delete", word="delete")
    assert wording.NOTHING_HELD in words(await one.says("data"))
