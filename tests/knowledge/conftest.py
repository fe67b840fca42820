"""A small valid episode and vocabulary as text, to be written, bent and read."""

from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.curation import Curation, read_curation, read_vocabulary
from knowledge.library import TOPICS

ASK_A_FRIEND = ", ".join(f'"asking a friend, way {way}"' for way in range(8))
ASK_NOBODY = ", ".join(f'"asking nobody, way {way}"' for way in range(8))

EPISODE = f"""
[episode]
slug = "tea-time-1"
show = "Tea Time"
number = 1
title = "Two people and a pot"
url = "https://tea.example/1"
licence = "CC0"
attribution = "Nobody"
turns = 9
marks = [{{ turn = 2, at = "01:10", opens = true }}, {{ turn = 4, at = "1:02:03", opens = false }}]

[[episode.people]]
name = "Ada Bird"
nicknames = ["Ada"]

[[episode.people]]
name = "Ben Cole"

[[cards]]
id = "ask-a-friend"
title = "Ask a friend before you decide"
advice = "Ada puts every large decision before one friend who knows her and one who does not."
speaker = "Ada Bird"
turns = [2, 3]
topics = ["learning"]
stages = ["junior", "mid"]
kind = "advice"
contrasts = ["ask-nobody"]
reflect = "Whom could you ask this week?"
ask = [{ASK_A_FRIEND}]

[[cards]]
id = "ask-nobody"
title = "Decide alone, then tell the others"
advice = "Ben found that every friend he asked only told him what they would have liked for themselves."
speaker = ["Ben Cole", "Ada Bird"]
turns = [5, 5]
start = "00:59"
topics = ["leaving", "learning"]
stages = ["senior"]
kind = "experience"
contrasts = ["ask-a-friend"]
reflect = "What did you decide alone?"
ask = [{ASK_NOBODY}]

[[not_covered]]
id = "kettles"
name = "Which kettle to buy"
nearest = ["learning"]
ask = [{", ".join(f'"kettle number {number}"' for number in range(8))}]

[[without_advice]]
turns = [6, 7]
reason = "They drink."
"""

VOCABULARY = """
[[topics]]
id = "learning"
name = "Learning on the way"
summary = "How they learn."
aliases = ["pick things up", "self-taught"]

[[topics]]
id = "leaving"
name = "Leaving"
summary = "When they leave."
aliases = ["quit", "C++"]

[[elsewhere]]
id = "biscuits"
name = "Biscuits"
ask = ["b1", "b2", "b3", "b4", "b5", "b6", "b7", "b8"]
"""


@pytest.fixture
def episode() -> str:
    """The text of a small file without a mistake."""
    return EPISODE


@pytest.fixture
def vocabulary(tmp_path: Path) -> Path:
    """A small topics file without a mistake."""
    path = tmp_path / "topics.toml"
    path.write_text(VOCABULARY, encoding="utf-8")
    return path


@pytest.fixture
def curated(tmp_path: Path, vocabulary: Path) -> Callable[..., Curation]:
    """Reads the small file, with each of some passages replaced by another."""

    def read(*edits: tuple[str, str]) -> Curation:
        text = EPISODE
        for old, new in edits:
            assert old in text
            text = text.replace(old, new, 1)
        path = tmp_path / "tea-time-1.toml"
        path.write_text(text, encoding="utf-8")
        return read_curation(path, read_vocabulary(vocabulary).topics)

    return read


@pytest.fixture
def shipped_topics() -> Path:
    """The topics file that is shipped."""
    return TOPICS
