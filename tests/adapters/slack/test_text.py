"""Text as it goes to Slack and comes back: nothing pings, nothing is lost, nothing is cut in two."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.slack.text import (
    ADDRESS_MAX,
    bold,
    code,
    escaped,
    italic,
    link,
    pieces,
    plain,
    shortened,
)
from adapters.text import clean, unbroken
from tests.adapters.slack.texts import ACCENTED, FAMILY, FLAG, PALE, UNTRUSTED


def without_space(text):
    return "".join(text.split())


def ends_in_half_an_escape(text):
    return re.search(r"&(?:a|am|amp|l|lt|g|gt)?\Z", text)


# Out


def test_a_ping_in_a_text_pings_nobody():
    assert escaped("<!channel> and <@U1>") == "&lt;!channel&gt; and &lt;@U1&gt;"


def test_half_an_emoji_and_a_nul_are_replaced_and_halves_that_belong_together_are_joined():
    assert clean("a\ud83db\0") == "a\ufffdb\ufffd"
    assert clean("\ud83d\ude00") == "\U0001f600"


@given(UNTRUSTED)
@example("&amp;lt;")
def test_what_is_escaped_reads_as_it_was_written(text):
    assert plain(escaped(text)) == clean(text)


@given(UNTRUSTED)
def test_what_is_escaped_holds_no_markup_and_can_be_sent(text):
    safe = escaped(text)
    assert not re.search(r"[<>\0]|&(?!amp;|lt;|gt;)", safe)
    safe.encode()


def test_bold_italic_and_code_give_way_to_the_marks_that_they_are_made_of():
    assert bold("Staff\n engineers") == "*Staff engineers*"
    assert bold("2 * 3") == "2 * 3"
    assert code("journal search WORDS") == "`journal search WORDS`"
    assert code("a`b") == "a`b"
    assert bold(" ") == ""
    assert italic("9 cards,\n1 read") == "_9 cards, 1 read_"
    assert italic("snake_case") == "snake_case"


def test_what_is_unbroken_stays_on_one_line():
    assert unbroken("9 cards, 1 read") == "9\u00a0cards,\u00a01\u00a0read"


def test_a_link_has_its_address_escaped():
    assert link("https://x.test/?a=1&b=2", "Read it") == "<https://x.test/?a=1&amp;b=2|Read it>"


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "https://x.test/a b", "https://x.test/|", "https://x.test/>", "", "@U1",
     "https://x.test/" + "a" * ADDRESS_MAX],
)  # fmt: skip
def test_what_is_no_address_is_no_link(url):
    assert link(url, "<Read it>") == "&lt;Read it&gt;"


# In


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ("<@U1|bob> &amp; I", "@bob & I"),
        ("ask <@U1>", "ask @U1"),
        ("in <#C1|general> or <#C2>", "in #general or #C2"),
        ("<!here> <!channel|@channel>", "@here @channel"),
        ("<!subteam^S1|@staff> <!subteam^S1>", "@staff @S1"),
        ("<!date^1392734382^{date}|18 Feb 2014>", "18 Feb 2014"),
        ("see <https://x.test/a?b&amp;c|this &lt;page&gt;>", "see this <page> (https://x.test/a?b&c)"),
        ("see <https://x.test>", "see https://x.test"),
        ("<http://x.test|x.test>", "x.test"),
        ("<mailto:a@x.test|a@x.test>", "a@x.test"),
        ("a &lt; b &amp;amp; c", "a < b &amp; c"),
        ("5 &gt; 4 <>", "5 > 4 <>"),
    ],
)
def test_what_was_typed_is_read_as_it_looked(sent, seen):
    assert plain(sent) == seen


# Cut


@given(UNTRUSTED, st.integers(6, 60))
def test_pieces_lose_nothing_but_white_space_at_the_cuts(text, most):
    safe = escaped(text)
    parts = pieces(safe, most)
    assert without_space("".join(parts)) == without_space(safe)
    rest = safe
    for part in parts:
        assert rest.lstrip().startswith(part)
        rest = rest.lstrip()[len(part) :]
    assert not rest.strip()


@given(UNTRUSTED, st.integers(6, 60))
def test_pieces_are_never_too_long_nor_empty_nor_end_inside_an_escape(text, most):
    for part in pieces(escaped(text), most):
        assert 0 < len(part) <= most
        assert part == part.strip()
        assert not ends_in_half_an_escape(part)


@given(st.lists(st.text("abc", min_size=1, max_size=10), max_size=40), st.integers(10, 60))
def test_a_word_that_fits_is_never_cut(words, most):
    assert [word for part in pieces(" ".join(words), most) for word in part.split()] == words


@given(
    st.lists(st.sampled_from([FAMILY, FLAG, PALE, ACCENTED, "x", "&amp;"]), max_size=40), st.integers(6, 30)
)
def test_what_looks_like_one_character_is_never_cut(characters, most):
    text = "".join(characters)
    # Two flags side by side are told apart by counting from the left.
    ends = {0}
    for character in characters:
        ends.add(max(ends) + len(character))
    end = 0
    for part in pieces(text, most):
        end += len(part)
        assert end in ends


def test_flags_in_a_row_are_cut_between_two():
    assert pieces(FLAG * 5, 7) == (FLAG * 3, FLAG * 2)


def test_marks_without_end_are_cut_all_the_same():
    parts = pieces("e" + "\u0301" * 100 + "&amp;" * 9, 30)
    assert max(map(len, parts)) <= 30
    assert not any(map(ends_in_half_an_escape, parts))
    assert pieces("e" + "\u200d" * 28 + "&amp;", 30) == ("e" + "\u200d" * 28, "&amp;")


def test_a_text_is_cut_at_the_end_of_a_paragraph_a_line_a_sentence_or_else_a_word():
    assert pieces("One two three.\n\nFour\nfive.", 20) == ("One two three.", "Four\nfive.")
    assert pieces("One two. Three\nfour. Five six.", 20) == ("One two. Three", "four. Five six.")
    assert pieces('One (two "three.") Four five.', 20) == ('One (two "three.")', "Four five.")
    assert pieces("One two three four five.", 20) == ("One two three four", "five.")
    assert pieces("One. Two three four five.", 20) == ("One. Two three four", "five.")
    assert pieces("\u4e00" * 12 + "\u3002" + "\u4e00" * 9, 20) == ("\u4e00" * 12 + "\u3002", "\u4e00" * 9)


def test_a_text_that_fits_is_one_piece_and_no_text_is_none():
    assert pieces(" One. ", 4) == ("One.",)
    assert pieces(" \n", 4) == ()


@given(UNTRUSTED, st.integers(6, 60))
def test_what_is_shortened_begins_as_it_did_and_says_that_there_is_more(text, most):
    safe = escaped(text)
    short = shortened(safe, most)
    assert len(short) <= most
    if short != safe:
        assert short.endswith("…")
        assert safe.startswith(short[:-1])
        assert not ends_in_half_an_escape(short[:-1])


def test_a_text_is_shortened_behind_a_word():
    assert shortened("How do I become a staff engineer?", 20) == "How do I become a…"
    assert shortened("Donaudampfschifffahrtsgesellschaft", 10) == "Donaudamp…"
