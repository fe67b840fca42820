"""What cannot be used as a feed, and what is said about it: what it is, what that means, and what to do."""

from enum import StrEnum

from knowledge.transcripts.trouble import MEGABYTE, SIZE_MAX

ELEMENTS_MAX = 200_000
"""Elements of a feed: 40 for each of as many episodes as are kept. Each becomes a value in memory."""

ATTRIBUTES_MAX = 400_000
"""Equals signs of a feed, the ones in its texts included: an attribute takes expat five microseconds."""

REFERENCES_MAX = 1_000_000
"""Ampersands of a feed: as many as ten megabytes of escaped HTML have, with a tag in each line."""

DEPTH_MAX = 100
"""Elements in one another: an episode is the fourth, and the rest is for web pages within."""


class Problem(StrEnum):
    """Why something cannot be used as a feed or as chapters, by the names that programs are told."""

    EMPTY = "empty"
    TOO_BIG = "too-big"
    TOO_MANY_PARTS = "too-many-parts"
    TOO_DEEP = "too-deep"
    NO_TEXT = "no-text"
    NO_XML = "no-xml"
    LOGIN_PAGE = "login-page"
    WEB_PAGE = "web-page"
    DECLARATIONS = "declarations"
    BROKEN_XML = "broken-xml"
    OTHER_XML = "other-xml"
    NO_EPISODES = "no-episodes"
    BROKEN_JSON = "broken-json"
    NO_CHAPTERS = "no-chapters"


class FeedUnusable(Exception):
    """Something that no feed, or no chapters, can be read from.

    *what* it is, what that *means* and what to *do* are a sentence each, and the message is all three.
    """

    def __init__(self, problem: Problem, thing: str = "") -> None:
        self.problem = problem
        what, self.means, self.do = EXPLAINED[problem]
        self.what = what.format(thing=thing)
        super().__init__(f"{self.what} {self.means} {self.do}")


_GET_THE_ADDRESS = "Look for the address of the RSS feed on the podcast's site, and use that."

_TELL_THE_SHOW = "Open the address in a browser, and tell those who publish it if it looks the same there."

_BY_HAND = "Load the transcripts that you want one by one."

EXPLAINED: dict[Problem, tuple[str, str, str]] = {
    Problem.EMPTY: (
        "There is nothing at that address.",
        "What came is empty.",
        "Try again later. " + _TELL_THE_SHOW,
    ),
    Problem.TOO_BIG: (
        f"This feed is larger than {SIZE_MAX // MEGABYTE} MB.",
        "It would take long to read each time.",
        f"Is there a feed with the newest episodes only? Or: {_BY_HAND}",
    ),
    Problem.TOO_MANY_PARTS: (
        "This feed has {thing}.",
        "That is far more than episodes need.",
        f"Is there a feed with the newest episodes only? Or: {_BY_HAND}",
    ),
    Problem.TOO_DEEP: (
        f"In this feed more than {DEPTH_MAX} elements stand in one another.",
        "No podcast needs that, so it is broken, or it is meant to do harm.",
        _GET_THE_ADDRESS,
    ),
    Problem.NO_TEXT: (
        "This is no text.",
        "A feed is text (XML); this is a picture, sound, an archive or another binary file.",
        _GET_THE_ADDRESS,
    ),
    Problem.NO_XML: (
        "This is text, but no XML.",
        "A feed begins with <?xml or <rss.",
        f"Is it a transcript? Load it as one. Or: {_GET_THE_ADDRESS}",
    ),
    Problem.LOGIN_PAGE: (
        "This is a web page to log in on, and not what is behind it.",
        "Feeds for subscribers need a key in their address, and I have no password.",
        "Use the podcast's public feed.",
    ),
    Problem.WEB_PAGE: (
        "This is a web page, not a feed.",
        "It may be about the podcast, but it lists no episodes in a form that I can read.",
        _GET_THE_ADDRESS,
    ),
    Problem.DECLARATIONS: (
        "This XML has a document type (<!DOCTYPE ...>).",
        "By one of those, a few lines can grow without end or name files of this machine, so I read none.",
        f"Podcasts do without: is there another feed? Or: {_BY_HAND}",
    ),
    Problem.BROKEN_XML: (
        "This looks like a feed, but its XML is not valid: {thing}.",
        "It was probably cut off, or written by a program with a mistake in it.",
        "Try again later. " + _TELL_THE_SHOW,
    ),
    Problem.OTHER_XML: (
        "This is {thing}.",
        "I read RSS 2.0 and Atom, which podcasts use.",
        _GET_THE_ADDRESS,
    ),
    Problem.NO_EPISODES: (
        "This feed lists no episodes.",
        "The podcast has none yet, has moved, or is somebody else's list.",
        _GET_THE_ADDRESS,
    ),
    Problem.BROKEN_JSON: (
        "These chapters are not valid JSON: {thing}.",
        "They were probably cut off or edited by hand.",
        "The episode can do without. " + _TELL_THE_SHOW,
    ),
    Problem.NO_CHAPTERS: (
        "In this file no chapter has a time and a title.",
        "I know the JSON chapters of Podcasting 2.0 (startTime, title).",
        "The episode can do without. " + _TELL_THE_SHOW,
    ),
}
