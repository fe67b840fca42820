"""Members' words: cleaned, cut into pieces and spelled as the library spells them."""

import itertools
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.words import (
    QUESTION_MAX,
    Speller,
    cleaned,
    english,
    is_foreign,
    normal,
    pieces,
    spelled_out,
    words,
)


@pytest.mark.parametrize(
    ("typed", "readable"),
    [
        ("how\x00to", "how to"),
        ("how\x07 to\x1b", "how to"),
        ("\u202ehow to\u202c", "how to"),
        ("\u200fhow to\ufeff", "how to"),
        ("how\ue000to", "how to"),
        ("how\ud800to", "how to"),
        ("\uff48\uff4f\uff57 \uff34\uff2f", "how TO"),
        ("\ufb01rst", "first"),
        ("  how \t\r\n\u2003 to\u00a0", "how to"),
        ("cafe\u0301 \u4e2d \U0001f389", "caf\u00e9 \u4e2d \U0001f389"),
        ("", ""),
    ],
)
def test_what_nobody_can_read_is_cleaned_away(typed, readable):
    assert readable == cleaned(typed)


def test_a_text_of_twenty_thousand_characters_is_read_whole():
    assert cleaned("a" * 19_999 + "b") == "a" * 19_999 + "b"


def test_of_a_longer_text_both_ends_are_read():
    assert cleaned("a" * 10_000 + "b" + "c" * 10_000) == "a" * 10_000 + " " + "c" * 10_000


def test_a_text_that_folds_into_more_characters_is_cut_again():
    assert len(cleaned("\ufdfa" * QUESTION_MAX)) <= 2 * QUESTION_MAX


@given(st.text())
def test_cleaned_text_holds_no_control_characters_and_no_double_spaces(text):
    clean = cleaned(text)
    assert [char for char in clean if unicodedata.category(char)[0] == "C"] == []
    assert " ".join(clean.split()) == clean


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How, then?", ["how", "then"]),
        ("I don\u2019t", ["i", "don't"]),
        ("a 1:1 today", ["a", "1:1", "today"]),
        ("well-known_thing", ["well", "known", "thing"]),
        ("?! \U0001f389", []),
    ],
)
def test_words_are_lower_case_and_without_punctuation(text, expected):
    assert expected == words(text)


def test_a_short_text_is_one_piece():
    assert pieces("One two. Three four.", size=4) == ["One two. Three four."]


def test_a_long_text_is_cut_at_the_ends_of_its_sentences():
    assert pieces("One two three. Four five! Six?", size=4) == ["One two three.", "Four five! Six?"]


def test_a_line_end_ends_a_sentence():
    assert pieces("one two three\nfour five", size=4) == ["one two three", "four five"]


def test_a_sentence_longer_than_a_piece_is_cut():
    assert pieces("one two three four five", size=3) == ["one two three", "four five"]


def test_nothing_has_no_pieces():
    assert pieces(" \n ") == []


SENTENCES = st.lists(st.text("abc.!?\u2026\n \u00e9", max_size=12)).map(" ".join)


@given(SENTENCES | st.text(), st.integers(1, 7))
def test_pieces_lose_no_word_and_keep_their_order(text, size):
    assert text.split() == [word for piece in pieces(text, size) for word in piece.split()]


@given(SENTENCES | st.text(), st.integers(1, 7))
def test_no_piece_is_empty_or_longer_than_its_size(text, size):
    assert [piece for piece in pieces(text, size) if not 1 <= len(piece.split()) <= size] == []


@pytest.fixture
def speller():
    everyday = ["stuff", "promise", "hello", "form", "tea", "design"]
    written = ["A manager at a startup.", "Promotion to staff; from senior!", "Kevin's team"]
    return Speller(everyday, written, typed=["A desing, a design for my maneger"])


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("maanger", "manager"),
        ("managr", "manager"),
        ("mannager", "manager"),
        ("promtoino", "promotion"),
        ("snior", "senior"),
        ("stafff", "staff"),
        ("MANAGR", "manager"),
    ],
)
def test_a_misspelt_word_becomes_the_one_that_the_library_uses(speller, typed, mended):
    assert mended == speller(typed)


@pytest.mark.parametrize("word", ["stuff", "promise", "hello", "form"])
def test_everyday_words_are_left_alone(speller, word):
    assert word == speller(word)


@pytest.mark.parametrize("word", ["stf", "tem", "fom"])
def test_words_of_three_letters_are_left_alone(speller, word):
    assert word == speller(word)


@pytest.mark.parametrize(
    "word", ["st\u00e4ff", "m\u00e4nager", "\u043c\u0435\u043d\u0435\u0434\u0436\u0435\u0440"]
)
def test_words_beyond_ascii_are_left_alone(speller, word):
    assert word == speller(word)


@pytest.mark.parametrize("word", ["manag3r", "kevin's", "stuff's", "kevin\u2019t"])
def test_words_with_digits_and_apostrophes_are_left_alone(speller, word):
    assert word == speller(word)


def test_a_word_that_is_near_to_none_is_left_alone(speller):
    assert speller("zebras") == "zebras"


def test_a_short_word_two_letters_away_is_left_alone(speller):
    assert speller("sanoir") == "sanoir"


def test_the_librarys_own_words_are_left_as_they_were_typed(speller):
    assert speller("Manager STAFF") == "Manager STAFF"


def test_everything_around_a_mended_word_stays(speller):
    assert speller('  "managr", (tea?)\n') == '  "manager", (tea?)\n'


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("idk abt it", "I do not know about it"),
        ("IDK", "I do not know"),
        ("my 1:1s 1:1", "my 1:1s one on one"),
        ("dont", "do not"),
        ("don't", "don't"),
        ("a jr swe", "a junior software engineer"),
        ("yoe?", "years of experience?"),
    ],
)
def test_chat_speak_is_spelled_out(speller, typed, meant):
    assert [meant, meant] == [speller(typed), spelled_out(typed)]


def test_spelling_out_mends_no_letters():
    assert spelled_out("managr") == "managr"


def test_an_everyday_word_of_an_example_question_is_what_others_may_mean(speller):
    assert speller("desgn") == "design"


def test_a_slip_in_an_example_question_finds_it_as_it_is(speller):
    assert speller("desing") == "desing"


def test_a_slip_in_an_example_question_is_not_what_others_mean(speller):
    assert speller("manegger") == "manager"


def test_of_two_words_equally_near_the_one_used_more_is_meant():
    written = ["An engine.", *["An engineer leads an engineer."] * 9]
    assert Speller([], written, [])("enginer") == "engineer"


def test_a_word_that_was_mended_before_is_not_looked_for_again():
    written = ["".join(letters) for letters in itertools.permutations("leading")]
    speller = Speller([], written, [])
    speller("zzzzzz")
    strange = " ".join(f"{word}qq" for word in written[:200])

    def seconds():
        began = time.process_time()
        speller(strange)
        return time.process_time() - began

    first = seconds()
    assert seconds() < first / 5


@pytest.mark.parametrize("word", ["destaff", "Redesign", "unpromotion"])
def test_a_known_word_behind_a_prefix_is_left_alone(speller, word):
    assert word == speller(word)


@pytest.mark.parametrize(("typed", "meant"), [("reenior", "senior"), ("ream", "team")])
def test_a_prefix_before_no_known_word_of_four_letters_protects_nothing(speller, typed, meant):
    assert meant == speller(typed)


def test_a_word_longer_than_all_of_the_librarys_is_left_alone(speller):
    assert speller("managerrrrrrrrrrrrrrrr") == "managerrrrrrrrrrrrrrrr"


@pytest.mark.parametrize("word", ["designing", "helloed", "managers", "stuffs"])
def test_a_form_of_a_known_word_is_left_alone(speller, word):
    assert word == speller(word)


@pytest.mark.parametrize("text", ["with Manger alone", "tea with, Managr", "(or Managr)"])
def test_a_name_inside_a_sentence_is_left_alone(speller, text):
    assert text == speller(text)


@pytest.mark.parametrize(
    "text", ["Managr", "Hello. Managr", "Hello? Managr", "Hello: Managr", " Managr", '"Managr"']
)
def test_a_capital_at_the_beginning_of_a_sentence_makes_no_name(speller, text):
    assert "manager" in speller(text)


def test_chat_speak_is_spelled_out_with_a_capital_too(speller):
    assert speller("as a Jr Swe") == "as a junior software engineer"


@pytest.mark.parametrize("word", ["harass", "harasses", "harassing", "groped", "migrates", "quits"])
def test_plain_english_is_known(word):
    assert word in english()


@pytest.mark.parametrize("word", ["managr", "recieve", "Acme", "the"])
def test_slips_names_and_short_words_are_no_words_to_compare_with(word):
    assert word not in english()


@pytest.mark.parametrize(
    "text",
    [
        "Wie kündige ich?",
        "wie werde ich Staff Engineer",
        "¿Cómo pido un aumento?",
        "Quel salaire demander ?",
        "Je veux changer de travail",
        "devo cambiare lavoro?",
        "como posso pedir um aumento",
        "hoe vraag ik om een hoger salaris",
        "jak zostać programistą",
        "mujhe promotion kaise milega",
        "\u043a\u0430\u043a \u0441\u0442\u0430\u0442\u044c",
        "\u3069\u3046\u3084\u3063\u3066\u6607\u9032\u3057\u307e\u3059\u304b",
    ],
)
def test_a_question_in_another_language_is_foreign(text):
    assert is_foreign(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "?!", "42", "résumé", "my résumé", "naïve approach", "Café Zürich?", "MIT or GPL", "ES modules",
        "El Capitan vs Los Angeles", "Los Angeles or Las Vegas",
        "staff", "burnout", "how do I say ich bin in a standup", "jest for des",
        "asdfgh qwerty", "What does \u6607\u9032 mean?",
    ],
)  # fmt: skip
def test_what_may_be_english_is_not_foreign(text):
    assert not is_foreign(text)


@given(st.text())
def test_any_text_can_be_mended(text):
    assert isinstance(Speller(["hello"], ["manager"], ["a desing"])(text), str)


@pytest.mark.parametrize("same", ["big tech", "Big-Tech?", "  big   TECH "])
def test_phrases_that_differ_in_case_and_punctuation_are_the_same(same):
    assert normal(same) == "big tech"
