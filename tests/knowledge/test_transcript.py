"""Numbered turns, cut out of transcripts as their shows publish them."""

import importlib.util

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.transcript import Turn, read_turns


def speakers(transcript):
    return [(turn.number, turn.speaker) for turn in read_turns(transcript)]


def test_turns_are_numbered_from_one_in_the_order_of_their_labels():
    assert speakers("**Ada:** Tea?\n\n**Ben:** Yes.\n\n**Ada:** Good.") == [
        (1, "Ada"),
        (2, "Ben"),
        (3, "Ada"),
    ]


def test_nothing_has_no_turns():
    assert read_turns("") == ()


def test_a_byte_order_mark_hides_no_turn():
    assert (Turn(1, "Ada", "Tea?"),) == read_turns("\ufeff**Ada:** Tea?")


def test_words_before_the_first_label_belong_to_nobody():
    assert (Turn(1, "Ada", "Tea?"),) == read_turns("A bell rings.\n\n**Ada:** Tea?")


@pytest.mark.parametrize(
    "label",
    [
        "**Break**: \\[36:18.15\\]",
        "**Break:** \\[36:18\\]",
        "**BREAK**",
        "**Jingle:** [01:00]",
        "**jingle**",
        "**Break 2:**",
    ],
)
def test_breaks_and_jingles_are_not_counted(label):
    assert speakers(f"**Ada:** Tea?\n\n{label}\n\n**Ben:** Yes.") == [(1, "Ada"), (2, "Ben")]


def test_a_break_leaves_no_words_in_the_turn_before_it():
    turns = read_turns("**Ada:** Tea?\n\n**Break**: \\[36:18.15\\]\n\n**Ben:** Yes.")
    assert turns[0].text == "Tea?"


def test_somebody_whose_name_begins_like_a_break_speaks():
    assert speakers("**Breakwater Jones:** Tea?") == [(1, "Breakwater Jones")]


def test_a_paragraph_without_a_label_goes_on_with_its_turn():
    assert (Turn(1, "Ada", "Tea?\n\nOr milk?"), Turn(2, "Ben", "Tea.")) == read_turns(
        "**Ada:** Tea?\n\nOr milk?\n\n**Ben:** Tea."
    )


def test_a_paragraph_after_a_break_belongs_to_nobody():
    turns = read_turns("**Ada:** Tea?\n\n**Break**\n\nBuy our kettles.\n\n**Ben:** Yes.")
    assert [turn.text for turn in turns] == ["Tea?", "Yes."]


def test_a_label_in_the_middle_of_a_paragraph_opens_no_turn():
    assert (Turn(1, "Ada", "I say **Ben:** and pour."),) == read_turns("**Ada:** I say **Ben:** and pour.")


def test_windows_line_ends_part_paragraphs_too():
    assert speakers("**Ada:** Tea?\r\n\r\n**Ben:** Yes.\r\n") == [(1, "Ada"), (2, "Ben")]


def test_a_mark_at_the_opening_stands_at_place_zero_and_leaves_the_text():
    assert (Turn(1, "Ada", "Tea?", ((0, 621),)),) == read_turns("**Ada:** \\[10:21\\] Tea?")


def test_a_mark_in_the_middle_of_a_turn_stands_after_the_words_before_it():
    [turn] = read_turns("**Ada:** Tea or \\[10:21.07\\] milk?")
    assert ((len("Tea or"), 621),) == turn.marks
    assert turn.text.split() == ["Tea", "or", "milk?"]


def test_a_mark_in_the_middle_of_a_turn_leaves_one_space():
    [turn] = read_turns("**Ada:** Tea or \\[10:21.07\\] milk?")
    assert turn.text == "Tea or milk?"


@pytest.mark.parametrize("written", ["Tea?\n\n[0:30] Milk?", "Tea? [0:30]\n\nMilk?"])
def test_a_mark_between_paragraphs_leaves_them_apart(written):
    assert read_turns(f"**Ada:** {written}")[0].text == "Tea?\n\nMilk?"


def test_every_mark_stands_behind_the_words_that_were_said_before_it():
    [turn] = read_turns("**Ada:** [0:10] Tea [0:20] or [0:30] [0:40] milk? [0:50]")
    said = [(turn.text[:place], seconds) for place, seconds in turn.marks]
    assert said == [("", 10), ("Tea", 20), ("Tea or", 30), ("Tea or", 40), ("Tea or milk?", 50)]


def test_a_mark_in_a_later_paragraph_is_not_at_the_opening():
    [turn] = read_turns("**Ada:** Tea?\n\n[00:30] Or milk?")
    assert ((len("Tea?"), 30),) == turn.marks


def test_a_mark_needs_no_backslashes():
    assert read_turns("**Ada:** [10:21] Tea?")[0].marks == ((0, 621),)


def test_a_turn_after_a_break_takes_the_time_of_the_break():
    turns = read_turns("**Ada:** Tea?\n\n**Break**: \\[36:18.15\\]\n\n**Ben:** Yes.\n\n**Ada:** Good.")
    assert [turn.marks for turn in turns] == [(), ((0, 36 * 60 + 18),), ()]


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("00:00", 0),
        ("9:05", 545),
        ("59:59", 3599),
        ("01:02:03", 3723),
        ("00:36:18.15", 2178),
        ("2:00:00", 7200),
    ],
)
def test_a_time_is_read_in_seconds_with_its_hours(written, seconds):
    assert ((0, seconds),) == read_turns(f"**Ada:** \\[{written}\\] Tea?")[0].marks


@pytest.mark.parametrize("aside", ["[laughs]", "[1]", "[12]", "[1:2]", "12:30", "[ab:cd]"])
def test_other_brackets_stay_in_the_text(aside):
    assert (Turn(1, "Ada", f"Tea {aside} then."),) == read_turns(f"**Ada:** Tea {aside} then.")


NAMES = st.text("ABCDxyz", min_size=1, max_size=8).map("Dr. {}".format)
PARAGRAPHS = st.lists(
    st.text("abcXYZ,.?!':()\u00e9\u4e2d", min_size=1, max_size=8), min_size=1, max_size=6
).map(" ".join)
SPOKEN = st.lists(
    st.tuples(
        NAMES,
        st.lists(PARAGRAPHS, min_size=1, max_size=3),
        st.none() | st.integers(0, 4 * 3600),
        st.booleans(),
    ),
    max_size=8,
)


@settings(max_examples=60)
@given(SPOKEN)
def test_rendered_turns_read_back_the_same(spoken):
    rendered, expected = [], []
    for number, (name, paragraphs, seconds, after_break) in enumerate(spoken, start=1):
        if after_break:
            rendered.append("**Break**\n\nAn advertisement.")
        mark = (
            "" if seconds is None else f"\\[{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}.5\\] "
        )
        said = "\n\n".join(paragraphs)
        rendered.append(f"**{name}:** {mark}{said}")
        expected.append(Turn(number, name, said, () if seconds is None else ((0, seconds),)))
    assert tuple(expected) == read_turns("\n\n".join(rendered))


@given(
    st.text() | st.lists(st.sampled_from(["**A:** ", "**Break**", "[1:00]", "\n\n", "x", "*"])).map("".join)
)
def test_any_text_reads_into_turns_counted_from_one(text):
    turns = read_turns(text)
    assert list(range(1, len(turns) + 1)) == [turn.number for turn in turns]


REAL = [
    "seed/js-party-286",
    "episodes/brain-science-33",
    "episodes/changelog--friends-65",
    "episodes/go-time-99",
    "episodes/js-party-104",
    "episodes/the-changelog-422",
]


@pytest.fixture
def transcript(shared, request):
    path = shared / "data" / f"{request.param}.md"
    if not path.exists():
        pytest.skip(f"the real transcript {path} is not here")
    return path.read_text(encoding="utf-8")


@pytest.fixture
def other_reader(shared):
    path = shared / "tools" / "turns.py"
    if not path.exists():
        pytest.skip(f"the other reader of transcripts, {path}, is not here")
    spec = importlib.util.spec_from_file_location("shared_turns", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("transcript", REAL, indirect=True)
def test_real_transcripts_have_the_turns_that_the_other_reader_finds(transcript, other_reader):
    theirs = other_reader.turns(transcript)
    assert [(turn["turn"], turn["speaker"]) for turn in theirs] == speakers(transcript)


@pytest.mark.parametrize("transcript", REAL, indirect=True)
def test_real_turns_have_the_words_that_the_other_reader_finds(transcript, other_reader):
    # It takes "**Break**:" (with the colon outside) for words of the turn before, which we do not.
    theirs = [turn["text"].replace("**Break**:", "").split() for turn in other_reader.turns(transcript)]
    assert theirs == [turn.text.split() for turn in read_turns(transcript)]
