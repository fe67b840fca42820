"""Times and links of an episode, and what a card says about its source."""

from dataclasses import replace

import pytest

from knowledge.cards import Card, Chapter, Episode, Kind, Person, Stage, TimeMark, clock, listed

EPISODE = Episode(
    slug="tea-time-1",
    show="Tea Time",
    number=1,
    title="Two people and a pot",
    url="https://tea.example/1",
    licence="CC0",
    attribution="Nobody",
    turns=20,
    people=(Person("Ada Bird"), Person("Ben Cole")),
    marks=(TimeMark(3, 60, opens=True), TimeMark(5, 120, opens=False), TimeMark(9, 3723, opens=True)),
)
CARD = Card(
    id="pour",
    episode=EPISODE,
    title="Pour slowly",
    advice="Pour slowly.",
    speakers=("Ada Bird", "Ben Cole"),
    turns=(5, 6),
    start=60,
    topics=("learning",),
    stages=(Stage.MID,),
    kind=Kind.ADVICE,
    reflect="How do you pour?",
    questions=("how to pour",),
)


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (0, "00:00"),
        (59, "00:59"),
        (60, "01:00"),
        (2883, "48:03"),
        (3599, "59:59"),
        (3600, "1:00:00"),
        (3723, "1:02:03"),
    ],
)
def test_a_clock_shows_hours_from_an_hour_on(seconds, written):
    assert written == clock(seconds)


ANCHORED = replace(EPISODE, url="https://changelog.com/tea/1")


def test_a_turn_before_the_first_mark_has_no_time():
    assert EPISODE.time_of(2) is None


def test_a_turn_that_a_mark_opens_has_its_time():
    assert EPISODE.time_of(3) == 60


def test_a_turn_without_a_mark_has_the_time_of_the_last_one_before():
    assert EPISODE.time_of(4) == 60


def test_a_mark_in_the_middle_of_a_turn_is_not_yet_the_turns_own_time():
    assert EPISODE.time_of(5) == 60


def test_a_mark_in_the_middle_of_a_turn_is_the_time_of_the_next():
    assert EPISODE.time_of(6) == 120


def test_an_episode_without_marks_has_no_times():
    assert replace(EPISODE, marks=()).time_of(20) is None


@pytest.mark.parametrize(
    ("seconds", "title"), [(None, ""), (29, ""), (30, "Tea"), (89, "Tea"), (90, "Milk"), (9999, "Milk")]
)
def test_a_time_falls_into_the_chapter_that_began_last(seconds, title):
    chaptered = replace(EPISODE, chapters=(Chapter("Tea", 30), Chapter("Milk", 90)))
    assert chaptered.chapter_at(seconds) == title
    assert EPISODE.chapter_at(seconds) == ""


def test_the_anchors_of_turns_count_from_zero():
    assert ANCHORED.turn_url(1) == "https://changelog.com/tea/1#transcript-0"


def test_a_card_links_to_the_turn_where_its_passage_begins():
    assert replace(CARD, episode=ANCHORED).url == "https://changelog.com/tea/1#transcript-4"


def test_a_page_without_anchors_that_we_know_is_linked_as_it_is():
    assert (EPISODE.turn_url(1), CARD.url) == ("https://tea.example/1", "https://tea.example/1")


def test_an_episode_without_a_page_has_no_links():
    paperless = replace(EPISODE, url="")
    assert (paperless.turn_url(1), paperless.audio_url(60)) == ("", "")


def test_the_audio_plays_from_the_clocks_time():
    assert EPISODE.audio_url(3723) == "https://tea.example/1#t=1:02:03"


def test_an_episode_is_named_by_its_show_and_number():
    assert EPISODE.name == "Tea Time 1"


def test_a_card_is_named_after_its_episode_and_itself():
    assert CARD.ref == "tea-time-1/pour"


def test_several_speakers_are_one_phrase():
    assert CARD.speaker == "Ada Bird and Ben Cole"


@pytest.mark.parametrize(
    ("words", "said"),
    [((), ""), (("tea",), "tea"), (("tea", "milk"), "tea and milk"), (("a", "b", "c"), "a, b and c")],
)
def test_words_in_a_sentence_have_commas_and_one_and(words, said):
    assert listed(words) == said
