"""`career episodes` and `career feeds`: what the operator loads, publishes and takes back."""

import asyncio
import json
import signal
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from adapters import program
from adapters.cli import loading
from adapters.cli.episodes import SHOWN_MAX
from adapters.cli.loading import MANY
from adapters.fetcher import WebFetcher
from adapters.settings import Settings
from adapters.storage.shelves import SqlShelves
from bot.loading import Prepared
from bot.mentor import Mentor
from bot.model import Member, Request
from bot.shelving import Keeper, Kept
from knowledge.excerpts.packing import unpack
from tests.bot.talks import CURATED, VTT
from tests.bot.test_gathering import LOGIN, RSS, Podcast
from tests.career import STOP_SECONDS, Career, wait
from tests.doubles.postgres import Postgres
from tests.doubles.web import Web

pytestmark = pytest.mark.usefixtures("library_open")

BIRDS = """\
**Ada Bird:** When you count birds for a living, how do you ask for a raise?

**Ben Cole:** I tell my ornithology students to write down every heron they counted in a year. Bring the heron
ledger to the talk about your raise, and let the numbers speak before you do. Nobody argues with four
thousand herons, and your boss can show the ledger to their own boss afterwards.

**Ada Bird:** So the ledger is the advice, and the herons are the proof of it. I like that a lot.
"""

ADVICE = "let the numbers speak before you do"

QUESTION = "how should an ornithology student ask for a raise with a heron ledger?"


def episode(number: int, boss: str = "your boss") -> str:
    """An episode much like that, about birds and a boss of its own."""
    return BIRDS.replace("heron", f"bird{number}").replace("your boss", boss)


class Home(Career):
    """The operator's own place, with a folder for transcripts."""

    def __init__(self, folder: Path, **settings: str) -> None:
        super().__init__(folder, {"COLUMNS": "200", **settings})
        self.tapes = folder / "tapes"
        self.tapes.mkdir(exist_ok=True)

    def tape(self, name: str, text: str = BIRDS) -> str:
        (self.tapes / name).write_text(text)
        return str(self.tapes / name)

    def rows(self, *words: str) -> list:
        run = self.says(*words, "--json")
        assert not run.stderr
        return [json.loads(line) for line in run.stdout.splitlines()]

    def answers(self, question: str = QUESTION, *words: str) -> list[str]:
        """Which episodes an answer is from, the best first."""
        [row] = self.rows("ask", question, *words)
        return [it["episode"] for it in row["results"]]

    def listed(self, *words: str) -> dict:
        [rows] = self.rows("episodes", "list", *words)
        return {row["episode"]: row for row in rows}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


# Loading


def test_a_transcript_that_is_loaded_answers_with_its_turns(home: Home):
    run = home.says("episodes", "load", home.tape("bird-talk-7.md"))

    assert (run.exit_code, run.stderr) == (0, "")
    assert "bird-talk-7, edition 1: answers from now on" in run.stdout
    [row] = home.rows("ask", QUESTION)
    best = row["results"][0]
    assert (best["episode"], best["card"], best["speaker"]) == ("bird-talk-7", "t2", "Ben Cole")
    assert ADVICE in best["text"]
    assert best["turns"][1] - best["turns"][0] < 3


def test_a_name_that_is_not_the_files_is_explained_once(home: Home):
    told = "It goes by episode-quitting here"
    assert told in home.says("episodes", "load", home.tape("quitting.md")).stdout
    assert told not in home.says("episodes", "load", home.tape("quitting.md", BIRDS + "\n")).stdout


def test_the_same_file_twice_changes_nothing(home: Home):
    tape = home.tape("bird-talk-7.md")
    home.says("episodes", "load", tape)
    before = home.rows("episodes", "log")

    [row] = home.rows("episodes", "load", tape)

    assert row["state"] == "known"
    assert home.rows("episodes", "log") == before


def test_a_folder_that_becomes_an_archive_leaves_what_is_there_as_it_is_and_so_does_one_file_of_it(
    home: Home, monkeypatch
):
    monkeypatch.setattr(loading, "ARCHIVE", 3)
    one, told = home.tape("one-1.md", episode(1)), home.tape("two-2.md", episode(2))
    home.says("episodes", "load", one)
    home.says("episodes", "load", told, "--title", "Herons")
    home.says("episodes", "load", home.tape("two-2.md", episode(2) + "\n"))
    home.tape("three-3.md", episode(3, "nobody"))
    before = home.listed()

    rows = home.rows("episodes", "load", str(home.tapes))

    assert {it["episode"]: it["state"] for it in rows} == {
        "one-1": "known",
        "three-3": "published",
        "two-2": "known",
    }
    assert {name: home.listed()[name] for name in before} == before
    [row] = home.rows("episodes", "load", str(home.tapes / "three-3.md"))
    assert (row["state"], row["edition"]) == ("known", 1)


def test_a_file_that_changed_becomes_a_new_edition_and_can_be_taken_back(home: Home):
    tape = home.tape("bird-talk-7.md")
    home.says("episodes", "load", tape)
    home.tape("bird-talk-7.md", BIRDS.replace("I like that a lot", "I like that more than anything"))
    home.says("episodes", "load", tape)
    assert home.listed()["bird-talk-7"]["edition"] == 2

    home.says("episodes", "rollback", "bird-talk-7")

    assert home.listed()["bird-talk-7"] | {"edition": 1, "newest": 2} == home.listed()["bird-talk-7"]
    assert [it["did"] for it in home.rows("episodes", "log")] == [
        "roll back", "publish", "load", "publish", "load",
    ]  # fmt: skip


def test_a_draft_answers_nothing_before_it_is_published(home: Home):
    tape = home.tape("bird-talk-7.md")
    home.says("episodes", "load", tape, "--draft")
    assert "bird-talk-7" not in home.answers()
    assert home.listed()["bird-talk-7"]["state"] == "draft"

    assert "answers from now on" in home.says("episodes", "publish", "bird-talk-7").stdout

    assert home.answers()[0] == "bird-talk-7"


def test_a_draft_that_is_loaded_again_is_published_without_reading_it_anew(home: Home):
    tape = home.tape("bird-talk-7.md")
    home.says("episodes", "load", tape, "--draft")

    [row] = home.rows("episodes", "load", tape)

    assert (row["state"], row["edition"]) == ("published", 1)


def test_a_folder_that_is_loaded_again_leaves_what_people_decided_since(home: Home):
    for number in (7, 8, 9):
        home.tape(f"bird-talk-{number}.md", episode(number))
    home.says("episodes", "load", str(home.tapes))
    home.says("episodes", "details", "bird-talk-7", "--title", "Herons")
    home.says("episodes", "unpublish", "bird-talk-8")
    home.tape("bird-talk-9.md", episode(9, "the mayor"))
    home.says("episodes", "load", str(home.tapes))
    home.says("episodes", "rollback", "bird-talk-9")
    before = home.listed()

    rows = home.rows("episodes", "load", str(home.tapes))

    assert [row["state"] for row in rows] == ["known"] * 3
    assert home.listed() == before
    assert (before["bird-talk-7"]["title"], before["bird-talk-9"]["edition"]) == ("Herons", 1)
    assert "career episodes publish bird-talk-8 1" in home.says("episodes", "load", str(home.tapes)).stdout


def test_details_that_were_told_stay_when_the_file_is_loaded_again_or_changes(home: Home):
    tape = home.tape("bird-talk-7.md")
    home.says("episodes", "load", tape)
    home.says("episodes", "details", "bird-talk-7", "--title", "Herons", "--licence", "CC0")
    assert "edition 2: here already, nothing has changed" in home.says("episodes", "load", tape).stdout

    home.says("episodes", "load", home.tape("bird-talk-7.md", episode(7, "the mayor")), "--title", "Mayors")

    row = home.listed()["bird-talk-7"]
    assert (row["edition"], row["title"], row["licence"]) == (3, "Mayors", "CC0")


def test_details_that_were_told_before_can_be_told_again(home: Home):
    home.says("episodes", "load", home.tape("bird-talk-7.md"))
    for title in ("Herons", "Ledgers", "Herons"):
        home.says("episodes", "details", "bird-talk-7", "--title", title)

    row = home.listed()["bird-talk-7"]

    assert (row["title"], row["edition"], row["newest"]) == ("Herons", 2, 3)


def test_details_of_an_edition_that_is_removed_meanwhile_are_not_kept(home: Home, monkeypatch):
    async def removed(*_):
        return {}

    home.says("episodes", "load", home.tape("bird-talk-7.md"))
    monkeypatch.setattr(SqlShelves, "contents", removed)

    run = home.says("episodes", "details", "bird-talk-7", "--title", "Herons")

    assert run.exit_code == 2
    assert "Somebody else has changed bird-talk-7 in the meantime" in run.stderr


def test_what_is_unpublished_or_removed_answers_no_more(home: Home):
    home.says("episodes", "load", home.tape("bird-talk-7.md"))
    home.says("episodes", "unpublish", "bird-talk-7")
    assert "bird-talk-7" not in home.answers()
    assert home.listed()["bird-talk-7"]["state"] == "unpublished"

    asked = home.says("episodes", "remove", "bird-talk-7", given="n\n")
    assert (asked.exit_code, "bird-talk-7" in home.listed()) == (2, True)
    assert home.says("episodes", "remove", "bird-talk-7", "--yes").exit_code == 0

    assert "bird-talk-7" not in home.listed()


def test_facts_that_are_told_stand_under_the_excerpts(home: Home):
    told = ("--title", "Herons", "--show", "Bird Talk", "--number", "7", "--url", "https://birds.example/7")
    home.says("episodes", "load", home.tape("transcript.md"), *told, "--licence", "CC0")

    row = home.listed()["bird-talk-7"]

    assert (row["name"], row["title"]) == ("Bird Talk 7", "Herons")
    assert (row["url"], row["licence"]) == ("https://birds.example/7", "CC0")
    assert home.says("episodes", "details", "bird-talk-7", "--title", "Many herons").exit_code == 0
    row = home.listed()["bird-talk-7"]
    assert (row["title"], row["licence"], row["edition"], row["state"]) == ("Many herons", "CC0", 2, "live")


def test_facts_that_cannot_be_are_refused_before_anything_is_loaded(home: Home):
    run = home.says("episodes", "load", home.tape("tape.md"), "--url", "birds", "--number", "seven")

    assert run.exit_code == 2
    assert "https://" in run.stderr
    assert not home.database.exists()


def test_one_bad_file_stops_no_other_and_is_named_at_the_end(home: Home):
    for number in range(MANY):
        home.tape(f"bird-talk-{number}.md", episode(number))
    home.tape("bird-talk-3.md", LOGIN)
    (home.tapes / "noise.mp3").write_bytes(b"ID3\x04\xff\xfb")

    run = home.says("episodes", "load", str(home.tapes))

    assert run.exit_code == 1
    assert f"{MANY + 1} of {MANY + 1} files: 2 failed, {MANY - 1} published" in run.stdout
    assert "bird-talk-3.md" in run.stderr
    assert "noise.mp3" in run.stderr
    assert len(home.listed()) == 1 + MANY - 1


def test_another_episode_of_the_same_name_takes_nobodys_place(home: Home):
    home.says("episodes", "load", home.tape("bird-talk-7.md"))
    other = " ".join(f"word{number}" for number in range(200))
    home.tape("bird-talk-7.md", f"**Ada Bird:** {other}.\n\n**Ben Cole:** {other[::-1]}.\n")

    run = home.says("episodes", "load", str(home.tapes / "bird-talk-7.md"))

    assert run.exit_code == 1
    assert "--name" in run.stderr
    assert home.answers()[0] == "bird-talk-7"
    named = home.says("episodes", "load", str(home.tapes / "bird-talk-7.md"), "--name", "word-talk-7")
    assert named.exit_code == 0
    assert "word-talk-7" in home.listed()


def test_of_two_episodes_of_one_name_that_come_at_once_one_is_refused(
    home: Home, tmp_path: Path, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
):
    async def slowly(keeper: Keeper, prepared: Prepared) -> Kept:
        await asyncio.sleep(0.3)
        return await keep(keeper, prepared)

    keep = Keeper.keep
    monkeypatch.setattr(Keeper, "keep", slowly)
    key = home.says("keys", "new").stdout.strip()
    home = Home(tmp_path, CAREER_SECRET_KEY=key, CAREER_DATABASE_URL=postgres.create_database())
    home.says("db", "upgrade")
    for folder, text in {"a": BIRDS, "b": VTT.decode()}.items():
        (home.tapes / folder).mkdir()
        home.tape(f"{folder}/bird-talk-7.md", text)

    rows = home.rows("episodes", "load", str(home.tapes))

    assert sorted(it["state"] for it in rows) == ["failed", "published"]


def test_a_near_copy_under_another_name_is_pointed_out(home: Home):
    home.says("episodes", "load", home.tape("bird-talk-7.md"))

    run = home.says(
        "episodes", "load", home.tape("rerun-of-birds.md", BIRDS + "\n**Ada Bird:** Goodbye then!\n")
    )

    assert "word for word in" in run.stdout


def test_what_is_hidden_answers_no_more_until_it_is_shown_again(home: Home):
    home.says("episodes", "load", home.tape("bird-talk-7.md"))
    best = home.rows("ask", QUESTION)[0]["results"][0]
    ref = f"{best['episode']}/{best['card']}"

    assert "is hidden" in home.says("cards", "hide", ref).stdout

    assert home.rows("ask", QUESTION)[0]["results"][0] != best
    assert home.rows("cards", "list")[0]["hidden"] == [ref]
    assert home.says("cards", "unhide", ref).exit_code == 0
    assert home.rows("ask", QUESTION)[0]["results"][0] == best


def test_what_is_not_there_cannot_be_hidden(home: Home):
    run = home.says("cards", "hide", "bird-talk-7/t2")
    assert (run.exit_code, "no card or excerpt" in run.stderr) == (2, True)
    assert "`career episodes show bird-talk-7`" in run.stderr
    assert "`career episodes list`" in home.says("cards", "hide", "bird-talk-7").stderr
    assert home.rows("cards", "list")[0]["hidden"] == []


@pytest.mark.parametrize("name", ["Tea Time/../x.toml", "x.toml", "community", "a-" + "b" * 60])
def test_a_name_that_nobody_could_type_in_chat_is_refused(home: Home, name: str):
    run = home.says("episodes", "load", home.tape("bird-talk-7.md"), "--name", name)
    assert (run.exit_code, "as in tea-time-12" in run.stderr) == (2, True)
    assert home.listed().keys() == {"js-party-286"}


def test_each_mistake_in_a_curated_file_has_a_line_of_its_own(home: Home):
    run = home.says("episodes", "load", home.tape("birds.toml", '[episode]\nslug = "bird-talk"\n'))
    mistakes = [line for line in run.stderr.splitlines() if line.startswith("birds.toml: ")]
    assert len(mistakes) > 1


def test_what_stands_in_a_curated_file_is_changed_in_the_file(home: Home):
    shipped = (Settings().episodes_dir / "js-party-286.toml").read_text()
    tape = home.tape("birds.toml", shipped.replace('slug = "js-party-286"', 'slug = "bird-talk-286"'))
    for told in (("--title", "Herons"), ("--name", "heron-talk")):
        run = home.says("episodes", "load", tape, *told)
        assert (run.exit_code, "Change it there" in run.stderr) == (1, True)
    home.says("episodes", "load", tape)

    run = home.says("episodes", "details", "bird-talk-286.toml", "--title", "Herons")

    assert (run.exit_code, "its details stand in it" in run.stderr) == (2, True)


# Whose it is


def test_a_workspace_of_no_platform_is_refused(home: Home):
    run = home.says("episodes", "load", home.tape("bird-talk-7.md"), "--workspace", "T123")
    assert (run.exit_code, "slack:T123" in run.stderr) == (2, True)


def test_what_a_workspace_loads_answers_nobody_else(home: Home):
    home.says("episodes", "load", home.tape("bird-talk-7.md"), "--workspace", "slack:T1")

    assert "bird-talk-7" not in home.answers()
    assert "bird-talk-7" not in home.listed()
    assert home.answers(QUESTION, "--workspace", "slack:T1")[0] == "bird-talk-7"
    assert home.listed("--workspace", "slack:T1")["bird-talk-7"]["owner"] == "slack:T1"
    topics = home.rows("topics", "--workspace", "slack:T1")[0]
    assert topics[0].keys() >= {"cards", "excerpts"}


def test_asking_makes_no_database(home: Home):
    home.says("ask", QUESTION)
    home.says("topics")
    home.says("episodes", "list")

    assert not home.database.exists()


def test_a_database_that_cannot_be_read_leaves_what_was_shipped(home: Home):
    home.database.write_bytes(b"no database at all, and no SQLite file either" * 100)

    run = home.says("ask", "how do I get to staff?")

    assert run.exit_code == 0
    assert "Warning" in run.stderr
    assert "left out" in run.stderr


# Looking


def test_an_episode_its_excerpts_and_one_of_them_can_be_looked_at_before_they_answer(home: Home):
    home.says("episodes", "load", home.tape("bird-talk-7.md"), "--draft")

    whole = home.says("episodes", "show", "bird-talk-7").stdout
    assert "edition 1 does not answer" in whole
    assert "Markdown" in whole
    assert "bird-talk-7/t2" in whole
    assert "From bird-talk-7" in whole
    one = home.says("episodes", "show", "bird-talk-7/t2").stdout
    assert ADVICE in " ".join(one.split())
    [row] = home.rows("episodes", "show", "bird-talk-7")
    assert row["excerpts"][0].keys() >= {"card", "turns", "text"}


def test_what_is_in_a_file_is_never_taken_for_marks_of_the_terminal(home: Home):
    odd = BIRDS.replace("Ben Cole", "Ben [red]Cole[/b]").replace("I tell my", "[/] [link=x]I\x1b[31m tell my")
    title = "[/bold] \x1b]0;me\x07"
    run = home.says("episodes", "load", home.tape("bird-talk-7.md", odd), "--title", title)
    assert run.exit_code == 0, run.stderr

    for words in (["show", "bird-talk-7"], ["show", "bird-talk-7/t2"], ["list"], ["log"]):
        said = home.says("episodes", *words)
        assert said.exit_code == 0
        assert "\x1b" not in said.stdout
    assert "[/bold]" in home.says("episodes", "list").stdout


def test_names_that_nobody_knows_are_answered_with_those_that_may_be_meant(home: Home):
    home.says("episodes", "load", home.tape("bird-talk-7.md"))

    run = home.says("episodes", "unpublish", "bird-talk-8")

    assert run.exit_code == 2
    assert "bird-talk-7" in run.stderr


def test_a_curated_file_is_loaded_answers_and_comes_back_out(home: Home, library):
    shipped = (Settings().episodes_dir / "js-party-286.toml").read_text()
    home.tape("birds.toml", shipped.replace('slug = "js-party-286"', 'slug = "bird-talk-286"'))
    run = home.says("episodes", "load", str(home.tapes / "birds.toml"))
    assert run.exit_code == 0, run.stderr

    out = home.says("episodes", "export", "bird-talk-286.toml", "--to", str(home.tapes / "again.toml"))

    assert out.exit_code == 0, out.stderr
    assert 'slug = "bird-talk-286"' in (home.tapes / "again.toml").read_text()
    assert home.listed()["bird-talk-286.toml"]["cards"] == len(library.cards)


def test_a_file_of_an_admins_own_is_checked_by_the_rules_by_which_it_loads(home: Home):
    own = home.tape("tea-time-7.toml", CURATED.decode())
    talk = home.tape("tea-time-7.vtt", VTT.decode())

    run = home.says("episodes", "check", own, "--transcript", talk)
    assert "1 card with 1 question, faithful to tea-time-7.vtt. Checked as a file to be loaded" in run.stdout
    assert home.says("episodes", "check", own, "--transcript", talk, "--shipped").exit_code == 2

    home.tape("tea-time-7.toml", CURATED.decode().replace("turns = [4, 4]", "turns = [9, 9]"))
    assert (
        home.says("episodes", "check", own).exit_code == home.says("episodes", "load", own).exit_code + 1 == 2
    )
    home.tape("tea-time-7.toml", CURATED.decode().replace("turns = 7", "turns = 8"))
    assert "8, but the transcript has 7" in home.says("episodes", "check", own, "--transcript", talk).stderr


def test_cards_that_cite_no_episode_are_held_against_no_transcript(home: Home):
    cards = CURATED.decode().partition("[[cards]]")[2].replace("turns = [4, 4]\n", "")
    ours = cards.replace('speaker = "Noor Haddad"\n', "")
    own = home.tape("community.toml", f'[episode]\nslug = "community"\n[[cards]]{ours}')

    assert "1 card with 1 question" in home.says("episodes", "check", own).stdout
    assert "cite no episode" in home.says("episodes", "check", own, "--transcript", own).stderr


def test_of_many_excerpts_the_best_are_shown_unless_somebody_wants_all(home: Home):
    talks = "\n\n".join(episode(number) for number in range(SHOWN_MAX + 5))
    home.says("episodes", "load", home.tape("bird-talk-7.md", talks))
    count = home.listed()["bird-talk-7"]["excerpts"]
    assert count > SHOWN_MAX

    some = home.says("episodes", "show", "bird-talk-7").stdout
    all_of_them = home.says("episodes", "show", "bird-talk-7", "--all").stdout

    assert some.count("bird-talk-7/t") == SHOWN_MAX
    assert f"{SHOWN_MAX} of {count}; all of them: --all" in some
    assert all_of_them.count("bird-talk-7/t") == count
    assert len(home.rows("episodes", "show", "bird-talk-7")[0]["excerpts"]) == count


def test_where_there_is_nothing_it_says_how_to_begin(home: Home):
    begin = {
        ("episodes", "list"): "career episodes load",
        ("episodes", "log"): "career episodes load",
        ("feeds", "list"): "career feeds add",
        ("cards", "list"): "career cards hide",
    }
    for words, line in begin.items():
        run = home.says(*words, "--workspace", "slack:T1")
        assert run.exit_code == 0
        assert line in run.stdout
        assert "--workspace slack:T1" in run.stdout


def test_the_list_says_in_words_how_a_newer_edition_stands(home: Home):
    for number in (7, 8):
        home.says("episodes", "load", home.tape(f"bird-talk-{number}.md", episode(number)))
        home.says("episodes", "load", home.tape(f"bird-talk-{number}.md", episode(number) + "\n"), "--draft")
    home.says("episodes", "publish", "bird-talk-8")
    home.says("episodes", "rollback", "bird-talk-8")

    # In a process of its own, which knows how wide its table may be.
    listed = home.runs("episodes", "list").stdout

    assert "1 (2 does not answer yet)" in listed
    assert "1 (2 answers no more)" in listed
    assert "edition 2 answers no more" in home.says("episodes", "show", "bird-talk-8").stdout


def test_what_is_published_without_a_licence_is_said_to_be(home: Home):
    loaded = home.says("episodes", "load", home.tape("bird-talk-7.md"), "--draft", "--title", "Herons").stdout
    assert "I don't know its page address and licence" in loaded
    run = home.says("episodes", "publish", "bird-talk-7")
    assert "not credited properly: I don't know its page address and licence" in run.stdout
    assert "`career episodes details bird-talk-7 --title ..." in run.stdout

    home.says("episodes", "details", "bird-talk-7", "--url", "https://birds.example/7", "--licence", "CC0")

    assert "credited" not in home.says("episodes", "publish", "bird-talk-7").stdout


def test_unpublishing_says_which_cards_rest_with_an_episode(home: Home):
    here = ("--workspace", "terminal")
    home.says("episodes", "load", home.tape("bird-talk-7.md"), *here)
    advice = "Write down what you did all year, and bring that to the talk about your raise. It speaks."
    form = ["Bring a ledger to the talk", advice, "Burnout and recovery", "", "how do I ask for a raise?"]
    home.says("chat", given="\n".join(["card bird-talk-7/t2", *form, ""]))
    assert len(home.rows("cards", "list", *here)[0]["cards"]) == 1

    run = home.says("episodes", "unpublish", "bird-talk-7", *here)

    assert "1 card of your own rests with it" in run.stdout


# The doctor


def test_the_doctor_counts_what_was_loaded_and_names_what_cannot_be_read(home: Home):
    home.says("episodes", "load", home.tape("bird-talk-7.md"))
    home.says("episodes", "load", home.tape("bird-talk-8.md", episode(8)), "--workspace", "slack:T1")
    run = home.says("doctor")
    assert (run.exit_code, "loaded episodes: 2 editions live" in run.stdout) == (0, True)

    with closing(sqlite3.connect(home.database)) as connection, connection:
        of_it = "edition = (SELECT id FROM editions WHERE name = 'bird-talk-8')"
        connection.execute(f"UPDATE contents SET packed = x'00' WHERE {of_it}")
    run = home.says("doctor")

    assert run.exit_code == 1
    told = " ".join(run.stdout.split())
    assert "wrong loaded episodes: 2 editions live, of which this version cannot read 1" in told
    assert "bird-talk-8 (of slack:T1)" in told


# In the middle of it


def test_whoever_sits_there_sees_that_a_file_is_worked_on_and_a_pipe_gets_rows_alone(home: Home):
    seen, stdout = home.watched("episodes", "load", home.tape("bird-talk-7.md"), "--json")

    assert "making excerpts" in seen
    assert json.loads(stdout)["episode"] == "bird-talk-7"


def editions(database: Path) -> dict[str, list[tuple[int, bool]]]:
    """The editions of each name that are there."""
    found: dict[str, list[tuple[int, bool]]] = {}
    with closing(sqlite3.connect(database)) as connection:
        for name, number, live in connection.execute("SELECT name, number, live FROM editions"):
            found.setdefault(name, []).append((number, bool(live)))
    return found


def contents_are_whole(database: Path) -> bool:
    """Whether there is something in each edition, and it can be read."""
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT packed FROM editions LEFT JOIN contents ON edition = id")
        return all(unpack(packed).rows.size for (packed,) in rows)


def test_killed_in_the_middle_of_loading_each_episode_answers_in_one_whole_edition(home: Home):
    names = [f"bird-talk-{number}" for number in range(20)]
    for number, name in enumerate(names):
        home.tape(f"{name}.md", episode(number))
    assert home.says("episodes", "load", str(home.tapes)).exit_code == 0
    for number, name in enumerate(names):
        home.tape(f"{name}.md", episode(number, "whoever pays you"))

    for killed in range(3):
        with home.begins("episodes", "load", str(home.tapes)) as process:

            def more(killed: int = killed) -> bool:
                done = sum(len(its) == 2 for its in editions(home.database).values())
                return done > 4 * killed or process.poll() is not None

            wait(more)
            if killed == 2:
                # The last time it is asked to stop, and says what to do.
                process.send_signal(signal.SIGINT)
                assert process.wait(STOP_SECONDS * 4) == 130, home.log.read_text()
                assert "the same command goes on from there" in " ".join(home.log.read_text().split())
        found = editions(home.database)
        assert contents_are_whole(home.database)
        assert found.keys() == set(names)
        assert all(sum(live for _, live in its) == 1 for its in found.values())
        # Published with the same breath as it was kept: of each name, the newest answers.
        assert all(max(its)[1] for its in found.values())

    states = [row["state"] for row in home.rows("episodes", "load", str(home.tapes))]
    assert "known" in states
    assert {len(its) for its in editions(home.database).values()} == {2}
    assert contents_are_whole(home.database)


def test_a_running_mentor_answers_from_what_another_process_publishes_within_ten_seconds(
    home: Home, shipped: program.Shipped
):
    settings = Settings(database_url=f"sqlite:///{home.database}")
    tape = home.tape("bird-talk-7.md")

    async def serving() -> None:
        store = await program.open_store(settings)
        catalogue = program.open_catalogue(settings, shipped, store)
        keeping = asyncio.create_task(catalogue.keep_current())
        mentor = Mentor(catalogue, store)
        try:
            assert ADVICE not in await said(mentor, settings)
            run = await asyncio.to_thread(home.runs, "episodes", "load", tape)
            assert run.returncode == 0, run.stderr
            for waited in range(50):
                if ADVICE in await said(mentor, settings):
                    return
                assert waited < 49
                await asyncio.sleep(0.2)
        finally:
            keeping.cancel()
            await store.close()

    asyncio.run(serving())


async def said(mentor: Mentor, settings: Settings) -> str:
    request = Request(Member("terminal", "ada"), QUESTION, settings.clock())
    return " ".join(str(await mentor.reply(request)).split())


# Feeds


@contextmanager
def on_the_web() -> Iterator[Web]:
    """A web with a thread of its own, since commands have loops of their own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    web = Web()
    try:
        asyncio.run_coroutine_threadsafe(web.__aenter__(), loop).result()
        yield web
    finally:
        asyncio.run_coroutine_threadsafe(web.__aexit__(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    with on_the_web() as web:
        # Not the internet, where no test goes.
        monkeypatch.setattr(program, "open_fetcher", lambda _: WebFetcher(network=web.network))
        yield web


@pytest.fixture
def podcast(web: Web) -> Podcast:
    podcast = Podcast(web)
    for number in range(1, 4):
        podcast.publishes(number)
    return podcast


def test_a_transcript_is_loaded_from_its_address(home: Home, web: Web):
    web.put("https://podcast.test/bird-talk-7.md", BIRDS)

    [row] = home.rows("episodes", "load", "https://podcast.test/bird-talk-7.md")

    assert (row["state"], row["episode"]) == ("published", "bird-talk-7")


@pytest.mark.parametrize("address", ["go-time-12.md?token=abc", "moved"])
def test_details_of_what_was_fetched_keep_what_its_file_is_known_by(home: Home, web: Web, address: str):
    web.put("https://podcast.test/go-time-12.md?token=abc", BIRDS)
    web.put("https://podcast.test/moved", status=302, Location="/go-time-12.md?token=abc")
    [row] = home.rows("episodes", "load", f"https://podcast.test/{address}")

    home.says("episodes", "details", row["episode"], "--title", "Kettles")

    shown = home.rows("episodes", "show", row["episode"])[0]
    assert (shown["edition"], shown["name"], shown["title"]) == (2, "Go Time 12", "Kettles")
    assert (shown["url"], shown["licence"]) == ("https://changelog.com/gotime/12", "CC BY-SA 4.0")


@pytest.mark.usefixtures("podcast")
def test_of_a_feed_the_newest_episode_is_loaded_and_waits_for_a_review(home: Home):
    added = home.says("feeds", "add", RSS)
    assert "the newest 1" in added.stdout

    [row] = home.rows("feeds", "check")

    assert row["loaded"] == ["tea-time-3"]
    assert home.listed()["tea-time-3"]["state"] == "draft"
    assert home.rows("feeds", "list")[0][0]["looked_at"]


@pytest.mark.usefixtures("podcast")
def test_of_a_trusted_feed_all_can_be_loaded_and_published(home: Home):
    added = home.says("feeds", "add", RSS, "--trusted", "--all").stdout
    assert "I fetch them, and from now on each new one. They answer at once." in added
    assert "Older ones" not in added

    run = home.says("feeds", "check")

    assert run.exit_code == 0, run.stderr
    assert "3 new, which answer now" in run.stdout
    assert {home.listed()[f"tea-time-{number}"]["state"] for number in (1, 2, 3)} == {"live"}


@pytest.mark.usefixtures("podcast")
def test_older_episodes_of_a_feed_that_is_known_are_loaded_if_somebody_wants_them(home: Home):
    home.says("feeds", "add", RSS)
    home.says("feeds", "check")
    assert "fetch" not in home.says("feeds", "add", RSS).stdout

    assert "the newest 3" in home.says("feeds", "add", RSS, "--all").stdout

    assert "2 new, which wait for" in home.says("feeds", "check").stdout
    assert {"tea-time-1", "tea-time-2", "tea-time-3"} < home.listed().keys()
    assert home.listed()["tea-time-3"]["newest"] == 1


def test_what_waits_already_is_not_new_when_a_feed_is_trusted(home: Home, podcast: Podcast):
    home.says("feeds", "add", RSS)
    home.says("feeds", "check")
    added = home.says("feeds", "add", RSS, "--trusted", "--all").stdout
    assert "1 episode that came from it before still waits" in added
    assert "publish it: `career episodes list`" in added

    assert "2 new, which answer now" in home.says("feeds", "check").stdout
    assert home.listed()["tea-time-3"]["state"] == "draft"
    podcast.publishes(4)
    assert "1 new, which answers now" in home.says("feeds", "check").stdout


@pytest.mark.usefixtures("podcast")
def test_a_feed_that_is_gone_is_not_said_to_have_nothing_new(home: Home, web: Web):
    home.says("feeds", "add", RSS)
    web.put(RSS, "", 404)

    run = home.says("feeds", "check")

    assert "Tea Time: could not be looked at" in run.stdout
    assert "has nothing at that address (404)" in run.stderr


def test_an_episode_of_a_feed_that_cannot_be_loaded_is_named(home: Home, podcast: Podcast):
    podcast.publishes(4, text=LOGIN)
    home.says("feeds", "add", RSS, "--latest", "2")

    run = home.says("feeds", "check")

    assert run.exit_code == 1
    assert "1 new" in run.stdout
    assert "About 4" in run.stderr


def test_the_chapters_of_an_episode_are_listed_and_cited(home: Home, web: Web, podcast: Podcast):
    chapters = [{"startTime": 60 * at, "title": f"Part {at}, [red]so"} for at in range(SHOWN_MAX + 1)]
    web.put("https://podcast.test/4.json", json.dumps({"chapters": chapters}))
    said = BIRDS.split("\n\n")[1].replace("**Ben Cole:** ", "<v Ben Cole>")
    talk = f"WEBVTT\n\n00:01:05.000 --> 00:01:59.000\n{said}"
    podcast.publishes(4, text=talk, chapters="https://podcast.test/4.json")
    home.says("feeds", "add", RSS, "--trusted")
    home.says("feeds", "check")

    shown = home.says("episodes", "show", "tea-time-4").stdout
    assert "19:00  Part 19, [red]so" in shown
    assert f"{SHOWN_MAX} of {SHOWN_MAX + 1}; all of them: --all" in shown
    assert "Part 20" in home.says("episodes", "show", "tea-time-4", "--all").stdout
    [row] = home.rows("episodes", "show", "tea-time-4")
    assert row["chapters"][1] == {"title": "Part 1, [red]so", "start": 60}
    answer = " ".join(home.says("ask", QUESTION).stdout.split())
    assert "turn 1, in the chapter \u201cPart 1, [red]so\u201d, from about 01:05" in answer

    home.says("episodes", "details", "tea-time-4", "--licence", "CC0")
    assert home.listed()["tea-time-4"]["edition"] == 2
    assert home.rows("episodes", "show", "tea-time-4")[0]["chapters"] == row["chapters"]


def test_an_episode_whose_chapters_are_missing_is_loaded_with_a_word_on_that(home: Home, podcast: Podcast):
    podcast.publishes(4, chapters="https://podcast.test/4.json")
    home.says("feeds", "add", RSS, "--latest", "1")

    run = home.says("feeds", "check")

    assert run.exit_code == 0, run.stderr
    assert "1 new" in run.stdout
    assert "About 4: It was loaded without its chapters. " in run.stdout
    assert "without its chapters" in home.rows("feeds", "list")[0][0]["trouble"]


@pytest.mark.usefixtures("podcast")
def test_a_feed_that_is_removed_is_asked_no_more(home: Home):
    home.says("feeds", "add", RSS)
    assert home.says("feeds", "remove", RSS).exit_code == 0

    assert home.says("feeds", "check").exit_code == 2
    assert home.rows("feeds", "list") == [[]]


def test_what_is_no_feed_is_not_added(home: Home, web: Web):
    web.put("https://podcast.test/", LOGIN)

    run = home.says("feeds", "add", "https://podcast.test/")

    assert run.exit_code == 2
    assert "log in" in run.stderr
