"""A database made, brought up to date and checked, on both engines; what is unknown is left alone."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys

import psycopg
import pytest
import sqlalchemy as sa

from adapters.storage.address import parse, sqlite_file
from adapters.storage.direct import open_engine, open_file
from adapters.storage.errors import SchemaUnusable
from adapters.storage.migrate import HEAD, SCRIPTS, VERSION_TABLE, State, check, prepare, state, upgrade
from adapters.storage.tables import metadata
from bot.ports import StoreError


@pytest.fixture(scope="module")
def server_to_empty(postgres):
    return postgres.create_database()


@pytest.fixture
def server_url(server_to_empty):
    """The address of a database on a server, in which nothing is yet."""
    do(server_to_empty, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    return server_to_empty


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """The address of a database in which nothing is yet."""
    if request.param == "postgresql":
        return request.getfixturevalue("server_url")
    (tmp_path / "career.db").touch()
    return f"sqlite:///{tmp_path / 'career.db'}"


@pytest.fixture
def upgraded(url, request):
    """The address of a database with all that this version needs."""
    if file := sqlite_file(url):
        shutil.copy(request.getfixturevalue("file_with_tables"), file)
    else:
        upgrade(url)
    return url


@pytest.fixture
def file_url(tmp_path):
    return f"sqlite:///{tmp_path / 'new' / 'folder' / 'career.db'}"


def do(url, *statements):
    with open_engine(url) as engine, engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def ask(url, query):
    with open_engine(url) as engine, engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query)]


def schema(url):
    """All that the database itself says about its tables, however they were made."""
    if sqlite_file(url):
        made = ask(url, "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
        return {
            (kind, name): sorted(re.split(r",?\s*\n\s*|\s+(?=WHERE)", re.sub(r'["`]', "", sql)))
            for kind, name, sql in made
            if name != VERSION_TABLE
        }
    columns = (
        "SELECT table_name, column_name, data_type, is_nullable, collation_name, column_default, is_identity "
        f"FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '{VERSION_TABLE}'"
    )
    constraints = (
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        f"WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> '{VERSION_TABLE}'"
    )
    indexes = (
        f"SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> '{VERSION_TABLE}'"
    )
    options = "SELECT relname, reloptions::text FROM pg_class WHERE reloptions IS NOT NULL AND relkind = 'r'"
    return [sorted(ask(url, query), key=repr) for query in (columns, constraints, indexes, options)]


NEWER = f"UPDATE {VERSION_TABLE} SET version_num = 'from-the-future'"
MEMBER = "INSERT INTO members (workspace, member, stage_asked, notice) VALUES ('slack:T1', 'U1', {}, 'Grüße')"


def test_an_empty_database_lacks_its_tables(url):
    assert state(url) is State.MISSING


def test_an_upgraded_database_has_what_this_version_needs(url):
    assert upgrade(url) is State.MISSING
    assert state(url) is State.CURRENT
    check(url)


def test_steps_make_the_very_tables_that_the_program_speaks_of(url):
    upgrade(url)
    by_steps = schema(url)
    do(url, *(f"DROP TABLE {table.name}" for table in metadata.sorted_tables))
    with open_engine(url) as engine:
        metadata.create_all(engine)
    assert schema(url) == by_steps


def test_the_last_step_is_the_one_that_the_program_waits_for(url):
    upgrade(url)
    assert ask(url, f"SELECT version_num FROM {VERSION_TABLE}") == [(HEAD,)]
    assert max(step.name for step in (SCRIPTS / "versions").glob("*.py")).startswith(f"{HEAD}_")


def test_upgrading_again_changes_nothing_and_keeps_every_row(url):
    upgrade(url)
    do(url, MEMBER.format("false"))
    before = schema(url), ask(url, "SELECT * FROM members")
    assert upgrade(url) is State.CURRENT
    assert (schema(url), ask(url, "SELECT * FROM members")) == before


def test_a_newer_database_is_refused_by_everybody_and_left_as_it_is(url):
    upgrade(url)
    do(url, MEMBER.format("false"), NEWER)
    assert state(url) is State.NEWER
    for refusing in (upgrade, check, prepare):
        with pytest.raises(SchemaUnusable, match="newer version of this program"):
            refusing(url)
    assert ask(url, f"SELECT version_num FROM {VERSION_TABLE}") == [("from-the-future",)]
    assert ask(url, "SELECT notice FROM members") == [("Grüße",)]


STEP = """
import sqlalchemy as sa
from alembic import op
revision, down_revision = "9999", "{head}"

def upgrade():
    with op.batch_alter_table("members") as members:
        members.add_column(sa.Column("shoe_size", sa.Integer))
        members.alter_column("notice", existing_type=sa.Text, nullable=True)
"""


@pytest.fixture
def update(tmp_path, monkeypatch):
    """Makes the program what it will be when another step has been added."""

    def install():
        shutil.copytree(SCRIPTS, tmp_path / "100% ours")
        (tmp_path / "100% ours" / "versions" / "9999_shoes.py").write_text(STEP.format(head=HEAD))
        monkeypatch.setattr("adapters.storage.migrate.SCRIPTS", tmp_path / "100% ours")
        monkeypatch.setattr("adapters.storage.migrate.HEAD", "9999")

    return install


def test_a_later_version_takes_the_steps_that_this_one_lacks_and_keeps_every_row(url, update):
    upgrade(url)
    do(url, *(MEMBER.format("true").replace("U1", f"U{number}") for number in range(3)))
    before = ask(url, "SELECT workspace, member, stage_asked, notice FROM members ORDER BY member")
    update()
    assert state(url) is State.BEHIND
    with pytest.raises(SchemaUnusable, match=r"made by an earlier version.*`career db upgrade`"):
        check(url)
    assert upgrade(url) is State.BEHIND
    assert ask(url, "SELECT workspace, member, stage_asked, notice FROM members ORDER BY member") == before
    assert ask(url, "SELECT DISTINCT shoe_size FROM members") == [(None,)]
    assert state(url) is State.CURRENT


@pytest.fixture
def of_first_version(url, tmp_path, monkeypatch):
    """A database as the first version of the program made it."""
    shutil.copytree(SCRIPTS, tmp_path / "first", ignore=shutil.ignore_patterns("000[2-9]_*", "__pycache__"))
    with monkeypatch.context() as then:
        then.setattr("adapters.storage.migrate.SCRIPTS", tmp_path / "first")
        then.setattr("adapters.storage.migrate.HEAD", "0001")
        upgrade(url)
    return url


def test_a_database_of_the_first_version_keeps_every_row(of_first_version):
    url = of_first_version
    do(
        url,
        MEMBER.format("true"),
        "INSERT INTO workspaces (workspace, keeps_questions, keep_days) VALUES ('slack:T1', true, 30)",
        "INSERT INTO workspaces (workspace, keeps_questions, keep_days) VALUES ('slack:T2', false, 180)",
    )
    assert upgrade(url) is State.BEHIND
    check(url)
    assert ask(url, "SELECT member, notice FROM members") == [("U1", "Grüße")]
    assert ask(url, "SELECT * FROM workspaces ORDER BY workspace") == [
        ("slack:T1", True, 30, None),
        ("slack:T2", False, 180, None),
    ]


def test_a_file_that_is_behind_is_brought_up_when_it_is_opened(file_url, update):
    prepare(file_url)
    update()
    prepare(file_url)
    assert state(file_url) is State.CURRENT


def test_a_server_that_is_behind_is_left_to_whoever_runs_it(server_url, update):
    url = server_url
    upgrade(url)
    update()
    with pytest.raises(SchemaUnusable, match=r"made by an earlier version.*`career db upgrade`"):
        prepare(url)
    assert state(url) is State.BEHIND


def test_a_start_that_has_nothing_to_do_does_not_load_alembic(file_url):
    prepare(file_url)
    code = (
        "import sys; from adapters.storage.migrate import prepare; prepare(sys.argv[1]); print(*sys.modules)"
    )
    command = [sys.executable, "-c", code, file_url]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert {"sqlalchemy", "alembic"}.intersection(loaded) == {"sqlalchemy"}


DRIFTS = {
    "a column is missing": ["ALTER TABLE members DROP COLUMN stage"],
    "a column is too many": ["ALTER TABLE members ADD COLUMN shoe_size INTEGER"],
    "a table is missing": ["DROP TABLE members"],
    "an index is missing": ["DROP INDEX ix_gaps_workspace_asked_on"],
    "a column may be empty": [
        "ALTER TABLE members DROP COLUMN notice",
        "ALTER TABLE members ADD COLUMN notice TEXT",
    ],
    "a column is of another type": [
        "ALTER TABLE members DROP COLUMN used_at",
        "ALTER TABLE members ADD COLUMN used_at DATE",
    ],
}


@pytest.mark.parametrize("change", [pytest.param(change, id=what) for what, change in DRIFTS.items()])
def test_a_check_notices_what_somebody_changed_by_hand(upgraded, change):
    do(upgraded, *change)
    with pytest.raises(SchemaUnusable, match=r"(members|gaps) is not as it should be"):
        check(upgraded)


def test_tables_of_other_programs_on_the_same_server_are_their_business(server_url):
    url = server_url
    do(
        url,
        "CREATE TABLE alembic_version (version_num TEXT)",
        "INSERT INTO alembic_version VALUES ('theirs')",
    )
    upgrade(url)
    check(url)
    assert ask(url, "SELECT version_num FROM alembic_version") == [("theirs",)]


def test_another_programs_file_is_refused_by_everybody_and_left_as_it_is(tmp_path):
    file = tmp_path / "recipes.db"
    file.touch()
    do(f"sqlite:///{file}", "CREATE TABLE recipes (tea TEXT)")
    before = file.read_bytes()
    for refusing in (upgrade, check, prepare):
        with pytest.raises(SchemaUnusable, match="is another program's"):
            refusing(f"sqlite:///{file}")
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]


def test_a_table_that_somebody_added_to_our_file_is_their_business(file_url):
    prepare(file_url)
    do(file_url, "CREATE TABLE recipes (tea TEXT)")
    prepare(file_url)
    assert upgrade(file_url) is State.CURRENT


def test_an_older_sqlite_is_refused_before_anything_is_made(file_url, monkeypatch):
    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 34, 1))
    with pytest.raises(StoreError, match=r"needs SQLite 3\.35\.0 or newer"):
        prepare(file_url)
    assert not sqlite_file(file_url).parent.exists()


def test_an_upgrade_that_fails_leaves_nothing_behind(url):
    # The last of the tables stands in the way.
    do(url, "CREATE TABLE counts (mine INTEGER)")
    before = schema(url)
    with pytest.raises(StoreError):
        upgrade(url)
    assert schema(url) == before
    assert state(url) is State.MISSING


UPGRADE_AT_ONCE = """
import os, sys
import alembic.autogenerate, alembic.command
from adapters.storage.migrate import prepare, upgrade
make = prepare if sys.argv[1].startswith("sqlite") else upgrade
started = []
for _ in range(4):
    child = os.fork()
    if not child:
        make(sys.argv[1])
        os._exit(0)
    started.append(child)
print([os.waitpid(child, 0)[1] for child in started])
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system starts each process from nothing")
def test_processes_that_start_at_once_make_the_tables_once(url):
    command = [sys.executable, "-c", UPGRADE_AT_ONCE, url]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.stdout, ended.stderr) == ("[0, 0, 0, 0]\n", "")
    check(url)
    assert ask(url, f"SELECT count(*) FROM {VERSION_TABLE}") == [(1,)]


@pytest.mark.parametrize("make", [prepare, upgrade])
def test_a_database_file_is_made_at_first_use_for_its_owner_alone(file_url, make):
    make(file_url)
    check(file_url)
    file = sqlite_file(file_url)
    if os.name == "posix":
        assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_what_a_file_that_is_there_allows_is_not_changed(tmp_path):
    (tmp_path / "career.db").touch()
    (tmp_path / "career.db").chmod(0o640)
    tmp_path.chmod(0o750)
    prepare(f"sqlite:///{tmp_path / 'career.db'}")
    assert ((tmp_path / "career.db").stat().st_mode & 0o777, tmp_path.stat().st_mode & 0o777) == (
        0o640,
        0o750,
    )


def test_readers_of_a_file_do_not_wait_for_writers(file_url):
    prepare(file_url)
    assert ask(file_url, "PRAGMA journal_mode") == [("wal",)]


def test_asking_for_the_state_makes_no_file(file_url):
    assert state(file_url) is State.MISSING
    assert not sqlite_file(file_url).parent.exists()


def test_a_file_that_goes_away_meanwhile_is_not_made_anew(tmp_path):
    with pytest.raises(sqlite3.OperationalError), open_file(tmp_path / "career.db"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_checked_database_that_is_not_there_names_the_command(url):
    with pytest.raises(SchemaUnusable, match=r"no tables of the mentor's yet.*`career db upgrade`"):
        check(url)


def test_a_server_without_the_tables_is_left_to_whoever_runs_it(server_url):
    url = server_url
    with pytest.raises(SchemaUnusable, match="`career db upgrade`") as refused:
        prepare(url)
    assert "secret-word" not in str(refused.value)
    assert schema(url) == [[], [], [], []]


def test_a_server_with_the_tables_is_ready(server_url):
    url = server_url
    upgrade(url)
    prepare(url)


def test_a_file_that_somebody_writes_to_for_too_long_is_said_to_be_locked(file_url, monkeypatch):
    prepare(file_url)
    monkeypatch.setattr("adapters.storage.direct.BUSY_SECONDS", 0.1)
    with sqlite3.connect(sqlite_file(file_url), isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked by another program"):
            upgrade(file_url)
        other.execute("ROLLBACK")
    other.close()


def test_a_server_that_another_process_upgrades_for_too_long_is_said_to_be_busy(server_url, monkeypatch):
    url = server_url
    monkeypatch.setattr("adapters.storage.migrate.BUSY_SECONDS", 0.1)
    with psycopg.connect(url) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [0x636172656572])
        with pytest.raises(StoreError, match="busy with another change"):
            upgrade(url)


@pytest.mark.parametrize("content", [b"hello, this is no database at all" * 40, b"\0" * 4096])
def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path, content):
    file = tmp_path / "career.db"
    file.write_bytes(content)
    for refusing in (state, upgrade, check, prepare):
        with pytest.raises(StoreError, match="is no database"):
            refusing(f"sqlite:///{file}")
    assert file.read_bytes() == content


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"career\.db cannot be used"):
        prepare(f"sqlite:///{tmp_path / 'file' / 'folder' / 'career.db'}")


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://career:secret-word@127.0.0.1:1/career",
        "postgresql://career:secret-word@host:port/career",
        "mysql://career:secret-word@host/career",
        "secret-word",
        "sqlite://",
        "sqlite:///:memory:",
    ],
)
def test_an_address_that_leads_nowhere_is_refused_without_its_password(address):
    with pytest.raises(StoreError) as refused:
        upgrade(address)
    said = [str(refused.value), repr(refused.value), str(refused.value.__cause__)]
    assert not any("secret-word" in text for text in said)
    assert said[0].endswith(".")


def test_a_driver_in_the_address_makes_no_difference(tmp_path, server_url):
    file = tmp_path / "career.db"
    prepare(f"sqlite+aiosqlite:///{file}")
    server = parse(server_url).set(drivername="postgresql+asyncpg")
    upgrade(server.render_as_string(hide_password=False))
    assert state(f"sqlite:///{file}") is State.CURRENT


def test_a_path_with_letters_that_addresses_and_settings_treat_specially_works(tmp_path):
    url = sa.URL.create("sqlite", database=str(tmp_path / "50% #1? ü" / "career.db")).render_as_string()
    prepare(url)
    check(url)
