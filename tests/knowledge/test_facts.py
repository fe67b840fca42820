"""What is known of an episode besides what is said in it."""

import pytest

from knowledge.cards import Person
from knowledge.facts import (
    SLUG_MAX,
    TITLE_MAX,
    Facts,
    episode_of,
    facts_in,
    facts_of,
    licence_in,
    slug_of,
)
from knowledge.transcripts.reading import read_transcript
from tests.bot.talks import MARKDOWN, VTT

DIGEST = "0123456789abcdef"


def called(name, **facts):
    return slug_of(name, Facts(**facts), DIGEST)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("js-party-104.md", "js-party-104"),
        ("changelog--friends-23.md", "changelog--friends-23"),
        ("Tea Time 12 (final).en.vtt", "tea-time-12-final"),
        ("C:\\talks\\Tea_Time.srt", "tea-time"),
        ("https://tea.example/feeds/tea-12.transcript.json", "tea-12"),
        ("Zoë's café.txt", "zoes-cafe"),
        ("standup.vtt", "episode-standup"),
        ("x" * 200 + ".vtt", f"episode-{'x' * SLUG_MAX}"[: SLUG_MAX]),
    ],
)  # fmt: skip
def test_an_episode_goes_by_the_name_of_its_file(name, slug):
    assert called(name) == slug


@pytest.mark.parametrize("name", ["transcript.vtt", "Episode 12.srt", "12.json", "", "李雷.txt", "download"])
def test_where_the_file_says_nothing_the_show_and_the_number_do_or_the_title(name):
    assert called(name, show="Tea Time", number="12") == "tea-time-12"
    assert called(name, show="Tea Time", title="On pots") == "tea-time-on-pots"
    assert called(name).endswith(DIGEST[:8])


@pytest.mark.parametrize("name", ["community.vtt", "12.vtt", "é.md", "?.json", "a.vtt"])
def test_a_name_is_never_a_word_alone_so_that_questions_stay_questions(name):
    assert "-" in called(name)


@pytest.mark.parametrize(
    ("name", "show", "page"),
    [
        ("js-party-104.md", "JS Party", "https://changelog.com/jsparty/104"),
        ("the-changelog-453.md", "The Changelog", "https://changelog.com/podcast/453"),
        ("changelog--friends-23.md", "Changelog & Friends", "https://changelog.com/friends/23"),
        ("ship-it-113.md", "Ship It!", "https://changelog.com/shipit/113"),
    ],
)
def test_the_files_of_changelog_media_say_where_they_are_from(name, show, page):
    facts = facts_of(read_transcript(MARKDOWN, name), name)
    assert (facts.show, facts.page, facts.licence) == (show, page, "CC BY-SA 4.0")
    assert facts.missing == ("title",)
    episode = episode_of("it", facts, read_transcript(MARKDOWN))
    assert episode.attribution == f"From {show} {facts.number} by Changelog Media, CC BY-SA 4.0"


def test_another_show_that_is_called_the_same_is_not_taken_for_theirs():
    assert facts_of(read_transcript(VTT), "backstage-3.vtt") == Facts()


def test_what_is_told_counts_more_than_what_the_file_says():
    said, told = Facts("Pots", "Tea Time", "7"), Facts("Kettles", licence="CC0")
    assert told.over(said) == Facts("Kettles", "Tea Time", "7", "", "CC0")
    assert Facts("Pots", licence="CC0").unlike(said).told() == {"licence": "CC0"}


def test_what_is_told_is_one_line_of_bounded_length_and_a_page_is_an_address():
    facts = facts_in({"title": "A\n\u202e<b>very</b>\x07 " + "long " * 200, "page": "javascript:alert(1)"})
    assert facts.title.startswith("A very long long")
    assert len(facts.title) <= TITLE_MAX
    assert facts.page == ""
    assert facts_in({"page": "https://tea.example/" + "x" * 1000}).page == ""


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("cc-by-4.0", "CC BY 4.0"), ("CC-BY-NC-SA-3.0", "CC BY-NC-SA 3.0"), ("cc0-1.0", "CC0 1.0"),
        ("CC BY 4.0", "CC BY 4.0"), ("all-rights-reserved", "all-rights-reserved"), ("", ""),
    ],
)  # fmt: skip
def test_a_licence_goes_by_the_name_that_people_know(written, told):
    assert licence_in(written) == told


def test_an_episode_knows_its_people_and_when_each_turn_begins():
    episode = episode_of("tea-time-7", Facts("Pots", "Tea Time", "7"), read_transcript(VTT))
    assert episode.people == (Person("Noor Haddad"), Person("Mel Ott"))
    assert [episode.time_of(turn) for turn in (1, 2, 7)] == [0, 60, 360]
    assert len(episode.marks) <= 2 * episode.turns
    assert episode.name == "Tea Time 7"
