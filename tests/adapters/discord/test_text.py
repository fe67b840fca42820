"""Text as it goes to Discord: it looks as it was written, nothing pings, nothing is cut in two."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.discord.text import (
    ADDRESS_MAX,
    bold,
    code,
    escaped,
    fenced,
    heading,
    italic,
    link,
    pieces,
    quiet,
    small,
    title,
    unescaped,
    unfenced,
)
from adapters.text import clean
from tests.adapters.discord.texts import FAMILY, MARKS, PINGS, UNTRUSTED
from tests.doubles.discord.markup import problems_of_markup
from tests.doubles.discord.sight import plain

LINKED = re.compile(r"https?://[^\s<]+")
"""What Discord makes a link of by itself."""

LONG = st.lists(UNTRUSTED, max_size=8).map("".join)


def without_space(text):
    return "".join(text.split())


# Escaped


@given(UNTRUSTED)
@example(PINGS)
@example(MARKS)
@example("*https://x.test/a*b")
@example("https://x.test/_ and https://x.test/_")
@example("http://" * 2000 + "*")
@example("  # a\n\t> b\n 1. c")
@example(r"¯\_(ツ)_/¯")
def test_what_is_escaped_looks_as_it_was_written(text):
    assert plain(escaped(text)) == clean(text)


@given(UNTRUSTED)
@example(PINGS)
def test_what_is_escaped_pings_nobody_and_can_be_sent(text):
    assert [*problems_of_markup(escaped(text))] == []
    escaped(text).encode()


@given(UNTRUSTED)
def test_what_was_escaped_can_be_had_back(text):
    assert unescaped(escaped(text)) == clean(text)


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("2 * 3 > 5", r"2 \* 3 > 5"),
        ("# no heading, # no mark", r"\# no heading, # no mark"),
        ("-# small", r"\-# small"),
        ("a - b\n - c\n+ d", "a - b\n \\- c\n\\+ d"),
        ("2026. A year\n3) three, 4.", "2026\\. A year\n3\\) three, 4."),
        (">>> a\n> b", "\\>>> a\n\\> b"),
        ("[here](https://x.test)", r"\[here\](https://x.test)"),
        ("||a|| ~~b~~", r"\|\|a\|\| \~\~b\~\~"),
        ("<@1> @everyone, ada@x.test", r"\<@1> \@everyone, ada@x.test"),
        ("at 10:30, :smile:", r"at 10:30, \:smile:"),
        (r"a\*b", r"a\\\*b"),
    ],
)
def test_marks_are_escaped_where_they_would_be_marks(text, markdown):
    assert escaped(text) == markdown


@pytest.mark.parametrize(
    "text",
    [
        "see https://x.test/a_b-c/?d=e&f#g, or (https://x.test/(a)).",
        "https://x.test/~ada/",
        "https://medium.test/@ada/1. It",
    ],
)
def test_an_address_stays_one(text):
    assert escaped(text) == text


@pytest.mark.parametrize("address", ["https://x.test/**a**", "https://x.test/@everyone", "http://x.test/a_"])
def test_an_address_that_holds_marks_is_told_and_is_no_link(address):
    assert not LINKED.search(escaped(address))
    assert plain(escaped(address)) == address


# Drawn


def test_a_line_is_bold_slanted_or_typed_whatever_is_in_it():
    assert bold("2 *\n3") == r"**2 \* 3**"
    assert italic("snake_case") == r"*snake\_case*"
    assert code("journal search WORDS") == "`journal search WORDS`"
    assert code("a`b_c") == r"a\`b\_c"
    assert (bold(" "), italic("\n"), code("")) == ("", "", "")


@given(UNTRUSTED.filter(str.strip))
@example("a**")
@example("\\")
def test_a_drawn_line_says_what_it_said(text):
    line = " ".join(clean(text).split())
    for draw in (bold, italic, code, heading, title):
        assert without_space(plain(draw(text))) == without_space(line), draw


def test_headings_stand_on_one_line():
    assert heading("Your\njournal") == "## Your journal"
    assert title("# 1") == r"### \# 1"


def test_each_line_of_what_is_quiet_is_small():
    assert quiet("a\n\n- b") == "-# a\n\n-# \\- b"
    assert small("[a](https://x.test)") == "-# [a](https://x.test)"


def test_a_link_has_its_address_where_no_bracket_ends_it():
    assert link("https://x.test/a_(b)#c", "Read [it]") == r"[Read \[it\]](https://x.test/a_%28b%29#c)"


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "https://x.test/a b", "https://x.test/<", "", "@U1",
     "https://x.test/" + "a" * ADDRESS_MAX],
)  # fmt: skip
def test_what_is_no_address_is_no_link(url):
    assert link(url, "*Read it*") == r"\*Read it\*"


# In blocks of code


@given(LONG)
@example("```")
@example("`" * 3000)
@example("``\u02cb`` ``` \uff40\u2035")
@example("\n\n")
@example("python\nprint()")
def test_what_is_fenced_comes_back_exactly(text):
    block = fenced(text)
    assert unfenced(block) == clean(text)
    assert block.count("```") == 2
    assert len(block) <= len(text) + 9


@given(LONG)
def test_what_stands_before_a_block_is_not_taken_for_it(text):
    assert unfenced(f"{bold(text)}\n{fenced(text)}") == clean(text)


def test_where_there_is_no_block_there_is_nothing_in_it():
    assert unfenced("a ``` b") == ""


# Cut


@given(LONG, st.integers(20, 90), st.sampled_from([escaped, bold, fenced, quiet]))
def test_pieces_are_whole_and_lose_nothing_but_white_space_at_the_cuts(text, most, draw):
    parts = pieces(text, most, draw)
    assert all(0 < len(part) <= most for part in parts)
    assert [problem for part in parts for problem in problems_of_markup(part)] == []
    if draw is not fenced:
        assert without_space("".join(map(plain, parts))) == without_space(clean(text))


def test_halves_of_an_emoji_that_belong_together_are_not_cut_apart():
    assert "".join(pieces("a" * 19 + "\ud83d\ude00", 20)) == "a" * 19 + "\U0001f600"


def test_an_address_that_is_cut_is_escaped_from_there_on():
    parts = pieces("https://x.test/" + "a_b" * 20, 40)
    assert parts[0].startswith("https://x.test/a_b")
    assert re.fullmatch(r"(?:[ab]|\\_)+", parts[-1])


def test_what_fits_is_one_piece_and_no_text_is_none():
    assert pieces(" One. ", 4) == ("One.",)
    assert pieces(" \n", 4) == ()
    assert pieces(FAMILY * 3, 16) == (FAMILY * 3,)
