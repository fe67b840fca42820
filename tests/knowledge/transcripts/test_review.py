"""What an admin is told of a transcript before it is used."""

import pytest

from knowledge.transcripts.doubts import (
    Damaged,
    EmptyTurns,
    LongTurns,
    MendedLabels,
    MostlyUnnamed,
    NobodyNamed,
    NoTimes,
    OtherLanguage,
    PartlyUnnamed,
    Placeholders,
    SamePerson,
    TimesGoBack,
    kind,
    sentence,
)
from knowledge.transcripts.model import Voice
from knowledge.transcripts.reading import read_transcript
from knowledge.transcripts.review import LONG_TURN

WELL = "**Ada Bird:** [0:10] Tea or milk?\n\n**Ben Cole:** [0:20] Tea.\n\n**Ada Bird:** Good."

SUBTITLES = "WEBVTT\n\n00:10.000 --> 00:20.000\nTea?\n\n00:20.000 --> 00:30.000\n<v Ada>Yes, and milk."


def read(text):
    return read_transcript(text if isinstance(text, bytes) else text.encode())


def warnings(text):
    return [*read(text).warnings]


def test_nothing_is_told_of_a_transcript_that_is_well():
    assert warnings(WELL) == []


def test_people_are_told_with_how_often_and_how_much_they_speak():
    assert [*read(WELL).people] == [Voice("Ada Bird", 2, 4, 0.8), Voice("Ben Cole", 1, 1, 0.2)]
    assert read(WELL).words == 5


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("We talk about tea [0:10] and about milk.", NobodyNamed()),
        (WELL.replace("[0:10]", "").replace("[0:20]", ""), NoTimes()),
        (WELL.replace("0:10", "0:30"), TimesGoBack((2,))),
        (WELL.replace("Tea.", ""), EmptyTurns((2,))),
        (WELL + "\n\n**Ben Cole** Yes.", MendedLabels((4,))),
        (WELL.replace("Tea.", "Tea! " * (LONG_TURN // 4)), LongTurns((2,))),
        (WELL.replace("Ben Cole", "Speaker 2"), Placeholders(("Speaker 2",))),
        (WELL + "\n\n**Ben:** Yes.", SamePerson(("Ben Cole", "Ben"))),
        (WELL + "\n\n**Break**\n\nKettles for sale, hot!", PartlyUnnamed(4 / 9, ())),
        ("The tea, the milk, the cups, the pot.\n\n" + WELL, MostlyUnnamed(8 / 13)),
        (SUBTITLES, PartlyUnnamed(1 / 4, (1,))),
        (WELL.replace("Good.", "Und das ist nicht der Tee, den wir auch haben. " * 5), OtherLanguage("de")),
        (WELL.replace("Good.", "Café, naïve, é").encode() + b"\xc3 x", Damaged(1)),
    ],
)  # fmt: skip
def test_what_is_odd_is_told(text, warning):
    assert warnings(text) == [warning]


def test_a_long_turn_in_a_monologue_is_nothing_odd():
    assert warnings("**Ada:** [0:10] " + "Tea! " * LONG_TURN) == []


ALL = [
    NobodyNamed(),
    PartlyUnnamed(0.004, ()),
    PartlyUnnamed(0.25, (1, 2)),
    MostlyUnnamed(0.5),
    Placeholders(("Speaker 1", "Q")),
    SamePerson(("Ada", "Ada Bird")),
    NoTimes(),
    TimesGoBack((3,)),
    MendedLabels((3, 5, 8)),
    EmptyTurns(tuple(range(1, 21))),
    LongTurns((3,)),
    OtherLanguage("de"),
    Damaged(1200),
]


@pytest.mark.parametrize("warning", ALL, ids=kind)
def test_every_warning_is_a_sentence_for_people(warning):
    said = sentence(warning)
    assert said[0].isupper() or said[0].isdigit()
    assert said.endswith((".", "?"))
    assert "(" not in said.replace("(s)", "")


def test_a_sentence_names_the_first_turns_and_counts_the_others():
    assert sentence(EmptyTurns((7,))).startswith("Nothing is said in turn 7.")
    assert sentence(EmptyTurns((7, 9))).startswith("Nothing is said in turns 7 and 9.")
    assert "turns 1, 2, 3, 4, 5, 6, 7, 8 and 12 more" in sentence(EmptyTurns(tuple(range(1, 21))))


def test_kinds_have_names_for_programs():
    assert [kind(it) for it in (NoTimes(), TimesGoBack((1,)), NobodyNamed())] == [
        "no-times",
        "times-go-back",
        "nobody-named",
    ]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("So this is what we do, and that is how it was, but they like it for the tea. " * 3, "en"),
        ("Also ich finde das nicht so gut, und wir haben es dann auch mit der Milch gemacht. " * 3, "de"),
        ("Je pense que nous sommes dans une bonne situation et c'est pour ça que les gens. " * 3, "fr"),
        ("Yo creo que no es lo mismo, pero se puede hacer con los amigos para una casa. " * 3, "es"),
        ("Tea milk sugar pot kettle cup saucer spoon. " * 10, ""),
        ("Tea.", ""),
    ],
)
def test_the_language_is_guessed_by_common_words(text, language):
    assert read(f"**Ada:** {text}").language == language
