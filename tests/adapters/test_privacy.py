"""What is kept about a member: handed over whole, deleted whole, and never readable on the way."""

import contextlib
import io
import json
import logging
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import traceback
import zipfile
from pathlib import Path

import pytest
from slack_sdk.oauth.installation_store import Installation
from sqlalchemy import MetaData, Table, create_engine, inspect, select, text

from adapters.storage import migrate
from adapters.storage.installations import Register
from adapters.storage.sql import open_sql_store
from adapters.storage.vault import Vault, new_secret
from bot import wording
from bot.catalogue import Catalogue
from bot.episodes import FORGOTTEN, Contents, Deed, Event, Feed, Loaded, Origin, OwnCard
from bot.mentor import Mentor
from bot.model import Channel, Gap, Member
from bot.ports import StoreError
from knowledge.cards import Stage
from tests.bot.visitor import BOB, MONDAY, Visitor, file_of, words

WORKSPACE_ONLY = {
    "workspaces", "gaps", "deliveries", "slack_teams", "contents", "hidden", "feeds_seen",
}  # fmt: skip
"""Tables of a workspace with nothing about any one of its members."""

SLACKS = {"slack_installations", "slack_bots", "slack_oauth_states"}
"""Tables whose columns Slack's SDK names. They hold tokens of whole teams, and who installed the mentor in
those, but nothing that members did with it."""

NOBODYS = {migrate.VERSION_TABLE, "leases", "discord_commands", "revisions"}
"""Tables with nothing about anybody."""

CANARY = "zephyrquokka"
"""A word that is nowhere but where a test wrote it."""

ADA = Member("terminal", "ada-lovelace")
NAMESAKE = Member("slack:T1", "ada-lovelace")
"""The same id in another workspace: somebody else."""

GENERAL = "general-channel"
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory):
    """An SQLite file with the tables that migrations make, to copy."""
    file = tmp_path_factory.mktemp("privacy") / "migrated.sqlite3"
    migrate.prepare(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migrated_database(postgres):
    """The same in PostgreSQL: the name of a database to copy."""
    url = postgres.create_database()
    migrate.upgrade(url)
    return url.rpartition("/")[2]


@pytest.fixture
def file_url(migrated_file, tmp_path):
    file = tmp_path / "mentor.sqlite3"
    shutil.copy(migrated_file, file)
    return f"sqlite:///{file}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request):
    """An empty database with the tables that migrations make."""
    if request.param == "sqlite":
        return request.getfixturevalue("file_url")
    template = request.getfixturevalue("migrated_database")
    return request.getfixturevalue("postgres").create_database(template)


@pytest.fixture
async def store(url):
    store = open_sql_store(url, Vault([new_secret()]))
    yield store
    await store.close()


@pytest.fixture
def mentor(search, store):
    return Mentor(Catalogue(search), store)


class Tables:
    """The tables as they are in the database, whatever the program believes."""

    def __init__(self, url):
        self._engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
        names = inspect(self._engine).get_table_names()
        metadata = MetaData()
        self.tables = {name: Table(name, metadata, autoload_with=self._engine) for name in names}

    def of_members(self):
        return {name for name, table in self.tables.items() if "member" in table.c}

    def signed(self):
        """Tables of a workspace's that say who did something."""
        return {name for name, table in self.tables.items() if "by" in table.c}

    def of_workspaces(self):
        return {name for name, table in self.tables.items() if "workspace" in table.c}

    def rows(self, name, member=None):
        table = self.tables[name]
        rows = select(table)
        if member:
            who = table.c.by if name in self.signed() else table.c.member
            rows = rows.where(table.c.workspace == member.workspace, who == member.id)
        with self._engine.connect() as connection:
            return sorted(map(repr, connection.execute(rows).all()))

    def all_rows(self):
        """Every row of every table."""
        return {name: self.rows(name) for name in self.tables}

    def all_rows_without(self, member):
        """The same without one member's, and without their name where it says who did something."""
        rows = self.all_rows()
        for name in self.of_members():
            rows[name] = [row for row in rows[name] if row not in self.rows(name, member)]
        for name in self.signed():
            theirs = self.rows(name, member)
            unsigned = [row.replace(repr(member.id), repr(FORGOTTEN)) for row in theirs]
            rows[name] = sorted([row for row in rows[name] if row not in theirs] + unsigned)
        return rows

    def close(self):
        self._engine.dispose()


@pytest.fixture
def tables(url):
    tables = Tables(url)
    yield tables
    tables.close()


async def used(mentor, member, library):
    """A member who has used everything there is."""
    visitor = Visitor(mentor, member, admin=True, channel=Channel(member.workspace, GENERAL))
    cards = library.cards
    await visitor.says("how do I grow?")
    await visitor.says("stage senior")
    await visitor.says(f"save {cards[0].ref}")
    await visitor.says(f"helpful {cards[1].ref}")
    await visitor.writes(
        f"reflect {cards[2].ref}", f"{CANARY} of {member.id} in {member.workspace}, on a card"
    )
    await visitor.writes("reflect free", f"# {CANARY}\n\nwritten freely by {member.id} in {member.workspace}")
    await visitor.says("nudges on monday 9:00 Berlin")
    await visitor.says("nudges skip")
    await visitor.says("questions keep")
    await visitor.says("ritual on tuesday 9:00 Berlin")
    await visitor.says("how do I fix a leaking tap?")
    await visitor.says(f"admins add <@{member.id}>")
    return visitor


async def brought(store, member):
    """What somebody leaves behind who brings episodes and cards, and of whom things are counted."""
    here, at = {"owner": member.workspace, "by": member.id}, MONDAY
    id = f"{member.workspace}-{len(member.id)}"
    edition = Loaded(
        id, name=id, number=1, origin=Origin.TRANSCRIPT, title="JS Party", source="js-party.md", digest="d1",
        excerpts=3, at=at, details={"licence": "CC BY 4.0"}, sketch=(1, 2), **here,
    )  # fmt: skip
    card = OwnCard(
        ref=f"community/{id}", title="Ask", advice="Ask.\n# Your bank account", topics=("mentors", "junior"),
        stages=(Stage.JUNIOR,), at=at, **here,
    )  # fmt: skip
    async with store.transaction() as records:
        await records.add_edition(edition, Contents(b"Mel: Hello.", b"packed"))
        await records.go_live(edition, at)
        await records.keep_own_card(card)
        await records.keep_feed(Feed(url=id, title="JS Party", trusted=True, added_at=at, due_at=at, **here))
        await records.note_deed(Deed(at=at, verb="publish", about=id, **here))
        await records.count(Event.HELPFUL, member, member.workspace, "2026-W49")


def unpacked(message):
    archive = zipfile.ZipFile(io.BytesIO(file_of(message).data))
    assert archive.testzip() is None
    return archive.read("career-mentor.json").decode(), archive.read("career-mentor.md").decode()


# Every table


def test_every_table_is_a_members_or_known_to_be_nobodys(tables):
    assert tables.of_workspaces() - tables.of_members() - tables.signed() == WORKSPACE_ONLY
    assert set(tables.tables) - tables.of_workspaces() == NOBODYS | SLACKS
    # A name for a person that this test does not know would be one that export and delete may not know.
    known = {name: tables.tables[name] for name in tables.of_workspaces()}
    columns = {str(column) for table in known.values() for column in table.c}
    named = {it for it in columns if re.search(r"\..*(user|author|person|owner|email|name(?!d_at))", it)}
    assert named == {"editions.name"}, "only an episode's"


async def test_an_export_has_every_table_that_holds_anything_of_a_member(mentor, store, tables, library):
    ada = await used(mentor, ADA, library)
    await brought(store, ADA)
    for name in tables.of_members() | tables.signed():
        assert tables.rows(name, ADA), f"nothing here fills the table {name}"

    document, markdown = unpacked(await ada.says("data export"))

    exported = json.loads(document)["tables"]
    for name in tables.of_members() | tables.signed():
        assert len(exported.get(name, ())) == len(tables.rows(name, ADA)), name
        # Of the key to the journal there is nothing to read.
        assert (wording.TABLES[name] in markdown) is (name != "member_keys"), name
        assert name in wording.HELD


async def test_what_is_exported_to_be_read_says_when_prompts_come_as_people_do(mentor, library):
    ada = await used(mentor, ADA, library)
    _, markdown = unpacked(await ada.says("data export"))
    assert "- Mondays at 09:00, Europe/Berlin, on\n" in markdown
    assert not re.search("- (weekday|minute|standing):", markdown)

    await ada.says("nudges off")

    _, markdown = unpacked(await ada.says("data export"))
    assert "- Mondays at 09:00, Europe/Berlin, off\n" in markdown


async def test_every_value_of_a_member_is_in_the_export(mentor, store, tables, library):
    ada = await used(mentor, ADA, library)
    await brought(store, ADA)
    exported = json.loads(unpacked(await ada.says("data export"))[0])["tables"]
    machinery = {"wrapped", "sealed", "channel", "platform", "lease_until", "lease_token", "sketch"}

    for name in tables.of_members() | tables.signed():
        columns = {column.name for column in tables.tables[name].c} - machinery
        if name in tables.signed():
            columns -= {"id", "first_turn", "last_turn"}
        for row in exported[name]:
            assert columns <= set(row), name


async def test_what_admins_brought_is_exported_in_plain_words(mentor, store):
    await brought(store, ADA)
    document, markdown = unpacked(await Visitor(mentor, ADA).says("data export"))
    [edition], [card] = (json.loads(document)["tables"][name] for name in ("editions", "own_cards"))
    assert (edition["details"], edition["origin"]) == ({"licence": "CC BY 4.0"}, "transcript")
    assert (card["topics"], card["stages"], card["turns"]) == (["mentors", "junior"], ["junior"], [0, 0])
    assert "- details: licence: CC BY 4.0\n" in markdown
    assert "- topics: mentors, junior\n" in markdown
    # Nothing in it passes for a heading of ours.
    assert "- advice: Ask. # Your bank account\n" in markdown


async def test_a_deletion_leaves_no_row_of_a_member_in_any_table(mentor, store, tables, library):
    ada = await used(mentor, ADA, library)
    await used(mentor, BOB, library)
    await used(mentor, NAMESAKE, library)
    for member in (ADA, BOB, NAMESAKE):
        await brought(store, member)
    others = tables.all_rows_without(ADA)
    for name in tables.of_members() | tables.signed():
        assert tables.rows(name, BOB)
        assert tables.rows(name, NAMESAKE), name

    await ada.says("data delete")
    await ada.fills(word="Delete")

    assert "deleted" in words(ada.last)
    for name in tables.of_members() | tables.signed():
        assert not tables.rows(name, ADA), f"{name} still holds rows of a member who deleted everything"
    assert tables.all_rows() == others
    assert wording.NOTHING_HELD in words(await ada.says("data"))


async def test_another_members_data_are_not_in_an_export(mentor, library):
    ada = await used(mentor, ADA, library)
    await used(mentor, Member("terminal", "bobby-tables"), library)
    await used(mentor, NAMESAKE, library)

    document, markdown = unpacked(await ada.says("data export"))

    for whole in (document, markdown):
        assert "bobby" not in whole
        assert "slack:T1" not in whole


async def test_nothing_is_deleted_without_the_word(mentor, tables, library):
    ada = await used(mentor, ADA, library)
    before = tables.all_rows()

    for typed in ("", "yes", "delete everything"):
        await ada.says("data delete")
        await ada.fills(word=typed)
        assert wording.NOT_DELETED in words(ada.last)
    assert tables.all_rows() == before


async def test_who_comes_back_after_a_deletion_starts_afresh(mentor, tables, library):
    ada = await used(mentor, ADA, library)
    keys = tables.rows("member_keys", ADA)
    await ada.says("data delete", word="delete")

    await ada.writes("reflect free", "A new beginning.")

    assert "A new beginning." in words(await ada.says("journal"))
    assert CANARY not in words(ada.last)
    assert len(tables.rows("member_keys", ADA)) == 1
    assert tables.rows("member_keys", ADA) != keys


# The export


async def test_an_export_holds_every_reflection_whole_and_no_key(mentor, tables, library):
    ada = await used(mentor, ADA, library)
    texts = ["Über\u2028Zeilen\r\nund\ttabs", "half of one: \ud83d", "> quoted\n---\n| a | b |", "x" * 3000]
    for text_ in texts:
        await ada.writes("reflect free", text_)

    document, markdown = unpacked(await ada.says("data export"))

    rows = json.loads(document)["tables"]["reflections"]
    assert {row["text"] for row in rows} >= set(texts)
    assert {row["prompt"] for row in rows} >= {library.cards[2].reflect}
    for row in rows:
        for line in row["text"].splitlines():
            assert "> " + line.encode(errors="backslashreplace").decode() in markdown
    table = tables.tables["member_keys"]
    with tables._engine.connect() as connection:  # noqa: SLF001
        [wrapped] = connection.execute(select(table.c.wrapped)).scalars()
    for whole in (document, markdown):
        assert "wrapped" not in whole
        assert "sealed" not in whole
        assert bytes(wrapped).decode()[:20] not in whole


async def test_a_reflection_cannot_pass_for_a_part_of_the_export(mentor, library):
    ada = await used(mentor, ADA, library)
    fakes = [
        "# Your bank account",
        "## Schedules",
        "- stage: founder",
        "```",
        "<!--",
        "</details>",
        "===",
        "1. one",
    ]
    separators = ["\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\n\n", "\r\n"]
    for separator in separators:
        await ada.writes("reflect free", f"Innocent.{separator}" + separator.join(fakes))

    _, markdown = unpacked(await ada.says("data export"))

    for line in re.split("[\n\r\x0b\x0c\x1c\x85\u2028\u2029]", markdown):
        assert line.startswith("> ") or not any(fake in line for fake in fakes), line


async def test_a_reflection_that_cannot_be_decrypted_is_in_the_export_without_its_text(search, url, library):
    first = open_sql_store(url, Vault([new_secret()]))
    await used(Mentor(Catalogue(search), first), ADA, library)
    await first.close()
    second = open_sql_store(url, Vault([new_secret()]))
    ada = Visitor(Mentor(Catalogue(search), second), ADA)

    document, _ = unpacked(await ada.says("data export"))

    rows = json.loads(document)["tables"]["reflections"]
    assert [row["text"] for row in rows] == [None, None]
    # What can't be read can be deleted all the same, and nothing that is typed meanwhile is lost.
    assert "A new text." in words(await ada.writes("reflect free", "A new text."))
    await ada.says("data delete", word="delete")
    assert wording.NOTHING_HELD in words(await ada.says("data"))
    await second.close()


# At rest


def raw(folder):
    """Every byte of the database, what stands beside it and what was not moved into it yet."""
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.suffix != ".key")


def wrapped_key(url):
    engine = create_engine(url)
    with engine.connect() as connection:
        [key] = connection.execute(text("SELECT wrapped FROM member_keys")).scalars()
    engine.dispose()
    return key


async def test_what_was_written_is_nowhere_in_the_files_of_the_database(search, library, file_url, tmp_path):
    store = open_sql_store(file_url, Vault([new_secret()]))
    ada = await used(Mentor(Catalogue(search), store), ADA, library)
    key = wrapped_key(file_url)

    written = raw(tmp_path)
    assert ADA.id.encode() in written, "or this test looks into the wrong files"
    assert key in written
    assert CANARY.encode() not in written
    assert library.cards[2].reflect.encode() not in written

    await ada.says("data delete", word="delete")
    await store.close()

    left = raw(tmp_path)
    assert left
    assert CANARY.encode() not in left
    assert key not in left
    assert ADA.id.encode() not in left


def installed():
    """An installation whose every secret has the canary in it."""
    secret = f"xoxe-{CANARY}"
    return Installation(
        app_id="A1",
        team_id="T1",
        bot_token=secret,
        bot_id="B1",
        bot_user_id="U0",
        bot_refresh_token=secret,
        bot_token_expires_at=1,
        user_id="U1",
        user_token=secret,
        user_refresh_token=secret,
        incoming_webhook_url=secret,
    )


async def test_a_token_is_nowhere_in_the_files_of_the_database(file_url, tmp_path):
    store = open_sql_store(file_url, Vault([new_secret()]))
    installations = Register(store, "12.34").installations
    await installations.async_save(installed())
    found = await installations.async_find_bot(enterprise_id=None, team_id="T1")

    assert CANARY in found.bot_token
    written = raw(tmp_path)
    assert b"12.34" in written, "or this test looks into the wrong files"
    assert CANARY.encode() not in written
    await store.close()
    assert CANARY.encode() not in raw(tmp_path)


# In logs


async def test_no_token_and_no_state_gets_into_a_log(url, caplog):
    store = open_sql_store(url, Vault([new_secret()]))
    register, whose = Register(store, "12.34"), {"enterprise_id": None, "team_id": "T1"}
    with caplog.at_level(logging.DEBUG):
        await register.installations.async_save(installed())
        await register.installations.async_save_bot(installed().to_bot())
        await register.installations.async_find_installation(**whose, user_id="U1")
        state = await register.states.async_issue()
        for one in (state, state, CANARY):
            await register.states.async_consume(one)
        broken = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
        with broken.begin() as connection:
            connection.execute(text("DROP TABLE slack_bots"))
            connection.execute(text("DROP TABLE slack_oauth_states"))
        failing = [register.installations.async_save(installed()), register.states.async_consume(state)]
        for one in failing:
            with pytest.raises(StoreError) as told:
                await one
            logging.getLogger().error("Failed.", exc_info=told.value)
    await store.close()
    broken.dispose()

    assert "slack_bots" in caplog.text, "or this test looks at no log"
    assert CANARY not in caplog.text
    assert state not in caplog.text


CHAT = """
import logging, sys
logging.basicConfig(level=logging.DEBUG, stream=sys.stderr, format="%(name)s %(levelname)s %(message)s")
from adapters.cli import main
sys.argv = ["career", "chat", "--now", "2026-11-23T10:00:00+00:00"]
main()
"""

SAID = f"""\
how do I grow, {CANARY}?
how do I fix a leaking {CANARY} tap?
questions keep
how do I fix a leaking {CANARY} tap?
gaps
another a/b: {CANARY} burnout
reflect free
My {CANARY} thought
journal
journal search {CANARY}
1
Edit
My other {CANARY} thought
open {CANARY}/{CANARY}
nudges on {CANARY} {CANARY} {CANARY}
monday
9:00
Berlin
stage {CANARY}
data
Export
data delete
{CANARY}
data delete
delete
"""

TROUBLES = {
    "none": "",
    "a database that refuses": "DROP TABLE reflections;"
    "CREATE TRIGGER full BEFORE INSERT ON gaps BEGIN SELECT RAISE(ABORT, 'no'); END;",
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_nothing_that_was_typed_gets_into_a_log(file_url, tmp_path, trouble):
    with contextlib.closing(sqlite3.connect(tmp_path / "mentor.sqlite3")) as connection:
        connection.executescript(TROUBLES[trouble])
    place = {
        "CAREER_DATABASE_URL": file_url,
        "CAREER_FILES_DIR": str(tmp_path / "files"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }

    done = subprocess.run(
        [sys.executable, "-c", CHAT],
        input=SAID,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | place,
        timeout=60,
        check=True,
    )

    assert " DEBUG " in done.stderr, "or this test looks at no log"
    assert CANARY not in done.stderr
    if trouble == "none":
        assert CANARY in done.stdout
        assert "(changed)" in done.stdout
        assert "the key to your journal are deleted" in done.stdout
    else:
        assert "I can't reach my memory" in done.stdout
        assert done.stderr.count("Error ") >= 2


async def test_an_error_of_the_database_says_nothing_of_what_was_to_be_kept(url):
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE gaps"))
    store = open_sql_store(url, Vault([new_secret()]))
    with pytest.raises(StoreError) as failed:
        async with store.transaction() as records:
            await records.note_gap(Gap("terminal", MONDAY.date(), CANARY))
    await store.close()
    engine.dispose()

    whole = "".join(traceback.format_exception(failed.value))
    assert "INSERT INTO gaps" in whole, "or this test looks at another error"
    assert CANARY not in whole


async def test_who_reads_the_log_learns_what_failed_and_nothing_else(search, url, library, caplog):
    store = open_sql_store(url, Vault([new_secret()]))
    ada = await used(Mentor(Catalogue(search), store), ADA, library)
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE reflections"))
    caplog.clear()

    with caplog.at_level(logging.INFO):
        for line in ("reflect free", "journal", f"journal search {CANARY}", "data export"):
            await ada.says(line, text=f"{CANARY} once more")

    assert len([it for it in caplog.records if it.name == "bot.mentor"]) == 4
    assert "career db upgrade" in caplog.text
    assert CANARY not in caplog.text
    await store.close()
    engine.dispose()
