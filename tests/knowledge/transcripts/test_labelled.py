"""Texts in which names open turns: Changelog-style Markdown with all its oddities, and plain text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.transcripts.model import About, Break, LeftOut, Reason, Turn
from knowledge.transcripts.reading import read_transcript
from knowledge.transcripts.unnamed import LENGTH_MAX


def read(text, name=""):
    return read_transcript(text.encode(), name)


def turns(text):
    return read(text).turns


def speakers(text):
    return [(turn.number, turn.speaker) for turn in turns(text)]


def spoken(text):
    return [(turn.speaker, turn.text) for turn in turns(text)]


# Turns and their numbers


def test_turns_are_numbered_from_one_in_the_order_of_their_labels():
    assert speakers("**Ada:** Tea?\n\n**Ben:** Yes.\n\n**Ada:** Good.") == [
        (1, "Ada"),
        (2, "Ben"),
        (3, "Ada"),
    ]


def test_words_before_the_first_label_are_left_out():
    transcript = read("A bell rings.\n\n**Ada:** Tea?")
    assert [Turn(1, "Ada", "Tea?")] == [*transcript.turns]
    assert [LeftOut(0, Reason.BEFORE, "A bell rings.")] == [*transcript.left_out]


def test_a_paragraph_without_a_label_goes_on_with_its_turn():
    assert spoken("**Ada:** Tea?\n\nOr milk?\n\n**Ben:** Tea.") == [
        ("Ada", "Tea?\n\nOr milk?"),
        ("Ben", "Tea."),
    ]


def test_lines_that_were_broken_to_fit_a_page_are_one():
    assert spoken("**Ada:** Tea\nor milk?") == [("Ada", "Tea or milk?")]


def test_the_lines_of_a_list_stay_lines():
    assert spoken("**Ada:** We have:\n- tea\n- milk\n\n1. Cups") == [
        ("Ada", "We have:\n- tea\n- milk\n\n1. Cups")
    ]


def test_a_label_after_a_single_newline_opens_a_turn():
    assert spoken("**Ada:** Tea?\n**Ben:** Yes.\n\n**Ada:** Good.") == [
        ("Ada", "Tea?"),
        ("Ben", "Yes."),
        ("Ada", "Good."),
    ]


def test_words_on_the_line_below_the_label_are_of_its_turn():
    assert spoken("**Ada:**\n\nTea?\n\n**Ben:**\nYes.") == [("Ada", "Tea?"), ("Ben", "Yes.")]


def test_a_label_without_words_keeps_its_number():
    assert spoken("**Ada:** Tea?\n\n**Ben:**\n\n**Ada:** Ben?") == [
        ("Ada", "Tea?"),
        ("Ben", ""),
        ("Ada", "Ben?"),
    ]


@pytest.mark.parametrize(
    "name",
    [
        "Mireille B. Reece, Psy.D",
        "Sean O'Neil",
        "Łukasz Langa",
        "Jakub Žádník",
        "VM (Vicky) Brasseur",
        "sam boyer",
        "chg",
        "Paul Frazee✌",
        "李雷",
        "Clip from Go Time #273",
        "Simon & Garfunkel",
        "Casper da Costa-Luis",
    ],
)
def test_a_name_may_be_any(name):
    assert spoken(f"**{name}:** Tea?\n\n**Ada:** Yes.") == [(name, "Tea?"), ("Ada", "Yes.")]


def test_a_name_that_was_pasted_twice_is_one():
    assert speakers("**Ada Bird: Ada Bird:** Tea?") == [(1, "Ada Bird")]


def test_white_space_makes_no_other_name():
    assert [it.name for it in read("**Ada Bird :** Tea?\n\n**Ada  Bird:** Yes.").people] == ["Ada Bird"]


# Labels in a hurry


@pytest.mark.parametrize(
    "label",
    [
        "**Ben Cole** Yes.",
        "**Ben Cole**: Yes.",
        "**Ben Cole: **Yes.",
        "**Ben Cole: Y**es.",
        "***Ben Cole:** Yes.",
        "Ben Cole: Yes.",
        "Ben Cole:: Yes.",
        "Ben: Yes.",
        '"**Ben Cole:** Yes.',
        "1**Ben Cole:** Yes.",
    ],
)
def test_a_label_unlike_the_others_counts_if_its_name_is_known_and_is_told_of(label):
    transcript = read(f"**Ben Cole:** Hi.\n\n**Ada:** Tea?\n\n{label}\n\n**Ada:** Good.")
    assert [turn.text for turn in transcript.turns] == ["Hi.", "Tea?", "Yes.", "Good."]
    assert transcript.turns[2].speaker in {"Ben Cole", "Ben"}
    assert transcript.mended == (3,)


def test_a_known_label_in_the_middle_of_a_line_opens_a_turn():
    text = "**Ben:** Hi.\n\n**Ada:** Tea? **Ben:** Yes. \\[laughs\\]**Ada:** Good."
    assert spoken(text) == [("Ben", "Hi."), ("Ada", "Tea?"), ("Ben", "Yes. [laughs]"), ("Ada", "Good.")]


@pytest.mark.parametrize(
    "words",
    ["I say **Ben:** and pour.", "Episode 205**Ada:** A Go Odyssey.", "**Note** this.", "**Monday**: tea."],
)
def test_other_bold_words_open_no_turn(words):
    text = words.replace("**", "")
    assert spoken(f"**Ada:** Well.\n\n{words}") == [("Ada", f"Well.\n\n{text}")] or spoken(
        f"**Ada:** Well.\n\n{words}"
    ) == [("Ada", f"Well.\n\n{words}")]


# Breaks and jingles


@pytest.mark.parametrize(
    ("label", "marks"),
    [
        ("**Break**: \\[36:18.15\\]", (2178,)),
        ("**Break:** \\[36:18\\]", (2178,)),
        ("**Break:** **\\[36:18\\]**", (2178,)),
        ("**Break: \\[36:18\\]**", (2178,)),
        ("# **Break:** \\[36:18\\] to \\[37:10\\]", (2178, 2230)),
        ("**Break:** \\[\\\\00:36:18.15\\]", (2178,)),
        ("**BREAK**", ()),
        ("**Break**", ()),
        ("**Break 2:**", ()),
        ("[Music break]", ()),
        ("**Jingle:** [01:00] to [01:14.02]", (60, 74)),
        ("**jingle**", ()),
        ("**Outro:** \\[01:02:40.22\\]", (3760,)),
        ("**Intro**: \\[01:06\\]", (66,)),
    ],
)
def test_breaks_and_jingles_are_no_turns(label, marks):
    transcript = read(f"**Ada:** Tea?\n\n{label}\n\n**Ben:** Yes.")
    assert [(turn.speaker, turn.text) for turn in transcript.turns] == [("Ada", "Tea?"), ("Ben", "Yes.")]
    [found] = transcript.breaks
    assert (found.after, found.marks) == (1, marks)
    assert transcript.left_out == ()


def test_somebody_whose_name_begins_like_a_break_speaks():
    assert speakers("**Breakmaster Cylinder:** Tea?") == [(1, "Breakmaster Cylinder")]


def test_what_is_heard_in_a_break_is_left_out():
    transcript = read("**Ada:** Tea?\n\n**Jingle:** \\[10:51\\] Please hold! \\[11:02\\]\n\n**Ben:** Yes.")
    assert [Break(1, "Jingle", (651, 662))] == [*transcript.breaks]
    assert [LeftOut(1, Reason.BREAK, "Please hold!")] == [*transcript.left_out]


def test_a_paragraph_after_a_break_belongs_to_nobody():
    transcript = read("**Ada:** Tea?\n\n**Break**\n\nBuy our kettles.\n\n**Ben:** Yes.")
    assert [turn.text for turn in transcript.turns] == ["Tea?", "Yes."]
    assert [LeftOut(1, Reason.AFTER_BREAK, "Buy our kettles.")] == [*transcript.left_out]


def test_a_sponsor_that_is_read_within_a_turn_stays_there():
    assert spoken("**Ada:** Tea?\n\nThis is brought to you by kettles.") == [
        ("Ada", "Tea?\n\nThis is brought to you by kettles.")
    ]


# Time marks


def test_a_mark_at_the_opening_stands_at_place_zero_and_leaves_the_text():
    assert turns("**Ada:** \\[10:21\\] Tea?") == (Turn(1, "Ada", "Tea?", ((0, 621),)),)


def test_a_mark_in_mid_turn_stands_after_the_words_before_it_and_leaves_one_space():
    assert turns("**Ada:** Tea or \\[10:21.07\\] milk?") == (
        Turn(1, "Ada", "Tea or milk?", ((len("Tea or"), 621),)),
    )


@pytest.mark.parametrize(
    "written", ["Tea?\n\n[0:30] Milk?", "Tea? [0:30]\n\nMilk?", "Tea?\n\n[0:30]\n\nMilk?"]
)
def test_a_mark_between_paragraphs_leaves_them_apart(written):
    assert turns(f"**Ada:** {written}") == (Turn(1, "Ada", "Tea?\n\nMilk?", ((len("Tea?"), 30),)),)


def test_every_mark_stands_behind_the_words_that_were_said_before_it():
    [turn] = turns("**Ada:** [0:10] Tea [0:20] or [0:30] [0:40] milk? [0:50]")
    said = [(turn.text[:place], seconds) for place, seconds in turn.marks]
    assert said == [("", 10), ("Tea", 20), ("Tea or", 30), ("Tea or", 40), ("Tea or milk?", 50)]


def test_a_turn_after_a_break_takes_the_time_of_the_break():
    text = "**Ada:** Tea?\n\n**Break**: \\[36:18.15\\]\n\n**Ben:** Yes.\n\n**Ada:** Good."
    assert [turn.marks for turn in turns(text)] == [(), ((0, 2178),), ()]


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("\\[00:00\\]", 0),
        ("[9:05]", 545),
        ("\\[59:59\\]", 3599),
        ("\\[100:08\\]", 6008),
        ("\\[01:02:03\\]", 3723),
        ("\\[00:36:18.15\\]", 2178),
        ("[2:00:00]", 7200),
        ("\\[22:48.0\\]", 1368),
        ("[00:19:38:01]", 1178),
        ("\\[\\\\00:08:08.18\\]", 488),
        ("\\[00:03:47.08\\\\\\]", 227),
        ("\\[\\\\00:20:03.01\\\\8\\]", 1203),
        ("\\[00:11: 57.25\\]", 717),
        ("\\[00:11**:** 51.07\\]", 711),
        ("\\[ 00:32:05.13\\]", 1925),
        ("\\[00:31:2.01\\]", 1862),
    ],
)
def test_a_time_is_read_however_it_is_typed(written, seconds):
    assert turns(f"**Ada:** Well, {written} tea?") == (Turn(1, "Ada", "Well, tea?", ((5, seconds),)),)


@pytest.mark.parametrize(
    ("aside", "shown"),
    [
        ("\\[laughs\\]", "[laughs]"),
        ("[1]", "[1]"),
        ("[1:2]", "[1:2]"),
        ("[1:75]", "[1:75]"),
        ("12:30", "12:30"),
        ("\\[unintelligible 00:16:01.17\\]", "[unintelligible 00:16:01.17]"),
        ("[ab:cd]", "[ab:cd]"),
    ],
)
def test_other_brackets_stay_in_the_text(aside, shown):
    assert turns(f"**Ada:** Tea {aside} then.") == (Turn(1, "Ada", f"Tea {shown} then."),)


# Markup


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("That's \\*bleep\\* hot", "That's *bleep* hot"),
        ("That's *very* **hot**", "That's very hot"),
        ("AT&amp;T &#39;s &quot;tea&quot;", 'AT&T \'s "tea"'),
        ("R&D; and &T;", "R&D; and &T;"),
        ("[Tea](https://tea.example/a_(b)) and ![a pot](pot.png)", "Tea and a pot"),
        ("issue \\#5 in `code` and snake_case_name", "issue #5 in code and snake_case_name"),
        ("2 * 3 * 4, *.js and *.ts, __init__", "2 * 3 * 4, *.js and *.ts, __init__"),
        ("I saw a\u00a0pot\u200b\u202e", "I saw a pot"),
    ],
)
def test_markup_is_made_plain(written, shown):
    assert spoken(f"**Ada:** {written}") == [("Ada", shown)]


def test_quotes_and_headings_in_a_turn_are_said():
    assert spoken("**Ada:** She writes:\n\n> Tea\n> first.\n\n## The pots") == [
        ("Ada", "She writes:\n\nTea first.\n\nThe pots")
    ]


# Plain text


@pytest.mark.parametrize(
    "text",
    [
        "Ada Bird: Tea?\nBen: Yes.",
        "Ada Bird: Tea?\n\nBen: Yes.",
        "ADA BIRD: Tea?\n\nBEN: Yes.",
        "[00:01] Ada Bird: Tea?\n[00:02] Ben: Yes.",
        "00:01 - Ada Bird: Tea?\n00:02 - Ben: Yes.",
        "Ada Bird (00:01): Tea?\nBen (00:02): Yes.",
        "Ada Bird [00:01] Tea?\n\nBen [00:02] Yes.",
        "Ada Bird  00:01\nTea?\n\nBen  00:02\nYes.",
        "00:00:01 Ada Bird\nTea?\n\n00:00:02 Ben\nYes.",
        "Ada Bird\uff1aTea?\nBen\uff1aYes.",
        "**Ada Bird** (00:01): Tea?\n\n**Ben** (00:02): Yes.",
        "**Ada Bird**: Tea?\n\n**Ben**: Yes.",
        "__Ada Bird:__ Tea?\n\n__Ben:__ Yes.",
        "**Ada Bird**\nTea?\n\n**Ben**\nYes.\n\n**Ada Bird**\n\n**Ben**",
    ],
)
def test_names_open_turns_however_programs_and_people_write_them(text):
    found = [(speaker.title(), words) for speaker, words in spoken(text)]
    assert found[:2] == [("Ada Bird", "Tea?"), ("Ben", "Yes.")]


@pytest.mark.parametrize(
    "words",
    [
        "And here is the thing: tea.",
        "Note: hot.",
        "https://tea.example is a page.",
        "It was 10:30: tea time.",
        "We met at 10:30",
        "Really? Yes: tea.",
    ],
)
def test_other_words_before_a_colon_open_no_turn_in_plain_text(words):
    assert spoken(f"Ada: Tea?\n\n{words}\n\nBen: Yes.") == [("Ada", f"Tea?\n\n{words}"), ("Ben", "Yes.")]


def test_in_a_text_without_speakers_a_word_before_a_colon_is_none():
    transcript = read("We talk about tea.\n\nQuestion: which tea?\n\nAnything hot.")
    assert {turn.speaker for turn in transcript.turns} == {""}
    assert "Question: which tea?" in transcript.turns[0].text


def test_a_name_without_a_capital_counts_where_it_comes_again_and_again():
    text = "sam boyer: Tea?\nAda: Yes.\nsam boyer: Hot?\nAda: Yes.\nsam boyer: Good."
    assert [speaker for speaker, _ in spoken(text)] == ["sam boyer", "Ada", "sam boyer", "Ada", "sam boyer"]


def test_a_break_in_plain_text_is_no_turn():
    text = "Ada: Tea?\n\n[BREAK]\n\nBuy kettles.\n\nBen: Yes.\n\nJINGLE\n\nAda: Good."
    assert spoken(text) == [("Ada", "Tea?"), ("Ben", "Yes."), ("Ada", "Good.")]
    assert [(it.after, it.name) for it in read(text).breaks] == [(1, "BREAK"), (2, "JINGLE")]


def test_plain_text_is_not_markdown():
    assert spoken("Ada: 2*3*4 and _tea_ \\o/") == [("Ada", "2*3*4 and _tea_ \\o/")]


# A text that names nobody


def test_paragraphs_of_nobody_are_gathered_into_turns():
    paragraphs = [f"Sentence {number} is about tea, and about how to make it well." for number in range(40)]
    found = turns("\n\n".join(paragraphs))
    assert len(found) > 3
    assert all(len(turn.text) < LENGTH_MAX for turn in found)
    assert "\n\n".join(turn.text for turn in found) == "\n\n".join(paragraphs)


def test_a_text_without_any_sentence_is_cut_between_words():
    words = [f"word{number}" for number in range(3000)]
    found = turns(" ".join(words))
    assert [word for turn in found for word in turn.text.split()] == words
    assert all(
        turn.text.endswith(turn.text.split()[-1]) and len(turn.text) < 2 * LENGTH_MAX for turn in found
    )


def test_a_word_without_an_end_is_not_cut():
    assert turns("x" * 5000) == (Turn(1, "", "x" * 5000),)


def test_times_in_a_text_that_names_nobody_are_kept():
    assert turns("[0:10] Tea? [0:20] Yes.") == (Turn(1, "", "Tea? Yes.", ((0, 10), (4, 20))),)


def test_its_name_tells_markdown_where_nothing_else_does():
    assert read("We *love* tea.", "tea.md").turns[0].text == "We love tea."
    assert read("We *love* tea.", "tea.txt").turns[0].text == "We *love* tea."


# What a file says of its episode


@pytest.mark.parametrize(
    "header",
    [
        '---\ntitle: "Tea time"\nshow: The Pot\nnumber: 3\nlicense: CC0\nmood: warm\n---',
        "Title: Tea time\nPodcast: The Pot\nEpisode: 3\nLicence: CC0\nHosts: Ada, Ben",
        "# Tea time\n\n**Show:** The Pot\n**Number:** 3\n**License:** CC0",
    ],
)
def test_a_header_tells_of_the_episode_and_is_no_turn(header):
    transcript = read(f"{header}\n\n**Ada:** Tea?\n\n**Ben:** Yes.")
    assert About(title="Tea time", show="The Pot", number="3", licence="CC0") == transcript.about
    assert speakers(f"{header}\n\n**Ada:** Tea?") == [(1, "Ada")]
    assert {it.reason for it in transcript.left_out} == {Reason.HEADER}


def test_a_fence_without_an_end_is_no_header():
    assert spoken("---\n\n**Ada:** Tea?") == [("Ada", "Tea?")]


@pytest.mark.parametrize(
    "begin", ["# Tea time\n\n", "Title: Tea time\n\n", "# Tea time\n**Show:** The Pot\n"]
)
@pytest.mark.parametrize("label", ["**{}:**", "{}:"])
def test_lines_across_the_page_between_turns_hide_none_of_them(begin, label):
    said = [f"{label.format(name)} {words}" for name, words in (("Ada", "Tea?"), ("Ben", "Yes."))]
    text = begin + "\n\n".join(["---", *said, "---", *said])
    transcript = read(text)
    assert [turn.speaker for turn in transcript.turns] == ["Ada", "Ben", "Ada", "Ben"]
    assert transcript.about.title == "Tea time"


def test_a_fence_around_turns_is_no_header():
    text = "---\n\n**Ada:** Tea?\n\n**Ben:** Yes.\n\n---\n\n**Ada:** Good."
    assert [turn.speaker for turn in turns(text)] == ["Ada", "Ben", "Ada"]


# Whatever it is


SPOKEN = st.lists(
    st.tuples(
        st.text("ABCDxyz", min_size=1, max_size=8).map("Dr. {}".format),
        st.lists(
            st.lists(st.text("abcXYZ,.?!'()é中", min_size=1, max_size=8), min_size=1, max_size=6).map(
                " ".join
            ),
            min_size=1,
            max_size=3,
        ),
        st.none() | st.integers(0, 4 * 3600),
        st.booleans(),
    ),
    min_size=1,
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
    assert tuple(expected) == turns("\n\n".join(rendered))
