"""Real transcripts, and another reader of them that is simpler and knows fewer oddities."""

import html
import importlib.util
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from knowledge.transcripts.model import Turn

LABEL = r"\*\*[^*\n]+:\*\*"

ILL_FORMED = re.compile(
    # A label that opens no paragraph, or not even a line; one whose name is there twice
    rf"[^\n]\n[ ]*{LABEL}|[^\n]{LABEL}|^\*\*([\w ]+): \1:\*\*"
    # with its colon elsewhere, or not in bold
    r"|^\*{2,3}[^*\n]+\*\*(?<!:\*\*)|^[A-Z][\w ]+::? [A-Z]"
    # no person, or a break that is not written as usual
    r"|^\*\*(?!Break:)(?:Break|Jingle|Outro|Intro)|^#+ \*\*"
    # a time with stray signs in it, or words right beside it or a link
    r"|\[\\|\\\\\]|\[\d+:\d+:\d+:|\[[\d*: ]+[ *]|:\d\.\d|\w\\?\[\d|\]\([^()\s]*\)\w",
    re.MULTILINE,
)
"""What the other reader does not know, and we do; or the other way round."""


def transcripts(shared: Path) -> Iterator[tuple[str, bytes]]:
    """All of them by their names; none where the archive is not."""
    path = shared / "data" / "transcripts.tar.xz"
    if path.exists():
        with tarfile.open(path) as packed:
            for member in packed:
                if member.name.endswith(".md") and (file := packed.extractfile(member)):
                    yield member.name, file.read()


def other_reader(shared: Path) -> ModuleType | None:
    """The shared reader, as a module."""
    path = shared / "tools" / "turns.py"
    spec = importlib.util.spec_from_file_location("shared_turns", path)
    if not path.exists() or spec is None or spec.loader is None:
        return None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def difference(ours: tuple[Turn, ...], theirs: list[dict[str, Any]]) -> object:
    """The first turn that two readers see differently, by both; or by how many turns ours sees more."""
    seen = [(it.number, it.speaker, _words(it.text)) for it in ours]
    expected = [(it["turn"], it["speaker"], _words(it["text"])) for it in theirs]
    different = ((one, other) for one, other in zip(seen, expected, strict=False) if one != other)
    return next(different, len(seen) - len(expected))


def _words(text: str) -> list[str]:
    """Words alone: links without their addresses, and nothing of how they are marked up."""
    shown = re.sub(r"\]\((?:[^()\s]|\([^()\s]*\))*(?:\s\"[^\"]*\")?\)", "]", html.unescape(text))
    return re.findall(r"[^\W_]+", shown)
