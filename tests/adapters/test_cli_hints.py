"""What chats say to type next, as the operator types it."""

import re
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from adapters.cli import cli
from adapters.cli.hints import in_shell
from bot import shelf_wording as said
from bot.episodes import EVERYBODY, Feed, Loaded, Origin

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)

LIVE, OTHER = (
    Loaded(
        str(it),
        EVERYBODY,
        "tea-7",
        it,
        Origin.TRANSCRIPT,
        "Tea: On kettles",
        "7.vtt",
        "",
        9,
        "",
        AT,
        live=it == 1,
    )
    for it in (1, 2)
)
FEED = Feed(EVERYBODY, "https://tea.example/rss", "Tea", trusted=False, by="", added_at=AT, due_at=AT)

SAID = {
    "episodes list": said.no_such_episode("tea-8", empty=False),
    "episodes load FILE": said.no_such_episode("tea-8", empty=True),
    "episodes remove tea-7": said.not_published("tea-7"),
    "episodes publish tea-7": said.nothing_live("tea-7"),
    "episodes unpublish tea-7": said.nothing_before(LIVE, [LIVE]),
    "episodes publish tea-7 2": said.nothing_before(LIVE, [OTHER, LIVE]),
    "episodes show tea-7": said.changed_meanwhile("tea-7"),
    "episodes export tea-7.toml": said.facts_in_file("tea-7.toml"),
    "episodes details tea-7 --title ... --url ... --licence ...": said.missing(["title"], "tea-7"),
    "cards list": said.not_hidden("tea-7/t2"),
    "cards hide tea-7/t2": said.no_excerpt("tea-7/t2"),
    "feeds list": said.no_such_feed("https://tea.example", empty=False),
    "feeds add URL": said.no_such_feed("https://tea.example", empty=True),
}


@pytest.mark.parametrize("line", SAID)
def test_a_hint_is_what_the_operator_can_type(line: str):
    words = line.split()

    assert f": `career {line}`" in in_shell(SAID[line], EVERYBODY)
    assert CliRunner().invoke(cli, [*words[:2], "--help"]).exit_code == 0


def test_a_hint_for_a_workspace_names_it():
    told = in_shell(said.not_published("tea-7"), "slack:T1")
    assert told.endswith("To delete what is kept of it: `career episodes remove tea-7 --workspace slack:T1`.")


@pytest.mark.parametrize(
    "text",
    [
        said.published(LIVE, None, ""),
        said.removed("tea-7", 2, 1),
        said.feed_removed("Tea: the show"),
        "https://tea.example",
    ],
)
def test_what_is_no_hint_stays_as_it_is(text: str):
    assert in_shell(text, EVERYBODY) == text


def test_what_only_chats_can_do_is_said_to_be_done_there():
    told = in_shell(said.nothing_to_export("community"), EVERYBODY)
    assert told.endswith("To write one: gaps, in a chat.")
    assert in_shell("Delete what nobody needs: drop tea-7/a.", EVERYBODY).endswith("drop tea-7/a, in a chat.")


def test_a_hint_at_the_end_of_several_sentences_is_found():
    told = in_shell(said.feed_added(FEED, 3, 2, 1), EVERYBODY)
    assert re.search("by their address: `career episodes load FILE`\\.$", told)
