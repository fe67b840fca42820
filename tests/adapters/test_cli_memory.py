"""The `career` command with a memory: what one call of it keeps, and the next one knows."""

import json
import sqlite3
import zipfile
from pathlib import Path

import pytest

from tests.career import Career, stopped, wait
from tests.doubles.postgres import Postgres

pytestmark = pytest.mark.usefixtures("library_open")

MONDAY = "2026-11-23T10:00:00+00:00"
A_WEEK_LATER = "2026-11-30T08:05:00+00:00"
NUDGED = "nudges on monday 9:00 Berlin\n"


class Home(Career):
    """A user's own place: a database, a folder for files and the cards' vectors."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.files = folder / "files"
        super().__init__(folder, {"LOGNAME": "ada", "CAREER_FILES_DIR": str(self.files)} | settings)
        self.key = self.database.with_name("mentor.sqlite3.key")

    def chat(self, *lines: str, now: str = MONDAY) -> str:
        run = self.says("chat", "--now", now, given=typed(*lines))
        assert run.exit_code == 0, run.stderr
        return " ".join(run.stdout.split())


def typed(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_what_was_said_yesterday_is_known_today(home: Home):
    home.chat("stage staff", "staff", "save", "reflect free", "A thought.")

    run = home.runs("chat", "--now", MONDAY, given=typed("progress", "journal"))

    seen = " ".join(run.stdout.split())
    assert run.returncode == 0
    assert "Stage staff" in seen
    assert "Saved 1" in seen
    assert "A thought." in seen


def test_the_database_and_its_key_are_for_their_owner_alone(home: Home):
    home.chat("stage staff")

    assert [oct(it.stat().st_mode & 0o777) for it in (home.database, home.key)] == ["0o600", "0o600"]


def test_progress_leaves_a_picture_and_an_export_leaves_a_file(home: Home):
    seen = home.chat("staff", "progress", "data export")

    assert "As a picture:" in seen
    assert (home.files / "progress.png").read_bytes().startswith(b"\x89PNG")
    [archive] = home.files.glob("career-mentor-*.zip")
    assert sorted(zipfile.ZipFile(archive).namelist()) == ["career-mentor.json", "career-mentor.md"]


def test_a_nudge_can_be_previewed_brought_by_hand_and_is_shown_by_chat(home: Home):
    home.chat(NUDGED)

    preview = home.says("nudges", "preview", "ada", "--now", MONDAY).stdout
    assert "Monday 30 November 2026, 08:00 UTC" in preview
    assert "This week's question" in preview
    due = json.loads(home.says("nudges", "due", "--json", "--now", A_WEEK_LATER).stdout)
    assert due["terminal"]["due"] == 1
    run = home.says("nudges", "run", "--once", "--now", A_WEEK_LATER)
    assert "1 sent" in run.stdout
    assert "0 sent" in home.says("nudges", "run", "--once", "--now", A_WEEK_LATER).stdout

    seen = home.chat("help", now=A_WEEK_LATER)
    assert seen.count("This week's question") == 1
    assert "This week's question" not in home.chat("help", now=A_WEEK_LATER)


def test_a_nudge_at_rest_says_nothing_of_what_members_wrote(home: Home):
    home.chat(NUDGED, "reflect free", "Canaryfeather.")
    home.says("nudges", "run", "--once", "--now", "2026-12-21T08:05:00+00:00")

    waiting = list((home.files / "outbox").rglob("*"))
    assert any(path.is_file() for path in waiting)
    assert not any(b"Canary" in path.read_bytes() for path in waiting if path.is_file())
    assert b"Canary" not in home.database.read_bytes()


def test_the_option_for_the_database_works_before_and_behind_the_command(home: Home, tmp_path: Path):
    home.chat("stage staff")
    home.database.rename(tmp_path / "other.sqlite3")
    home.key.rename(tmp_path / "other.sqlite3.key")
    other = f"sqlite:///{tmp_path / 'other.sqlite3'}"

    before = home.says("--database", other, "chat", given="progress\n")
    behind = home.says("chat", "--database", other, given="progress\n")

    assert "staff" in " ".join(before.stdout.split())
    assert "staff" in " ".join(behind.stdout.split())
    assert not home.database.exists()


def test_a_copy_is_taken_and_put_back_with_what_was_there_kept_aside(home: Home, tmp_path: Path):
    home.chat("reflect free", "Before the copy.")
    copy = tmp_path / "copy.sqlite3"
    assert home.says("db", "backup", str(copy)).exit_code == 0
    home.chat("reflect free", "After the copy.")

    assert home.says("db", "backup", str(copy)).exit_code == 2
    run = home.says("db", "restore", str(copy))

    assert run.exit_code == 0, run.stderr
    assert "What was there before is in" in run.stdout
    assert "deleted since that copy was made are back" in " ".join(run.stdout.split())
    seen = home.chat("journal")
    assert "Before the copy." in seen
    assert "After the copy." not in seen


def test_keys_rotate_and_old_ones_are_needed_no_more(home: Home, tmp_path: Path):
    old, new = (home.says("keys", "new").stdout.strip() for _ in range(2))
    Home(tmp_path, CAREER_SECRET_KEY=old).chat("reflect free", "Locked.")

    run = Home(tmp_path, CAREER_SECRET_KEY=f"{new},{old}").says("keys", "rotate")
    assert "Journals and tokens locked anew: 1." in run.stdout, run.stderr

    assert "Locked." in Home(tmp_path, CAREER_SECRET_KEY=new).chat("journal")
    assert "cannot be decrypted" in Home(tmp_path, CAREER_SECRET_KEY=old).chat("journal")


def test_a_database_whose_key_file_is_gone_is_not_given_a_new_one(home: Home):
    home.chat("reflect free", "Locked.")
    home.key.unlink()

    run = home.says("chat", given="journal\n")

    assert run.exit_code == 2
    assert "key file" in run.stderr
    assert not home.key.exists()


def test_the_doctor_finds_nothing_wrong_and_asks_to_back_the_key_up(home: Home):
    assert "is made at the first start" in " ".join(home.says("doctor").stdout.split())
    assert not home.database.exists()
    home.chat("reflect free", "A thought.")

    run = home.says("doctor")

    assert run.exit_code == 0, run.stdout
    assert "Back it up" in run.stdout
    assert "mentor.sqlite3.key" in run.stdout


def test_the_doctor_names_what_is_wrong(home: Home):
    home.database.write_bytes(b"This is no database, though it is long enough to be taken for one." * 20)

    run = home.says("doctor")

    assert run.exit_code == 1
    assert "wrong database" in " ".join(run.stdout.split())


def test_the_doctor_tries_the_key_on_what_is_locked(home: Home, tmp_path: Path):
    home.chat("reflect free", "A thought.")

    run = Home(tmp_path, CAREER_SECRET_KEY=home.says("keys", "new").stdout.strip()).says("doctor")

    assert run.exit_code == 1
    assert "wrong key" in " ".join(run.stdout.split())


@pytest.mark.parametrize("command", ["serve", "db check"])
def test_a_database_newer_than_the_program_is_refused(home: Home, command: str):
    home.chat("stage staff")
    with sqlite3.connect(home.database) as connection:
        connection.execute("UPDATE career_version SET version_num = '9999'")
    connection.close()

    run = home.says(*command.split(), given="help\n")

    assert run.exit_code == 2
    assert "newer" in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize("url", ["mysql://root@localhost/x", "sqlite://", "nonsense"])
def test_a_database_that_is_none_is_refused_in_a_sentence(tmp_path: Path, url: str):
    run = Home(tmp_path, CAREER_DATABASE_URL=url).says("chat", given="help\n")

    assert run.exit_code == 2
    assert "CAREER_DATABASE_URL" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_database_that_cannot_be_written_answers_questions_and_keeps_what_was_typed(home: Home):
    home.chat("stage staff")
    with sqlite3.connect(home.database) as connection:
        connection.execute(
            "CREATE TRIGGER full BEFORE INSERT ON marks BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
        connection.execute(
            "CREATE TRIGGER never BEFORE INSERT ON reflections BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    connection.close()

    seen = home.chat("burnout", "reflect free", "Do not lose me.")

    assert "transcript-" in seen
    assert "I can't reach my memory right now" in seen
    assert "Send it again" in seen


def test_serve_brings_what_is_due_and_ends_in_peace_when_told_to(home: Home):
    home.chat(NUDGED)
    waiting = home.files / "outbox" / "new"
    with home.serves("--now", A_WEEK_LATER, until="Bringing") as process:
        wait(lambda: waiting.is_dir() and any(waiting.glob("[!.]*")))
        assert stopped(process) == (0, True)

    assert "This week's question" in home.chat("help", now=A_WEEK_LATER)


def test_on_postgresql_it_says_what_is_missing_step_by_step_and_then_remembers(
    postgres: Postgres, tmp_path: Path
):
    url = postgres.create_database()
    bare = Home(tmp_path, CAREER_DATABASE_URL=url)

    unmigrated = bare.says("serve")
    assert unmigrated.exit_code == 2
    assert "career db upgrade" in unmigrated.stderr
    assert bare.says("db", "upgrade").exit_code == 0
    assert bare.says("db", "check").exit_code == 0
    keyless = bare.says("chat", given="help\n")
    assert keyless.exit_code == 2
    assert "CAREER_SECRET_KEY" in keyless.stderr

    whole = Home(
        tmp_path,
        CAREER_DATABASE_URL=url,
        CAREER_SECRET_KEY=bare.says("keys", "new").stdout.strip(),
    )
    whole.chat("stage staff", "reflect free", "On a server.")
    assert "On a server." in whole.chat("journal")
    backup = whole.says("db", "backup", str(tmp_path / "copy"))
    assert backup.exit_code == 2
    assert "pg_dump" in backup.stderr
