"""Conversations that nobody had, and writers of them in every format that is read."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

from hypothesis import strategies as st

WORDS_TO_A_CUE = 7
SECONDS_TO_A_CUE = 3
BETWEEN_TURNS = 20


class Said(NamedTuple):
    """One turn: who, the paragraphs as words, and the second at which it begins."""

    speaker: str
    paragraphs: Sequence[Sequence[str]]
    start: int

    @property
    def words(self) -> list[str]:
        return [word for paragraph in self.paragraphs for word in paragraph]

    @property
    def cues(self) -> list[tuple[int, str]]:
        """The words in short pieces, each with its second."""
        pieces = [self.words[at : at + WORDS_TO_A_CUE] for at in range(0, len(self.words), WORDS_TO_A_CUE)]
        return [(self.start + SECONDS_TO_A_CUE * at, " ".join(piece)) for at, piece in enumerate(pieces)]


Conversation = Sequence[Said]


def clock(seconds: float, point: str = ".") -> str:
    return f"{int(seconds) // 3600:02}:{int(seconds) // 60 % 60:02}:{int(seconds) % 60:02}{point}000"


def in_markdown(conversation: Conversation) -> str:
    def written(text: str) -> str:
        return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)

    return "\n\n".join(
        f"**{written(it.speaker)}:** \\[{clock(it.start)}\\] "
        + "\n\n".join(written(" ".join(paragraph)) for paragraph in it.paragraphs)
        for it in conversation
    )


def in_plain_text(conversation: Conversation) -> str:
    return "\n\n".join(
        f"[{clock(it.start)[:8]}] {it.speaker}: " + "\n\n".join(" ".join(words) for words in it.paragraphs)
        for it in conversation
    )


def with_times_behind_names(conversation: Conversation) -> str:
    return "\n\n".join(
        f"{it.speaker} ({clock(it.start)[:8]}):\n" + "\n".join(" ".join(words) for words in it.paragraphs)
        for it in conversation
    )


def in_webvtt(conversation: Conversation) -> str:
    cues = (
        f"{clock(second)} --> {clock(second + SECONDS_TO_A_CUE)} align:start\n"
        f"<v {escape(it.speaker)}>{escape(words, quote=False)}</v>"
        for it in conversation
        for second, words in it.cues
    )
    return "WEBVTT\n\n" + "\n\n".join(cues)


def in_webvtt_with_changes(conversation: Conversation) -> str:
    """Only the first cue of a turn says whose it is, as the podcast namespace shows it."""
    cues = (
        f"{clock(second)} --> {clock(second + SECONDS_TO_A_CUE)}\n"
        f"{f'<v {escape(it.speaker)}> ' * (not number)}{escape(words, quote=False)}"
        for it in conversation
        for number, (second, words) in enumerate(it.cues)
    )
    return "WEBVTT\n\n" + "\n\n".join(cues)


def in_srt(conversation: Conversation) -> str:
    cues = [
        f"{clock(second, ',')} --> {clock(second + SECONDS_TO_A_CUE, ',')}\n"
        f"{f'{it.speaker}: ' * (not number)}{escape(words, quote=False)}"
        for it in conversation
        for number, (second, words) in enumerate(it.cues)
    ]
    return "\n\n".join(f"{number}\n{cue}" for number, cue in enumerate(cues, start=1))


def in_podcast_json(conversation: Conversation) -> str:
    segments = [
        {"speaker": it.speaker, "startTime": second, "endTime": second + SECONDS_TO_A_CUE, "body": words}
        for it in conversation
        for second, words in it.cues
    ]
    return json.dumps({"version": "1.0.0", "segments": segments})


def in_whisper_json(conversation: Conversation) -> str:
    segments = [
        {"id": 1, "start": second, "end": second + 2.9, "text": f" {words}", "speaker": it.speaker}
        for it in conversation
        for second, words in it.cues
    ]
    return json.dumps({"text": "", "segments": segments, "language": "en"})


def in_podcast_html(conversation: Conversation) -> str:
    return "\n".join(
        f"<cite>{escape(it.speaker)}:</cite>\n<time>{clock(it.start)[:8]}</time>\n"
        + "\n".join(f"<p>{escape(' '.join(words))}</p>" for words in it.paragraphs)
        for it in conversation
    )


def in_a_web_page(conversation: Conversation) -> str:
    body = "".join(
        f"<div><p><strong>{escape(it.speaker)}:</strong> [{clock(it.start)[:8]}] "
        + "</p><p>".join(escape(" ".join(words)) for words in it.paragraphs)
        + "</p></div>"
        for it in conversation
    )
    return (
        f"<!DOCTYPE html><html><head><title>Tea</title></head><body>{body}<footer>Fin</footer></body></html>"
    )


@dataclass(frozen=True)
class Writer:
    """A way to write a conversation down; *bare* if it cannot write every word so that it stays one."""

    write: Callable[[Conversation], str]
    format: str
    bare: bool = False


WRITERS = {
    writer.write.__name__: writer
    for writer in (
        Writer(in_markdown, "markdown"),
        Writer(in_plain_text, "text", bare=True),
        Writer(with_times_behind_names, "text", bare=True),
        Writer(in_webvtt, "webvtt"),
        Writer(in_webvtt_with_changes, "webvtt", bare=True),
        Writer(in_srt, "srt", bare=True),
        Writer(in_podcast_json, "podcast-json"),
        Writer(in_whisper_json, "whisper-json"),
        Writer(in_podcast_html, "html"),
        Writer(in_a_web_page, "html"),
    )
}

NAMES = st.sampled_from(
    [
        "Ada Lovelace", "Mireille B. Reece, Psy.D", "Sean O'Neil", "Łukasz Žádník", "VM (Vicky) Brasseur",
        "Casper da Costa-Luis", "Paul Frazee✌", "李雷", "Dr. Grace", "Speaker 1", "James Q Quick", "Zoë",
    ]
)  # fmt: skip

PLAIN_WORDS = st.sampled_from(
    ["tea", "Yes.", "don't", "naïve", "茶。", "42", "3.5", "C#", "50%", "-", "…", "😀"]
) | st.text("abcXYZé中'", min_size=1, max_size=8)

HARD_WORDS = PLAIN_WORDS | st.sampled_from(
    [
        "*bleep*", "**bold**", "_a_", "__init__", "`x`", "<b>", "a<b", "R&D;", "&amp;", "[link](there)",
        "\\", "\\[", "#", ">", "1.", "http://tea.example/a_b?c=d&e=f", "Note:", "1:30", "{}", '"', "|", "~",
        "<v", "-->",
    ]
)  # fmt: skip


@st.composite
def conversations(draw: st.DrawFn, words: st.SearchStrategy[str]) -> Conversation:
    """Some turns, of which each begins long after the one before ended."""
    paragraphs = st.lists(st.lists(words, min_size=1, max_size=12), min_size=1, max_size=3)
    said, now = [], draw(st.integers(0, 4000))
    for speaker, spoken in draw(st.lists(st.tuples(NAMES, paragraphs), min_size=1, max_size=6)):
        said.append(Said(speaker, spoken, now))
        now = said[-1].cues[-1][0] + SECONDS_TO_A_CUE + BETWEEN_TURNS
    return said
