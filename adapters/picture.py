"""A member's progress, or counts by week, on one opaque card, which reads in a light and in a dark chat.

Everything is said by length, outline and figures; colour repeats it. The only font is the one that Pillow
brings, in one weight and without accents, so that a picture is the same on every machine.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from itertools import chain
from typing import assert_never

from PIL import Image, ImageColor, ImageDraw, ImageFont

from bot.message import Bar, Chart, Picture, Pictured, Series

WIDTH = 1000
"""Pixels. Chats show it 400 to 500 wide, on screens with two pixels to a point."""

PADDING = 50
"""Pixels inside the edge of the card that stay empty."""

BARS_MAX = 12
"""More would be a list, which the words beside the picture say better; the rest is counted."""

FACTS_MAX = 7
"""Two rows of four, with the streak."""

WEEKS = 12

CARD = "#FAF8F3"
PANEL = "#ECEEF1"
"""Behind facts and the next step; nothing depends on telling it from the card."""

INK = "#18202B"
QUIET = "#414955"
DONE = "#174F8A"
ON_DONE = "#FFFFFF"
EDGE = "#7A828E"
"""Of the card and of all that is not done; between white and the darkest chat, so it shows on both."""

SERIES_MAX = 6
"""Rows of columns on one chart, which stays twice as high as wide at most."""

COLUMN, COLUMN_HEIGHT = 60, 110
"""Pixels of a chart's column, the highest one."""

_CORNER = 36
_CONTENT = WIDTH - 2 * PADDING
_GAP = 16
_PITCH = (_CONTENT - COLUMN) / (WEEKS - 1)
"""Pixels from one column to the next."""

_SECTION = 52
"""Pixels between two sections."""

_GUTTER = 32
"""Pixels between the two columns of topics."""

_LONGEST = 400
"""Signs of a text that are looked at; three lines of the narrowest letters hold fewer."""

_TALLEST = 1800
"""Pixels; a sheet that any picture fits on, cut to length in the end."""

_STEPS = 8
"""Shades at a smooth edge: twice as many cost a third more bytes and look the same."""

_STAND_INS = str.maketrans("\u2010\u2011\u2012\u2013\u2014\u2212\u2022\u00d7\u2192", "------·x>")
"""For what the font lacks and no decomposition gives."""


@dataclass(frozen=True, slots=True)
class _Face:
    """The one font in a size; what is bold has a stroke around it."""

    size: int
    bold: bool = False

    @property
    def stroke(self) -> float:
        return self.size / 60 if self.bold else 0

    def length(self, text: str) -> int:
        """Pixels, rounded up."""
        return int(_font(self.size).getlength(text) + 2 * self.stroke) + 1


TITLE = _Face(46, bold=True)
STEP = _Face(34, bold=True)
HEADING = _Face(32, bold=True)
STRESSED = _Face(25, bold=True)
TEXT = _Face(25)
"""The smallest: eleven where a chat shows the picture 450 wide, and no topic that we ship is cut."""


def draw(picture: Pictured) -> bytes:
    """A PNG, the same bytes for the same picture; words that the font cannot draw become an ellipsis."""
    match picture:
        case Picture():
            return _progress(picture)
        case Chart():
            return _chart(picture)
        case nothing:
            assert_never(nothing)


def _progress(picture: Picture) -> bytes:
    sheet = _Sheet()
    y = _title(sheet, picture.title, PADDING)
    y = _facts(sheet, picture, y + 36)
    y = _weeks(sheet, picture.weeks, y + _SECTION)
    y = _bars(sheet, picture.bars, y + _SECTION)
    y = _next_step(sheet, picture.next_step, y + _SECTION)
    return sheet.png(y + PADDING)


def _title(sheet: "_Sheet", title: str, y: int) -> int:
    lines = _wrapped(title, TITLE, _CONTENT, 2)
    for place, line in enumerate(lines):
        sheet.text((PADDING, y + 36 + place * 56), line, TITLE)
    return y + 46 + (len(lines) - 1) * 56


def _facts(sheet: "_Sheet", picture: Picture, y: int) -> int:
    """Tiles of one width, in rows as even as can be; the streak is the first and the dark one."""
    streak, weeks = (
        (figure(picture.streak), "week streak") if picture.streak > 0 else ("Ready", "for a streak")
    )
    tiles = [(weeks, streak), *picture.facts[:FACTS_MAX]]
    rows = -(-len(tiles) // 4)
    columns = max(2, -(-len(tiles) // rows))
    width = (_CONTENT - (columns - 1) * _GAP) // columns
    for place, (label, value) in enumerate(tiles):
        row, column = divmod(place, columns)
        left, top = PADDING + column * (width + _GAP), y + row * (132 + _GAP)
        sheet.box((left, top, left + width, top + 132), 20, PANEL if place else DONE)
        shown, face = _fitted(value, width - 44)
        sheet.text((left + 22, top + 64), shown, face, INK if place else ON_DONE)
        below = _line(label, TEXT, width - 44)
        sheet.text((left + 22, top + 106), below, TEXT, QUIET if place else ON_DONE)
    return y + rows * (132 + _GAP) - _GAP


def _weeks(sheet: "_Sheet", weeks: tuple[int, ...], y: int) -> int:
    counts = [max(0, count) for count in (0,) * WEEKS + weeks][-WEEKS:]
    y = _heading(sheet, "New things each week", "" if any(counts) else "The first column is yours to fill", y)
    # One thing alone must not look like the best week there can be.
    most, height, width = max(4, *counts), 150, 60
    floor, pitch = y + (28 + height if any(counts) else 24), (_CONTENT - width) / (WEEKS - 1)
    for place, count in enumerate(counts):
        left = PADDING + round(place * pitch)
        # A shape of its own, not a very short column.
        top = floor - (14 if not count else 26 + (height - 26) * count // most)
        sheet.box((left, top, left + width, floor), 8, DONE if count else CARD, None if count else EDGE)
        if count:
            sheet.text((left + width // 2, top - 10), figure(count), TEXT, INK, "ms")
    sheet.text((PADDING, floor + 38), f"{WEEKS - 1} weeks ago", TEXT, QUIET)
    sheet.text((WIDTH - PADDING - 1, floor + 38), "this week", STRESSED, INK, "rs")
    return floor + 46


def _bars(sheet: "_Sheet", bars: tuple[Bar, ...], y: int) -> int:
    """Two columns, most progress first, read like lines of text."""
    shown = sorted(bars, key=lambda bar: (-_share(bar), -bar.done))[:BARS_MAX]
    rest = len(bars) - len(shown)
    y = _heading(sheet, "Topics explored", f"and {figure(rest)} more" if rest else "", y)
    if not shown:
        sheet.text((PADDING, y + 26), "Read one card, and its topic appears here.", TEXT, QUIET)
        return y + 34
    width = (_CONTENT - _GUTTER) // 2
    figures = [f"{figure(bar.done)} of {figure(bar.of)}" for bar in shown]
    length = width - 18 - max(TEXT.length(text) for text in figures)
    for place, (bar, text) in enumerate(zip(shown, figures, strict=True)):
        row, column = divmod(place, 2)
        left, top = PADDING + column * (width + _GUTTER), y + row * 92
        sheet.text((left, top + 24), _line(bar.label, TEXT, width), TEXT)
        sheet.meter((left, top + 38, left + length, top + 62), _share(bar))
        sheet.text((left + width, top + 59), text, TEXT, QUIET, "rs")
    return y + -(-len(shown) // 2) * 92 - 30


def _next_step(sheet: "_Sheet", step: str, y: int) -> int:
    lines = _wrapped(step, STEP, _CONTENT - 64, 3)
    if not step.strip():
        return y - _SECTION
    bottom = y + 92 + len(lines) * 44
    sheet.box((PADDING, y, WIDTH - PADDING, bottom), 20, PANEL, DONE)
    sheet.text((PADDING + 32, y + 50), "Next step", TEXT, QUIET)
    for place, line in enumerate(lines):
        sheet.text((PADDING + 32, y + 98 + place * 44), line, STEP)
    return bottom


def _chart(chart: Chart) -> bytes:
    """A row of columns for each series, below one another, so that a week is one line down."""
    sheet = _Sheet()
    y = _title(sheet, chart.title, PADDING) + 22
    for series in chart.series[:SERIES_MAX]:
        y = _columns(sheet, series, y + 36)
    for place, week in enumerate(chart.weeks[-WEEKS:]):
        sheet.text((_column(place) + COLUMN // 2, y + 38), _line(week, TEXT, COLUMN), TEXT, QUIET, "ms")
    lines = _wrapped(chart.note, TEXT, _CONTENT, 2) if chart.note else []
    for place, line in enumerate(lines):
        sheet.text((PADDING, y + 92 + place * 36), line, TEXT, QUIET)
    return sheet.png(y + 46 + (18 + 36 * len(lines) if lines else 0) + PADDING)


def _columns(sheet: "_Sheet", series: Series, y: int) -> int:
    """What is not to be shown is an outline as low as nothing, without a figure."""
    counts = (None,) * (WEEKS - len(series.counts)) + series.counts[-WEEKS:]
    sheet.text((PADDING, y + 26), _line(series.label, HEADING, _CONTENT), HEADING)
    most, floor = max(4, *(count or 0 for count in counts)), y + 26 + 50 + COLUMN_HEIGHT
    for place, count in enumerate(counts):
        left, shown = _column(place), count is not None
        top = floor - (14 if count is None else 26 + (COLUMN_HEIGHT - 26) * max(0, count) // most)
        area = (left, top, left + COLUMN, floor)
        sheet.box(area, 8, DONE if shown else CARD, None if shown else EDGE)
        if count is not None:
            sheet.text((left + COLUMN // 2, top - 10), figure(count), TEXT, INK, "ms")
    return floor


def _column(place: int) -> int:
    """Where one of the twelve begins."""
    return PADDING + round(place * _PITCH)


def _heading(sheet: "_Sheet", text: str, aside: str, y: int) -> int:
    sheet.text((PADDING, y + 26), text, HEADING)
    sheet.text((WIDTH - PADDING, y + 26), aside, TEXT, QUIET, "rs")
    return y + 52


def _share(bar: Bar) -> float:
    """Between 0 and 1, whatever the numbers."""
    return min(1.0, max(0, bar.done) / bar.of) if bar.of > 0 else 0.0


def figure(number: int) -> str:
    """A count as wide as a column at most: 158, 9999, 12k; from a million on, only that it is more."""
    if number < 10_000:
        return str(max(0, number))
    return f"{number // 1000}k" if number < 1_000_000 else "1M+"


class _Sheet:
    """Paper of the card's colour, with smooth edges, which Pillow's own shapes lack."""

    def __init__(self) -> None:
        self._image = Image.new("RGB", (WIDTH, _TALLEST), CARD)
        self._pen = ImageDraw.Draw(self._image)

    def text(
        self, at: tuple[int, int], text: str, face: _Face, colour: str = INK, anchor: str = "ls"
    ) -> None:
        """Write on a baseline; *text* has been through `drawable`."""
        self._pen.text(at, text, colour, _font(face.size), anchor, stroke_width=face.stroke)

    def box(
        self, area: tuple[int, int, int, int], radius: int, fill: str, outline: str | None = None
    ) -> None:
        """A rounded box; the outline is three pixels inside its area."""
        left, top, right, bottom = area
        if outline:
            self._image.paste(outline, area, _rounded(right - left, bottom - top, radius))
            left, top, right, bottom, radius = left + 3, top + 3, right - 3, bottom - 3, radius - 3
        self._image.paste(fill, (left, top, right, bottom), _rounded(right - left, bottom - top, radius))

    def meter(self, area: tuple[int, int, int, int], share: float) -> None:
        """An outlined track, solid as far as it is done; anything done shows, anything missing too."""
        left, top, right, bottom = area
        height = bottom - top
        self.box(area, height // 2, CARD, EDGE)
        if share:
            missing = 0 if share == 1 else max(height // 2, round((right - left) * (1 - share)))
            self.box((left, top, max(left + height, right - missing), bottom), height // 2, DONE)

    def png(self, height: int) -> bytes:
        """Cut to *height*, on a card with an edge and see-through corners, in as few colours as it has."""
        whole = self._image.crop((0, 0, WIDTH, height))
        whole.paste(EDGE, (0, 0, 3, height))
        whole.paste(EDGE, (WIDTH - 3, 0, WIDTH, height))
        rim = Image.new("RGB", (WIDTH, 2 * _CORNER), EDGE)
        rim.paste(CARD, (3, 3), _rounded(WIDTH - 6, 2 * _CORNER - 6, _CORNER - 3))
        _onto_ends(whole, rim)
        paper, colours = whole.quantize(palette=_paper(), dither=Image.Dither.NONE), _colours()
        # Numbers of colours, to put those of the corners among them; Pillow has no pen for a palette.
        numbers = Image.frombytes("L", paper.size, paper.tobytes())
        card = _rounded(WIDTH, 2 * _CORNER, _CORNER)
        levels = card.point([len(colours) + level * (_STEPS - 1) // 255 for level in range(256)])
        _onto_ends(numbers, levels, card.point([255] * 255 + [0]))
        see_through = [(*_rgb(EDGE), 255 * step // (_STEPS - 1)) for step in range(_STEPS)]
        palette = [*((*colour, 255) for colour in colours), *see_through]
        numbers.putpalette(list(chain.from_iterable(palette)), "RGBA")
        file = BytesIO()
        numbers.save(file, "PNG")
        return file.getvalue()


def _onto_ends(image: Image.Image, rim: Image.Image, mask: Image.Image | None = None) -> None:
    """Paste the upper half of *rim* at the top and the lower half at the bottom."""
    for top, half in ((0, 0), (image.height - _CORNER, _CORNER)):
        box = (0, half, WIDTH, half + _CORNER)
        image.paste(rim.crop(box), (0, top), mask and mask.crop(box))


@lru_cache
def _colours() -> list[tuple[int, int, int]]:
    """Every colour that one of ours has on its way to its ground, in steps that no eye sees at an edge.

    The way from PANEL to CARD is left out: Pillow takes colours so close for one another.
    """
    meetings = (
        *((CARD, over) for over in (INK, QUIET, EDGE, DONE)),
        *((PANEL, over) for over in (INK, QUIET, DONE)),
        (DONE, ON_DONE),
        (DONE, EDGE),
    )
    return [
        _between(_rgb(ground), _rgb(over), step / (_STEPS - 1))
        for ground, over in meetings
        for step in range(_STEPS)
    ]


@lru_cache
def _paper() -> Image.Image:
    paper = Image.new("P", (1, 1))
    paper.putpalette(list(chain.from_iterable(_colours())))
    return paper


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = ImageColor.getrgb(colour)[:3]
    return red, green, blue


def _between(one: tuple[int, int, int], other: tuple[int, int, int], share: float) -> tuple[int, int, int]:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


@lru_cache(maxsize=64)
def _rounded(width: int, height: int, radius: int) -> Image.Image:
    """A mask; only its corners are drawn large and scaled down, since that costs by the pixel."""
    radius = min(radius, width // 2, height // 2)
    disc = Image.new("L", (radius * 8, radius * 8), 0)
    ImageDraw.Draw(disc).ellipse((0, 0, radius * 8 - 1, radius * 8 - 1), 255)
    disc = disc.reduce(4)
    mask = Image.new("L", (width, height), 255)
    for x, left in ((0, 0), (width - radius, radius)):
        for y, top in ((0, 0), (height - radius, radius)):
            mask.paste(disc.crop((left, top, left + radius, top + radius)), (x, y))
    return mask


@lru_cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont), "Pillow's wheels bring FreeType"  # noqa: S101
    return font


@lru_cache(maxsize=1024)
def _has(sign: str) -> bool:
    """Whether the font draws *sign* otherwise than a sign which no font has."""
    font, nothing = _font(TEXT.size), "\uffff"
    same_width = font.getlength(sign) == font.getlength(nothing)
    return not same_width or bytes(font.getmask(sign)) != bytes(font.getmask(nothing))


def drawable(text: str) -> str:
    """One line in the font's own signs: no accents, no emoji, an ellipsis for letters of other scripts."""
    signs: list[str] = []
    for sign in unicodedata.normalize("NFKD", text[:_LONGEST]).replace("...", "…").translate(_STAND_INS):
        if sign.isspace():
            signs.append(" ")
        elif unicodedata.category(sign)[0] not in "CM" and _has(sign):
            signs.append(sign)
        elif unicodedata.category(sign)[0] in "LN" and signs[-1:] != ["…"]:
            signs.append("…")
    return " ".join("".join(signs).split()) or "…"


def _wrapped(text: str, face: _Face, width: int, lines_max: int) -> list[str]:
    """Lines of even length, at most *width* pixels each; an ellipsis says if more follows."""
    lines = _broken(text, face, width, lines_max)
    for narrower in range(width - 30, width // 2, -30) if len(lines) > 1 else ():
        evener = _broken(text, face, narrower, lines_max)
        if len(evener) > len(lines) or " ".join(evener) != " ".join(lines):
            break
        lines = evener
    return lines


def _broken(text: str, face: _Face, width: int, lines_max: int) -> list[str]:
    lines: list[str] = []
    words = drawable(text).split()
    while words and len(lines) < lines_max - 1:
        taken = max(1, _fitting(words, face, width, ""))
        lines.append(_line(" ".join(words[:taken]), face, width))
        words = words[taken:]
    return [*lines, _line(" ".join(words), face, width)] if words else lines


def _line(text: str, face: _Face, width: int) -> str:
    """As many whole words as fit; part of a word only where the first alone is too long."""
    text = drawable(text)
    if face.length(text) <= width:
        return text
    words = text.split()
    if taken := _fitting(words, face, width, "…"):
        return " ".join(words[:taken]).rstrip(" ,;:.-…") + "…"
    return words[0][: _fitting(words[0], face, width, "…", between="")] + "…"


def _fitting(pieces: Sequence[str], face: _Face, width: int, end: str, between: str = " ") -> int:
    """How many of *pieces*, with *end* after them, fit into *width* pixels."""
    counts = range(1, len(pieces) + 1)
    return bisect_right(counts, width, key=lambda count: face.length(between.join(pieces[:count]) + end))


def _fitted(text: str, width: int) -> tuple[str, _Face]:
    """In the largest size that shows *text* whole, or else what fits in the smallest."""
    text = drawable(text)
    for size in range(TITLE.size, TEXT.size, -4):
        if (face := _Face(size, bold=True)).length(text) <= width:
            return text, face
    return _line(text, STRESSED, width), STRESSED
