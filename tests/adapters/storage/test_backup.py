"""Copies of a database in use: whole, of one moment, and put back without losing what was there."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from adapters.storage.backup import BackupError, backup, database_file, restore, silent
from adapters.storage.migrate import VERSION_TABLE
from adapters.storage.vault import Vault, new_secret

SECRET = new_secret()


def members_of(path):
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return [row for (row,) in connection.execute("SELECT member FROM member_keys ORDER BY rowid")]


def everything(path):
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


@pytest.fixture
def database(tmp_path, file_with_tables):
    """A database of the mentor, in use by nobody, with the keys of three members."""
    path = tmp_path / "data" / "career.db"
    path.parent.mkdir()
    shutil.copy(file_with_tables, path)
    vault = Vault([SECRET])
    with closing(sqlite3.connect(path)) as connection, connection:
        rows = [("slack:T1", f"U{number}", vault.new_key()[1]) for number in range(3)]
        connection.executemany("INSERT INTO member_keys VALUES (?, ?, ?)", rows)
    return path


@pytest.fixture
def copies(tmp_path):
    folder = tmp_path / "copies"
    folder.mkdir()
    return folder


def test_a_copy_holds_all_rows_and_is_for_its_owner_only(database, copies):
    backup(database, copies / "monday.db", silent)
    assert everything(database) == everything(copies / "monday.db")
    assert [copies / "monday.db"] == list(copies.iterdir())
    assert (copies / "monday.db").stat().st_mode & 0o777 == 0o600


def test_a_copy_tells_its_progress_up_to_the_end(database, copies):
    told = []
    backup(database, copies / "monday.db", lambda *progress: told.append(progress))
    assert told[-1][0] == told[-1][1] > 0
    assert sorted(told) == told


def test_what_is_only_in_the_write_ahead_log_is_copied(database, copies):
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("INSERT INTO member_keys VALUES ('slack:T1', 'late', x'00')")
        connection.commit()
        assert database.with_name("career.db-wal").stat().st_size
        backup(database, copies / "monday.db", silent)
    assert members_of(copies / "monday.db")[-1] == "late"


def test_a_file_that_is_there_is_not_overwritten_unless_told(database, copies):
    (copies / "monday.db").write_text("precious")
    with pytest.raises(BackupError, match="is there already"):
        backup(database, copies / "monday.db", silent)
    assert (copies / "monday.db").read_text() == "precious"
    backup(database, copies / "monday.db", silent, overwrite=True)
    assert everything(database) == everything(copies / "monday.db")


def test_a_database_is_never_copied_over_itself(database):
    with pytest.raises(BackupError, match="is there already"):
        backup(database, database, silent, overwrite=True)


def test_a_missing_database_is_named_and_not_made(tmp_path):
    with pytest.raises(BackupError, match="There is no database"):
        backup(tmp_path / "gone.db", tmp_path / "copy.db", silent)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_named(database, tmp_path):
    with pytest.raises(BackupError, match="No such file or directory"):
        backup(database, tmp_path / "gone" / "copy.db", silent)


def test_what_is_no_database_is_not_copied(copies, tmp_path):
    (tmp_path / "notes.txt").write_text("tea " * 1000)
    with pytest.raises(BackupError, match="it is no database"):
        backup(tmp_path / "notes.txt", copies / "copy.db", silent)
    assert list(copies.iterdir()) == []


@pytest.mark.parametrize("address", ["postgresql://u:secret@db/career", "postgresql+psycopg://db/career"])
def test_postgresql_is_left_to_its_own_programs(address):
    with pytest.raises(BackupError, match=r"pg_dump.*pg_restore") as refused:
        database_file(address)
    assert "secret" not in str(refused.value)


def test_the_file_of_a_database_is_taken_from_its_address(tmp_path):
    assert tmp_path / "a.db" == database_file(f"sqlite:///{tmp_path / 'a.db'}")


WRITE = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], timeout=30)
for number in range(1_000_000):
    connection.execute("INSERT INTO member_keys VALUES ('slack:T2', ?, ?)", (f"{number:07}", bytes(2000)))
    connection.commit()
    print(number, flush=True)
"""


def test_a_copy_taken_while_another_process_writes_holds_a_beginning_of_what_it_wrote(
    database, copies, tmp_path
):
    told = tmp_path / "told"
    with told.open("w") as out:
        writer = subprocess.Popen([sys.executable, "-c", WRITE, str(database)], stdout=out)
        try:
            while told.read_text().count("\n") < 50:
                assert writer.poll() is None
            for number in range(5):
                before = told.read_text().count("\n")
                backup(database, copies / f"{number}.db", silent)
                after = told.read_text().count("\n")
                written = [member for member in members_of(copies / f"{number}.db") if member.isdigit()]
                assert [f"{each:07}" for each in range(len(written))] == written
                # One may be committed and not yet told, at either end.
                assert before <= len(written) <= after + 1
        finally:
            writer.kill()
            writer.wait()


def in_another_process(code, *args):
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, args)], capture_output=True, text=True, check=False
    )


KILLED = """
import os, signal, sys
from pathlib import Path
from adapters.storage import backup
backup.STEPS = 100
told = []
def progress(done, of):
    told.append(done)
    if done > 100_000:
        os.kill(os.getpid(), signal.SIGKILL)
backup.backup(Path(sys.argv[1]), Path(sys.argv[2]), progress)
"""


def grown(database):
    with closing(sqlite3.connect(database)) as connection, connection:
        rows = [(f"{number:07}", bytes(2000)) for number in range(1000)]
        connection.executemany("INSERT INTO member_keys VALUES ('slack:T2', ?, ?)", rows)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="processes are not killed here")
def test_a_copy_in_the_middle_of_which_the_process_dies_has_no_name(database, copies):
    grown(database)
    assert in_another_process(KILLED, database, copies / "monday.db").returncode == -signal.SIGKILL
    assert not (copies / "monday.db").exists()
    backup(database, copies / "monday.db", silent)
    assert everything(database) == everything(copies / "monday.db")


LITTLE_ROOM = """
import resource, sys
from pathlib import Path
from adapters.storage.backup import BackupError, backup, restore
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    if sys.argv[1] == "backup":
        backup(Path(sys.argv[2]), Path(sys.argv[3]), lambda done, of: None)
    else:
        restore(Path(sys.argv[2]), Path(sys.argv[3]), None)
except BackupError as error:
    print(error)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="this system has no RLIMIT_FSIZE")
def test_a_full_disk_is_told_and_leaves_no_half_copy(database, copies):
    grown(database)
    told = in_another_process(LITTLE_ROOM, "backup", database, copies / "monday.db")
    assert "cannot be copied to" in told.stdout
    assert "the disk is full" in told.stdout
    assert list(copies.iterdir()) == []


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="this system has no RLIMIT_FSIZE")
def test_a_full_disk_while_restoring_leaves_the_database_as_it_was(database, copies):
    grown(database)
    backup(database, copies / "monday.db", silent)
    before = everything(database)
    told = in_another_process(LITTLE_ROOM, "restore", copies / "monday.db", database)
    assert "cannot be copied to" in told.stdout
    assert before == everything(database)
    assert [database] == list(database.parent.iterdir())


@pytest.fixture
def monday(database, copies):
    """A copy of the database, into which another member came since."""
    backup(database, copies / "monday.db", silent)
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("INSERT INTO member_keys VALUES ('slack:T1', 'later', x'00')")
    return copies / "monday.db"


def test_a_copy_is_put_back_and_the_database_kept_beside(database, monday):
    restored = restore(monday, database, Vault([SECRET]))
    assert everything(monday) == everything(database)
    assert members_of(restored.aside)[-1] == "later"
    assert restored.aside.name.startswith("career.db.before-restore-")
    assert {database, restored.aside} == set(database.parent.iterdir())
    assert database.stat().st_mode & 0o777 == 0o600


def test_what_was_only_in_the_write_ahead_log_is_kept_beside_too(database, monday, tmp_path):
    connection = sqlite3.connect(database)
    connection.execute("INSERT INTO member_keys VALUES ('slack:T1', 'last', x'00')")
    connection.commit()
    # As after a power cut: nobody closed it.
    crashed = tmp_path / "crashed"
    shutil.copytree(database.parent, crashed)
    connection.close()
    assert (crashed / "career.db-wal").stat().st_size
    restored = restore(monday, crashed / "career.db", None)
    assert members_of(restored.aside)[-1] == "last"
    assert "last" not in members_of(crashed / "career.db")
    assert {crashed / "career.db", restored.aside} == set(crashed.iterdir())


def test_a_copy_is_put_where_no_database_was(monday, tmp_path):
    restored = restore(monday, tmp_path / "new.db", Vault([SECRET]))
    assert restored.aside is None
    assert everything(monday) == everything(tmp_path / "new.db")


def test_a_restored_database_whose_keys_open_needs_no_warning(database, monday):
    restored = restore(monday, database, Vault([SECRET]))
    assert (restored.keys, restored.sealed, restored.warning) == (3, 0, "")


@pytest.mark.parametrize("vault", [None, Vault([new_secret()])], ids=["no key", "another key"])
def test_a_restored_database_whose_keys_do_not_open_is_told_with_what_to_do(database, monday, vault):
    restored = restore(monday, database, vault)
    assert (restored.keys, restored.sealed) == (3, 3)
    assert "opens 0 of 3" in restored.warning
    assert "key file" in restored.warning


OPEN = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute(sys.argv[2]).fetchall()
print("open", flush=True)
sys.stdin.readline()
"""


@pytest.mark.parametrize("doing", ["SELECT 1 FROM members", "BEGIN IMMEDIATE"], ids=["waiting", "writing"])
def test_a_database_that_another_process_has_open_is_not_replaced(database, monday, doing):
    before = everything(database)
    command = [sys.executable, "-c", OPEN, str(database), doing]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "open\n"
        with pytest.raises(BackupError, match="is in use"):
            restore(monday, database, None)
        other.stdin.close()
    assert before == everything(database)
    assert [database] == list(database.parent.iterdir())


def damaged(path):
    content = bytearray(path.read_bytes())
    content[5000:9000] = os.urandom(4000)
    path.write_bytes(content)


def without_ours(path):
    path.unlink()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE recipes (tea TEXT)")


def newer(path):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"UPDATE {VERSION_TABLE} SET version_num = 'from the future'")


SPOILT = {
    "gone": (lambda path: path.unlink(), "There is no file"),
    "empty": (lambda path: path.write_bytes(b""), "it is damaged"),
    "garbage": (lambda path: path.write_bytes(b"tea" * 5000), "it is no database"),
    "cut": (lambda path: path.write_bytes(path.read_bytes()[:20_000]), "it is damaged"),
    "damaged": (damaged, "it is damaged"),
    "of another program": (without_ours, "not a database of the mentor"),
    "newer": (newer, "newer version"),
    "a folder": (lambda path: (path.unlink(), path.mkdir()), "There is no file"),
}


@pytest.mark.parametrize(("spoil", "why"), SPOILT.values(), ids=SPOILT)
def test_what_is_no_whole_copy_of_ours_is_refused_and_changes_nothing(database, monday, spoil, why):
    before = everything(database)
    spoil(monday)
    with pytest.raises(BackupError, match=why):
        restore(monday, database, Vault([SECRET]))
    assert before == everything(database)
    assert [database] == list(database.parent.iterdir())


def test_a_database_in_use_is_no_copy(database, tmp_path):
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("INSERT INTO member_keys VALUES ('slack:T1', 'late', x'00')")
        connection.commit()
        with pytest.raises(BackupError, match="in use, and no copy"):
            restore(database, tmp_path / "new.db", None)


@pytest.mark.parametrize("content", [b"tea" * 5000, b"SQLite format 3\0" + b"tea" * 5000, b""])
def test_a_damaged_database_is_replaced_and_kept_with_what_stands_beside_it(database, monday, content):
    database.write_bytes(content)
    database.with_name("career.db-wal").write_bytes(b"log")
    restored = restore(monday, database, None)
    assert everything(monday) == everything(database)
    assert content == restored.aside.read_bytes()
