"""Answers for programs: the JSON that `career ask --json` promises, one object a line."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from knowledge.cards import Card
from knowledge.search import Answer

RESULTS_MAX = 10
"""Results of one answer."""

Row = dict[str, Any]


def answer_row(id: object, question: str, answer: Answer) -> Row:
    """One answer. *id* is the asker's own, of whatever type it came in."""
    return {
        "id": id,
        "q": question,
        "answered": answer.answered,
        "confidence": round(answer.confidence, 4),
        "results": [
            {**card_row(match.card), "score": round(match.score, 4)} for match in answer.matches[:RESULTS_MAX]
        ],
    }


def card_row(card: Card) -> Row:
    """One card or excerpt with its source; "start" is in seconds, null where the source gives no time.

    What is nobody's to cite is empty, of the same type as ever: a community's own card is of the episode
    "community", its "turns" are [0, 0], its "speaker" and its "url" are "".
    """
    return {
        "card": card.id,
        "episode": card.episode.slug,
        "turns": card.turns,
        "speaker": card.speaker,
        "title": card.title,
        "text": card.advice,
        "start": card.start,
        "url": card.url,
    }


def answered_lines(lines: Iterable[str | bytes], ask: Callable[[str], Answer]) -> Iterator[Row]:
    """Answer JSON Lines of {"id", "q"} in their order.

    A bad line becomes {"line", "error"} and stops nothing; lines count from 1, empty ones are skipped.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            id, question = _asked(line)
        except (ValueError, RecursionError) as error:
            yield {"line": number, "error": f"{error}. Each line is an object like {_EXAMPLE}"}
        else:
            yield answer_row(id, question, ask(question))


_EXAMPLE = '{"id": "1", "q": "a question"}'


def _asked(line: str | bytes) -> tuple[object, str]:
    try:
        asked = json.loads(line)
        json.dumps(asked, allow_nan=False)
    except ValueError as error:
        raise ValueError(f"This is not JSON ({error})") from error
    match asked:
        case {"id": id, "q": str(question)}:
            return id, question
        case {"id": _, "q": wrong}:
            raise ValueError(f'"q" is not text but {type(wrong).__name__}')
        case _:
            raise ValueError('There is no "id" or no "q" here')
