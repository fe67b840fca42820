"""Files that cannot be used, and what is said about them: what it is, what that means, and what to do."""

from enum import StrEnum

MEGABYTE = 1024 * 1024

SIZE_MAX = 10 * MEGABYTE
"""Bytes of a file: four times a three-hour episode with a time for each word in JSON, and fifty times the
longest of two thousand transcripts that people wrote."""

PARTS_MAX = 120_000
"""Lines, tags, labels or times of a file: as many lines as subtitles take that give each word of a three-hour
episode a cue of its own, and forty times the most in two thousand transcripts that people wrote. Each becomes
values in memory, of which a few bytes of a file could else make very many."""


class Problem(StrEnum):
    """Why a file cannot be used as a transcript, by the names that programs are told."""

    EMPTY = "empty"
    TOO_BIG = "too-big"
    TOO_MANY_PARTS = "too-many-parts"
    NO_TEXT = "no-text"
    LOGIN_PAGE = "login-page"
    WEB_PAGE = "web-page"
    FEED = "feed"
    CURATED = "curated-toml"
    BROKEN_JSON = "broken-json"
    OTHER_JSON = "other-json"
    NOTHING_SAID = "nothing-said"


class TranscriptUnusable(Exception):
    """A file that no turns can be read from.

    *what* it is, what that *means* and what to *do* are a sentence each, and the message is all three.
    """

    def __init__(self, problem: Problem, thing: str = "") -> None:
        self.problem = problem
        what, self.means, self.do = EXPLAINED[problem]
        self.what = what.format(thing=thing)
        super().__init__(f"{self.what} {self.means} {self.do}")


_SAVE_AS = "Save the transcript as WebVTT, SRT or plain text (UTF-8), and load that."

_GET_THE_FILE = "Download the transcript in your browser, and load the file."

EXPLAINED: dict[Problem, tuple[str, str, str]] = {
    Problem.EMPTY: (
        "This file is empty.",
        "Nothing was saved in it, or nothing was sent.",
        "Look at the file, and try again.",
    ),
    Problem.TOO_BIG: (
        "This file is {thing}.",
        "A transcript of even a very long episode has far less, so this is something else.",
        "Is it the audio? Load the transcript, and each episode as a file of its own.",
    ),
    Problem.TOO_MANY_PARTS: (
        "This file has {thing}.",
        f"I read up to {PARTS_MAX:,}, which is more than any one episode needs.",
        "Load each episode as a file of its own, with whole sentences to a line or cue.",
    ),
    Problem.NO_TEXT: ("This is {thing}.", "I can read text only.", _SAVE_AS),
    Problem.LOGIN_PAGE: (
        "This is a web page to log in on, and not what is behind it.",
        "Whoever fetched it was not logged in there.",
        _GET_THE_FILE,
    ),
    Problem.WEB_PAGE: (
        "This is a web page with hardly any words on it.",
        "The transcript is somewhere else, or the page gets it by a program that I do not run.",
        _GET_THE_FILE,
    ),
    Problem.FEED: (
        "This is {thing}.",
        "It lists episodes, or holds data in a form that I do not know, and is no transcript.",
        "Load the transcript that it names.",
    ),
    Problem.CURATED: (
        "This is a curated episode (TOML), not a transcript.",
        "Its cards are written already, and no turns can be read from it.",
        "See what is in it with `career episodes check`.",
    ),
    Problem.BROKEN_JSON: (
        "This looks like JSON, but it is not valid: {thing}.",
        "It was probably cut off or edited by hand, or there are several documents in it.",
        "Export the transcript again.",
    ),
    Problem.OTHER_JSON: (
        "This is JSON, but without the segments of a transcript.",
        "I know that of Podcasting 2.0 (speaker, startTime, body) and that of Whisper (start, end, text).",
        _SAVE_AS,
    ),
    Problem.NOTHING_SAID: (
        "In this file nobody says anything.",
        "All that there is are times, notes or markup.",
        "Look at the file, and try again.",
    ),
}
