"""Chapters in JSON: those with a title, in order; or why there are none."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.cards import Chapter
from knowledge.feeds.chapters import CHAPTER_MAX, CHAPTERS_MAX, read_chapters
from knowledge.feeds.trouble import FeedUnusable, Problem

DAY = {
    "version": "1.2.0",
    "chapters": [
        {"startTime": 0, "title": "Tea", "img": "https://tea.example/tea.png"},
        {"startTime": 94.5, "title": " Milk\n&amp; <b>sugar</b>\u202e "},
        {"startTime": 100, "toc": False, "title": "A picture"},
        {"startTime": 60, "title": "Cups", "toc": True},
    ],
}


def written(*chapters):
    return json.dumps({"version": "1.2.0", "chapters": chapters}).encode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_chapters_are_read_in_the_order_of_their_times(encoding):
    assert read_chapters(json.dumps(DAY).encode(encoding)) == (
        Chapter("Tea", 0),
        Chapter("Cups", 60),
        Chapter("Milk & sugar", 94),
    )


@given(
    st.lists(st.tuples(st.from_regex(r"[A-Za-z]{1,20}", fullmatch=True), st.floats(0, 36_000)), min_size=1)
)
def test_written_chapters_come_back_whole(day):
    chapters = sorted(day, key=lambda it: it[1])
    assert read_chapters(written(*({"title": title, "startTime": at} for title, at in chapters))) == tuple(
        Chapter(title, int(at)) for title, at in chapters
    )


@pytest.mark.parametrize(
    "odd",
    [
        {"title": "No time"},
        {"startTime": 1},
        {"startTime": 1, "title": " \u200b"},
        {"startTime": -1, "title": "Before"},
        {"startTime": 1e9, "title": "Far behind"},
        {"startTime": float("nan"), "title": "Nowhere"},
        {"startTime": float("inf"), "title": "Nowhere"},
        {"startTime": "1:00", "title": "In words"},
        {"startTime": True, "title": "A yes"},
        {"startTime": 1, "title": ["Tea"]},
        ["Tea"],
        None,
    ],
)
def test_what_is_no_chapter_is_left_out(odd):
    assert read_chapters(written(odd, {"startTime": 2, "title": "Tea"})) == (Chapter("Tea", 2),)
    with pytest.raises(FeedUnusable) as unusable:
        read_chapters(written(odd))
    assert unusable.value.problem is Problem.NO_CHAPTERS


def test_no_episode_has_more_chapters_than_are_kept():
    many = written(*({"startTime": at, "title": "Tea"} for at in range(CHAPTERS_MAX + 5)))
    assert [it.start for it in read_chapters(many)] == list(range(CHAPTERS_MAX))


def test_a_title_of_any_length_fits_the_line_under_an_excerpt():
    [chapter] = read_chapters(written({"startTime": 0, "title": "Tea " * 10_000}))
    assert (len(chapter.title), chapter.title[-1]) == (CHAPTER_MAX, "\u2026")


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", Problem.EMPTY),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Problem.NO_TEXT),
        (b"<html>", Problem.BROKEN_JSON),
        (b'{"chapters": [', Problem.BROKEN_JSON),
        (b"[" * 1_000_000, Problem.BROKEN_JSON),
        (b'{"chapters": [{"startTime": ' + b"9" * 5000 + b"}]}", Problem.BROKEN_JSON),
        (b"[]", Problem.NO_CHAPTERS),
        (b'{"chapters": {}}', Problem.NO_CHAPTERS),
        (b'{"chapters": []}', Problem.NO_CHAPTERS),
    ],
    ids=lambda it: it if isinstance(it, str) else repr(it[:20]),
)
def test_what_holds_no_chapters_is_called_what_it_is(data, problem):
    with pytest.raises(FeedUnusable) as unusable:
        read_chapters(data)
    assert unusable.value.problem is problem


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inside: (
        st.lists(inside, max_size=4)
        | st.dictionaries(st.sampled_from(["chapters", "startTime", "title", "toc"]), inside, max_size=4)
    ),
)


@settings(max_examples=400)
@given(st.binary(max_size=100) | JSON.map(lambda it: json.dumps({"chapters": it}).encode()))
def test_any_bytes_are_chapters_or_unusable(data):
    try:
        chapters = read_chapters(data)
    except FeedUnusable:
        return
    assert chapters
    assert all(it.title and it.start >= 0 for it in chapters)
