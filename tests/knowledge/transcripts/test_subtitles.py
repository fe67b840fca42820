"""WebVTT and SRT: what stands in cues, and how they become turns."""

import pytest

from knowledge.transcripts.cues import PAUSE, SILENCE
from knowledge.transcripts.model import Break, LeftOut, Reason, Turn
from knowledge.transcripts.reading import read_transcript
from knowledge.transcripts.unnamed import LENGTH_MAX, LENGTH_MIN


def clock(seconds):
    return f"{int(seconds) // 60:02}:{seconds % 60:06.3f}"


def vtt(*cues, header="WEBVTT"):
    """A file with *cues* of two seconds: each is its text alone, and follows at once, or has its start."""
    written, now = [header], 0
    for cue in cues:
        now, text = cue if isinstance(cue, tuple) else (now, cue)
        written.append(f"{clock(now)} --> {clock(now + 2)}\n{text}")
        now += 2
    return "\n\n".join(written)


def read(text):
    return read_transcript(text.encode())


def spoken(text):
    return [(turn.speaker, turn.text) for turn in read(text).turns]


# Speakers


def test_cues_of_one_voice_are_one_turn_with_a_mark_for_each():
    transcript = read(vtt("<v Ada>Tea", "<v Ada>or milk?", "<v Ben>Tea."))
    assert [*transcript.turns] == [
        Turn(1, "Ada", "Tea or milk?", ((0, 0), (3, 2))),
        Turn(2, "Ben", "Tea.", ((0, 4),)),
    ]


@pytest.mark.parametrize(
    "voice",
    ["<v Ada Bird>Tea?</v>", "<v.loud.first Ada Bird>Tea?", "<v  Ada Bird > Tea?", "<v Ada&#32;Bird>Tea?"],
)
def test_a_voice_is_read_with_or_without_its_end_and_classes(voice):
    assert spoken(vtt(voice)) == [("Ada Bird", "Tea?")]


def test_two_voices_in_one_cue_are_two_turns():
    assert spoken(vtt("<v Ada>Tea?</v>\n<v Ben>Yes.</v>", "<v Ben>Hot.")) == [
        ("Ada", "Tea?"),
        ("Ben", "Yes. Hot."),
    ]


def test_a_voice_holds_until_the_next_one():
    assert spoken(vtt("<v Ada>Tea", "or milk?", (60, "Well?"), "<v Ben>Tea.")) == [
        ("Ada", "Tea or milk?"),
        ("Ada", "Well?"),
        ("Ben", "Tea."),
    ]


def test_a_cue_without_a_voice_can_name_its_speaker_like_other_texts():
    assert spoken(vtt("<v Ada>Tea?", "Ben: Yes,", "hot.", "<v Ada>Good.", "Ben: Thanks.")) == [
        ("Ada", "Tea?"),
        ("Ben", "Yes, hot."),
        ("Ada", "Good."),
        ("Ben", "Thanks."),
    ]


def test_names_before_a_colon_open_turns_even_if_they_come_once():
    assert spoken(vtt("Sarah: In this episode,\nyou'll learn about tea.", "Gillian: Hi!")) == [
        ("Sarah", "In this episode, you'll learn about tea."),
        ("Gillian", "Hi!"),
    ]


def test_other_words_before_a_colon_are_said():
    assert spoken(vtt("Here is what we do.", "Question: tea?", "No.")) == [
        ("", "Here is what we do. Question: tea? No.")
    ]


def test_an_arrow_of_captions_marks_somebody_else():
    assert spoken(vtt(">> Tea?", ">> Yes.\n>> ADA: Good.", "Now.")) == [
        ("", "Tea?"),
        ("", "Yes."),
        ("ADA", "Good. Now."),
    ]


# Pauses


@pytest.mark.parametrize(("pause", "turns"), [(SILENCE - 1, 1), (SILENCE, 2)])
def test_a_silence_ends_a_turn_of_somebody_with_a_name(pause, turns):
    assert len(read(vtt("<v Ada>Tea?", (2 + pause, "<v Ada>Well?"))).turns) == turns


@pytest.mark.parametrize(("pause", "turns"), [(PAUSE - 1, 1), (PAUSE, 2)])
def test_a_pause_ends_a_turn_of_nobody_in_particular(pause, turns):
    assert len(read(vtt("Tea?", (2 + pause, "Well?"))).turns) == turns


def test_long_speech_of_nobody_is_cut_behind_sentences():
    cues = [f"This is what number {number} says" + "." * (number % 3 == 0) for number in range(200)]
    turns = read(vtt(*cues)).turns
    assert " ".join(turn.text for turn in turns) == " ".join(cues)
    assert all(
        turn.text.endswith(".") and LENGTH_MIN <= len(turn.text) < LENGTH_MIN + 100 for turn in turns[:-1]
    )


def test_long_speech_without_any_sentence_is_cut_all_the_same():
    turns = read(vtt(*["and so we went on and on"] * 300)).turns
    assert all(len(turn.text) < LENGTH_MAX + 30 for turn in turns)
    assert sum(turn.text.count("went") for turn in turns) == 300


# What is in a cue


@pytest.mark.parametrize(
    ("cue", "shown"),
    [
        ("<i>Very</i> <b>hot</b> <c.yellow.bg>tea</c> <lang en>now</lang>", "Very hot tea now"),
        ('{\\an8}Tea <font color="red">now</font>', "Tea now"),
        ("AT&amp;T &lt;3 &quot;tea&quot;&nbsp;now", 'AT&T <3 "tea" now'),
        ("if a < b and b > c", "if a < b and b > c"),
        ("two\nlines", "two lines"),
    ],
)
def test_markup_of_cues_is_made_plain(cue, shown):
    assert spoken(vtt(f"<v Ada>{cue}")) == [("Ada", shown)]


@pytest.mark.parametrize("sound", ["[Music]", "(applause)", "[laughs] [Music]", "♪ la la la ♪", "♪"])
def test_a_cue_without_speech_is_left_out(sound):
    transcript = read(vtt("<v Ada>Tea?", sound, "<v Ada>Well?"))
    assert [LeftOut(1, Reason.SOUND, sound)] == [*transcript.left_out]
    assert [turn.text for turn in transcript.turns] == ["Tea? Well?"]


@pytest.mark.parametrize("said", ["[laughs] Tea?", "Tea? (I think.)", "[link](there)"])
def test_brackets_beside_speech_stay(said):
    assert spoken(vtt(f"<v Ada>{said}")) == [("Ada", said)]


def test_behind_a_break_in_a_cue_nobody_is_known_to_speak_until_a_name():
    transcript = read(vtt("Ada: Tea?", "Break: Kettles!", "Buy two.", "Ada: Well?", "Ben: Yes."))
    assert [Break(1, "Break")] == [*transcript.breaks]
    assert [LeftOut(1, Reason.BREAK, "Kettles!")] == [*transcript.left_out]
    assert [turn.speaker for turn in transcript.turns] == ["Ada", "", "Ada", "Ben"]


def test_captions_that_roll_repeat_nothing():
    rolling = (
        "WEBVTT\nKind: captions\nLanguage: en\n\n"
        "00:00.000 --> 00:02.000\n \nwe drink<00:00:00.400><c> tea</c><00:00:01.000><c> here</c>\n\n"
        "00:02.000 --> 00:02.010\nwe drink tea here\n \n\n"
        "00:02.010 --> 00:04.000\nwe drink tea here\nand<00:00:02.500><c> milk</c>\n\n"
        "00:04.000 --> 00:04.010\nand milk\n "
    )
    assert spoken(rolling) == [("", "we drink tea here and milk")]


# Files as they are


def test_notes_styles_and_regions_are_left_out():
    text = vtt(
        "<v Ada>Tea?",
        header="WEBVTT - Tea time\nLanguage: en\n\nSTYLE\n::cue { }\n\nREGION\nid:fred\n\nNOTE\nby hand",
    )
    transcript = read(text + "\n\nNOTE the end")
    assert [(turn.speaker, turn.text) for turn in transcript.turns] == [("Ada", "Tea?")]
    assert {it.reason for it in transcript.left_out} == {Reason.NOTE}
    assert transcript.about.title == "Tea time"


@pytest.mark.parametrize(
    "text",
    [
        "1\n00:00:00,000 --> 00:00:02,000\nTea?\n\n2\n00:00:02,000 --> 00:00:04,000\nYes.\n\n",
        "1\n00:00:00,000 --> 00:00:02,000\nTea?\n2\n00:00:02,000 --> 00:00:04,000\nYes.",
        "00:00:00,000 --> 00:00:02,000\nTea?\n\n\n\n00:00:02,000 --> 00:00:04,000\n\nYes.",
        "1\n0:00:00.0 --> 0:00:02.0 X1:40 X2:600\nTea?\n\n2\n0:00:02 --> 0:00:04\nYes.",
        "\n\n1\n00:00:00,000-->00:00:02,000\nTea?\n\n2\n00:00:02,000-->00:00:04,000\nYes.",
        "WEBVTT\n\nintro\n00:00.000 --> 00:02.000 align:start\nTea?\n\n00:02.000 --> 00:04.000\nYes.",
        "WEBVTT\n00:00.000 --> 00:02.000\nTea?\n\n00:02.000 --> 00:04.000\nYes.",
        "WEBVTT\n\nX-TIMESTAMP-MAP=LOCAL:0\n\n00:00.000 --> 00:02.000\nTea?\n\n00:02.000 --> 00:04.000\nYes.",
    ],
)
def test_untidy_files_are_read(text):
    assert [*read(text).turns] == [Turn(1, "", "Tea? Yes.", ((0, 0), (4, 2)))]


def test_an_empty_line_within_a_cue_loses_no_words():
    text = "1\n00:00:00,000 --> 00:00:02,000\nTea?\n\nOr milk?\n\n2\n00:00:02,000 --> 00:00:04,000\nYes."
    assert spoken(text) == [("", "Tea? Or milk? Yes.")]


def test_a_number_that_is_said_is_no_number_of_a_cue():
    text = "1\n00:00:00,000 --> 00:00:02,000\n42\n\n2\n00:00:02,000 --> 00:00:04,000\nYes."
    assert spoken(text) == [("", "42 Yes.")]


def test_a_cue_with_broken_times_keeps_its_words():
    text = "1\n00:00:00,000 --> 00:00:02,000\nTea?\n\n2\n00:00:0x --> never\nYes."
    assert [*read(text).turns] == [Turn(1, "", "Tea? Yes.", ((0, 0),))]


def test_hours_are_read():
    assert read("WEBVTT\n\n01:02:03.500 --> 01:02:04.000\nTea?").turns[0].marks == ((0, 3723),)
