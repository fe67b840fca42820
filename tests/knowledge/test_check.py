"""Faults of a curated episode that show when it is held against its transcript."""

import pytest

from knowledge.check import faults, untruths
from knowledge.curation import read_curation, read_vocabulary
from knowledge.library import EPISODES
from knowledge.transcripts.reading import read_transcript

TRANSCRIPT = """
**Ada Bird:** Welcome.

**Ben Cole:** \\[01:10\\] One two three four five six seven eight nine ten.

**Ada Bird:** I see.

**Ben Cole:** So be it \\[1:02:03\\] then.

**Ben Cole:** Alone.

**Ada Bird:** Cheers.

**Ben Cole:** Cheers.

**Ada Bird:** More?

**Ben Cole:** No.
"""

FAITHFUL = (('start = "00:59"', 'start = "1:02:03"'), ('["Ben Cole", "Ada Bird"]', '"Ben Cole"'))


@pytest.fixture
def found(curated):
    """The faults of the small file, made faithful to the small transcript and then edited."""

    def find(*edits, transcript=TRANSCRIPT):
        return list(faults(curated(*FAITHFUL, *edits), read_transcript(transcript.encode()).turns))

    return find


def test_a_faithful_file_has_no_faults(found):
    assert found() == []


def test_what_somebody_loads_may_be_less_than_complete_and_repeat_what_was_said(curated):
    less = ('{ turn = 2, at = "01:10", opens = true }, ', "")
    copied = ("Ask a friend before you decide", "two three four five six seven eight nine")
    turns = read_transcript(TRANSCRIPT.encode()).turns
    curation = curated(*FAITHFUL, less, copied)
    assert len(list(faults(curation, turns))) > 1
    assert list(untruths(curation, turns)) == []


@pytest.mark.parametrize(
    "wrong", [('speaker = "Ben Cole"', 'speaker = "Ada Bird"'), ("{ turn = 4, at =", "{ turn = 3, at =")]
)
def test_what_somebody_loads_names_who_speaks_and_when(curated, wrong):
    turns = read_transcript(TRANSCRIPT.encode()).turns
    assert len(list(untruths(curated(*FAITHFUL, wrong), turns))) == 1


def test_a_wrong_number_of_turns_is_the_only_fault_told(found):
    fewer = TRANSCRIPT.removesuffix("**Ben Cole:** No.\n")
    assert found(transcript=fewer) == ["episode: turns: says 9, but the transcript has 8"]


def test_a_speaker_who_says_nothing_in_the_cited_turns_is_a_fault(found):
    assert found(('speaker = "Ben Cole"', 'speaker = "Ada Bird"')) == [
        "cards 'ask-nobody': speaker: Ada Bird does not speak in turns 5 to 5"
    ]


def test_a_mark_that_the_file_leaves_out_is_a_fault(found):
    left_out = (', { turn = 4, at = "1:02:03", opens = false }', "")
    assert found(left_out)[0] == "episode: marks: the transcript's 1:02:03 in turn 4 is missing or misplaced"


def test_a_mark_that_the_transcript_does_not_give_is_a_fault(found):
    invented = ("marks = [", 'marks = [{ turn = 1, at = "00:05", opens = true }, ')
    assert found(invented) == ["episode: marks: the transcript gives no 00:05 in turn 1"]


def test_a_mark_that_does_not_open_its_turn_is_a_fault(found):
    misplaced = ('at = "1:02:03", opens = false', 'at = "1:02:03", opens = true')
    assert found(misplaced)[0] == "episode: marks: the transcript's 1:02:03 in turn 4 is missing or misplaced"


def test_a_start_that_no_mark_gives_is_a_fault(found):
    wrong = ('start = "1:02:03"', 'start = "00:58"')
    fault = "cards 'ask-nobody': start: no time mark at 00:58 stands before or in turns 5 to 5"
    assert [fault] == found(wrong)


def test_a_start_inside_the_cited_turns_is_no_fault(found):
    inside = ("turns = [5, 5]", "turns = [4, 5]")
    assert found(inside) == []


@pytest.mark.parametrize(
    ("passage", "replacement", "where"),
    [
        ("Ask a friend before you decide", "{}", "cards 'ask-a-friend'"),
        ("Ada puts every", "Ada says {} every", "cards 'ask-a-friend'"),
        ("Whom could you ask this week?", "{}?", "cards 'ask-a-friend'"),
        ("asking nobody, way 3", "{}", "cards 'ask-nobody'"),
        ("kettle number 3", "{}", "not_covered 'kettles'"),
    ],
)
def test_eight_words_in_a_row_from_the_transcript_are_a_fault(found, passage, replacement, where):
    copied = replacement.format("TWO three, four five six seven eight nine")
    fault = f'{where}: has 8 words in a row from the transcript: "two three four five six seven eight nine"'
    assert [fault] == found((passage, copied))


def test_seven_words_in_a_row_from_the_transcript_are_no_fault(found):
    assert found(("Ask a friend before you decide", "two three four five six seven eight")) == []


def test_a_curly_apostrophe_does_not_hide_a_copy(found):
    transcript = TRANSCRIPT.replace("five six", "it\u2019s six")
    copied = ("Ask a friend before you decide", "one two three four it's six seven eight")
    assert len(found(copied, transcript=transcript)) == 1


LONG = "wo" * 101


def test_a_long_turn_that_no_card_cites_is_a_fault(found):
    [fault] = found(transcript=TRANSCRIPT.replace("More?", LONG))
    assert fault.startswith("turn 8 (202 characters) is cited by no card: ")


@pytest.mark.parametrize("cited", ["I see.", "Cheers."], ids=["by a card", "without advice"])
def test_a_long_turn_that_is_accounted_for_is_no_fault(found, cited):
    assert found(transcript=TRANSCRIPT.replace(cited, LONG, 1)) == []


def test_a_short_turn_that_no_card_cites_is_no_fault(found):
    assert found(transcript=TRANSCRIPT.replace("More?", "wo" * 100)) == []


def test_the_shipped_episode_is_faithful_to_its_transcript(shared, shipped_topics):
    path = shared / "data" / "seed" / "js-party-286.md"
    if not path.exists():
        pytest.skip(f"the transcript of the shipped episode is not in {path}")
    curation = read_curation(EPISODES / "js-party-286.toml", read_vocabulary(shipped_topics).topics)
    assert list(faults(curation, read_transcript(path.read_bytes(), path.name).turns)) == []


def test_the_shipped_library_has_enough_cards_to_talk_about(library):
    assert len(library.cards) >= 70


def test_the_shipped_library_has_a_prompt_for_more_than_a_year(library):
    assert len({card.reflect for card in library.cards}) >= 60


def test_every_topic_of_the_shipped_library_has_cards(library):
    assert [topic.id for topic in library.topics if not library.page(topic)] == []


def test_every_name_of_a_shipped_topic_opens_its_page(library):
    named = [(name, topic) for topic in library.topics for name in (topic.id, topic.name, *topic.aliases)]
    assert [name for name, topic in named if library.topic_called(name) is not topic] == []


def test_every_card_of_the_shipped_library_stands_at_most_three_turns(library):
    assert [card.ref for card in library.cards if card.turns[1] - card.turns[0] > 2] == []
