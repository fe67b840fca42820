"""The picture of a member's progress: readable for everyone, on any ground, with any words and numbers."""

from dataclasses import replace
from io import BytesIO
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageColor, ImageFont, ImageStat

from adapters.picture import (
    BARS_MAX,
    CARD,
    DONE,
    EDGE,
    INK,
    ON_DONE,
    PADDING,
    PANEL,
    QUIET,
    TEXT,
    WIDTH,
    draw,
    drawable,
    figure,
)
from bot.message import Bar, Chart, Picture, Series

MONTH = Picture(
    title="Your progress",
    alt="",
    bars=(Bar("Tech lead", 6, 6), Bar("Staff and principal engineers", 7, 9), Bar("Burnout", 0, 5)),
    weeks=(0, 0, 0, 0, 0, 2, 0, 3, 9, 5, 4, 8),
    streak=4,
    facts=(("Stage", "senior"), ("Cards read", "31"), ("Reflections", "7")),
    next_step="Read two more cards on staff engineers",
)
EMPTY = Picture("Your progress", "", (), (0,) * 12, 0, (), "")
LONG = Picture(
    title="A title that goes on and on " * 9,
    alt="",
    bars=tuple(Bar("Donaudampfschifffahrtsgesellschaft " * 9, 999 * (n % 3), 1998) for n in range(40)),
    weeks=(10**9, 9999, 999_999) * 4,
    streak=158,
    facts=(("A label which is long", "Donaudampfschifffahrtsgesellschaft"),) * 20,
    next_step="M" * 900,
)
CHART = Chart(
    "What happened here, by week",
    "",
    tuple(f"W{week}" for week in range(36, 48)),
    (
        Series("Answers", (None, None, 7, 12, 9, None, 31, 158, 40, 22, None, 64)),
        Series("Reflections", (None,) * 11 + (5,)),
    ),
    "An outline: fewer than five people.",
)
LONG_CHART = Chart(
    "A title that goes on and on " * 9,
    "",
    ("Donaudampfschifffahrtsgesellschaft",) * 40,
    (Series("M" * 900, (10**9, None, 0, -1) * 4),) * 40,
    "A note that goes on and on " * 90,
)
EXTREMES = pytest.mark.parametrize(
    "picture", [EMPTY, MONTH, LONG, CHART, LONG_CHART], ids=["empty", "month", "long", "chart", "long-chart"]
)

CHATS = ("#FFFFFF", "#1A1D21", "#313338")
"""Behind the card: any light chat, Slack's dark one, Discord's dark one."""


def opened(picture):
    return Image.open(BytesIO(draw(picture))).convert("RGBA")


def linear(colour):
    """Light from sRGB: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    channels = (value / 255 for value in ImageColor.getrgb(colour))
    return [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]


def luminance(light):
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), light, strict=True))


def contrast(one, other):
    """Between 1 and 21: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio; of light, not of sRGB."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


# Machado, Oliveira and Fernandes: "A Physiologically-based Model for Simulation of Color Vision Deficiency",
# IEEE Transactions on Visualization and Computer Graphics 15 (2009), at severity 1.0; they take light.
EYES = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def seen(light, eye):
    mixed = [sum(a * b for a, b in zip(row, light, strict=True)) for row in eye]
    return [min(1.0, max(0.0, value)) for value in mixed]


@pytest.mark.parametrize(
    ("text", "ground"), [(INK, CARD), (QUIET, CARD), (INK, PANEL), (QUIET, PANEL), (ON_DONE, DONE)]
)
def test_text_has_the_contrast_that_wcag_calls_enhanced(text, ground):
    assert contrast(linear(text), linear(ground)) >= 7


@pytest.mark.parametrize(("mark", "ground"), [(DONE, CARD), (EDGE, CARD), *((EDGE, it) for it in CHATS)])
def test_marks_and_the_edge_of_the_card_show_on_their_ground(mark, ground):
    assert contrast(linear(mark), linear(ground)) >= 3


@pytest.mark.parametrize("eye", EYES.values(), ids=EYES)
def test_done_differs_from_not_done_by_lightness_for_every_eye(eye):
    assert contrast(seen(linear(DONE), eye), seen(linear(CARD), eye)) >= 4.5
    assert contrast(seen(linear(EDGE), eye), seen(linear(CARD), eye)) >= 3


@EXTREMES
def test_a_picture_is_a_small_png_for_a_chat(picture):
    data = draw(picture)
    image = Image.open(BytesIO(data))
    assert (image.format, image.width) == ("PNG", WIDTH)
    assert 500 <= image.height <= 1900
    assert len(data) < 60_000


@EXTREMES
def test_a_picture_is_the_same_each_time(picture):
    assert draw(picture) == draw(picture)


@EXTREMES
def test_nothing_is_drawn_in_the_margins(picture):
    image = opened(picture)
    for area in (
        (4, PADDING, PADDING, image.height - PADDING),
        (WIDTH - PADDING, PADDING, WIDTH - 4, image.height - PADDING),
        (PADDING, 4, WIDTH - PADDING, PADDING),
        (PADDING, image.height - PADDING, WIDTH - PADDING, image.height - 4),
    ):
        assert image.crop(area).getcolors() == [
            ((area[2] - area[0]) * (area[3] - area[1]), (*ImageColor.getrgb(CARD), 255))
        ]


@EXTREMES
def test_a_card_is_opaque_but_for_its_corners(picture):
    alpha = opened(picture).getchannel("A")
    assert alpha.getpixel((0, 0)) == 0
    assert alpha.crop((0, 40, WIDTH, alpha.height - 40)).getextrema() == (255, 255)
    assert ImageStat.Stat(alpha).mean[0] > 254


@EXTREMES
def test_the_few_colours_keep_ours_exactly(picture):
    colours = {colour[:3] for _, colour in opened(picture).getcolors()}
    # Nothing is written on the columns of a chart.
    ours = (CARD, INK, QUIET, DONE, EDGE, *([ON_DONE] if isinstance(picture, Picture) else []))
    assert {ImageColor.getrgb(it) for it in ours} <= colours


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Other"},
        {"streak": 5},
        {"next_step": "Other"},
        {"facts": (("Stage", "junior"),)},
        {"weeks": (0, 0, 0, 0, 0, 2, 0, 3, 9, 5, 4, 9)},
        {"bars": (Bar("Tech lead", 5, 6),)},
        {"bars": (*MONTH.bars, *(Bar("One too many", 0, 1),) * BARS_MAX)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_everything_but_the_words_for_it_shows(change):
    assert draw(replace(MONTH, **change)) != draw(MONTH)
    assert draw(replace(MONTH, alt="Other")) == draw(MONTH)


def test_fewer_weeks_are_the_latest_ones():
    assert draw(replace(MONTH, weeks=(3, 1))) == draw(replace(MONTH, weeks=(0,) * 10 + (3, 1)))


def test_of_more_weeks_the_latest_show():
    assert draw(replace(MONTH, weeks=(7, *MONTH.weeks))) == draw(MONTH)


def test_topics_stand_by_progress_whatever_their_order():
    assert draw(replace(MONTH, bars=MONTH.bars[::-1])) == draw(MONTH)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Staff", "Staff"),
        ("and so on...", "and so on…"),
        ("Zoë at the café", "Zoe at the cafe"),
        ("two\n\tlines ", "two lines"),
        ("5 \u2013 7 → 9", "5 - 7 > 9"),
        ("🎉 party", "party"),
        ("東京 office", "… office"),
        ("العربية", "…"),
        ("🎉", "…"),
        ("", "…"),
        ("a\u200b\x00\ud800b", "ab"),
    ],
)
def test_what_the_font_lacks_is_replaced_and_never_a_box(text, shown):
    assert drawable(text) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [(-1, "0"), (0, "0"), (9999, "9999"), (10_000, "10k"), (999_999, "999k"), (10**6, "1M+")],
)
def test_a_figure_is_never_wider_than_a_column(number, shown):
    assert figure(number) == shown
    assert TEXT.length(shown) <= 62


def test_the_topics_that_we_ship_are_not_cut(library):
    column = (WIDTH - 2 * PADDING - 32) // 2
    assert [topic.name for topic in library.topics if TEXT.length(drawable(topic.name)) > column] == []


def test_no_two_colours_are_one():
    colours = (CARD, PANEL, INK, QUIET, DONE, ON_DONE, EDGE)
    assert [pair for pair in combinations(colours, 2) if len(set(pair)) == 1] == []


numbers = st.integers(-(10**12), 10**12)
pictures = st.builds(
    Picture,
    title=st.text(),
    alt=st.just(""),
    bars=st.lists(st.builds(Bar, label=st.text(), done=numbers, of=numbers), max_size=30).map(tuple),
    weeks=st.lists(numbers, max_size=30).map(tuple),
    streak=numbers,
    facts=st.lists(st.tuples(st.text(), st.text()), max_size=12).map(tuple),
    next_step=st.text(),
)


charts = st.builds(
    Chart,
    title=st.text(),
    alt=st.just(""),
    weeks=st.lists(st.text(), max_size=30).map(tuple),
    series=st.lists(
        st.builds(Series, label=st.text(), counts=st.lists(st.none() | numbers, max_size=30).map(tuple)),
        max_size=9,
    ).map(tuple),
    note=st.text(),
)


@settings(max_examples=40)
@given(pictures | charts)
def test_no_words_and_no_numbers_break_a_picture(picture):
    assert opened(picture).width == WIDTH


@given(st.text(max_size=3000))
def test_any_text_becomes_one_line_of_drawable_signs(text):
    font = ImageFont.load_default(TEXT.size)
    box = bytes(font.getmask("\uffff"))
    shown = drawable(text)
    assert len(shown.splitlines()) == 1
    assert [sign for sign in shown if bytes(font.getmask(sign)) == box] == []
