"""JSON Lines in, JSON Lines out, in the shape that others build on."""

import json
from dataclasses import replace

import pytest

from adapters.jsonl import RESULTS_MAX, answer_row, answered_lines, card_row
from knowledge.cards import COMMUNITY_EPISODE, Card, Episode, Kind, Person, Provenance, Stage
from knowledge.search import Answer, Match

EPISODE = Episode(
    "tea-1", "Tea", 1, "A pot", "https://tea.example/1", "CC0", "Nobody", 99, (Person("Ada"),), ()
)


def card(number, start=62):
    return Card(
        id=f"card-{number}",
        episode=EPISODE,
        title="Pour slowly",
        advice="Pour it slowly.",
        speakers=("Ada", "Ben"),
        turns=(number, number + 1),
        start=start,
        topics=("learning",),
        stages=(Stage.MID,),
        kind=Kind.ADVICE,
        reflect="How do you pour?",
        questions=("how to pour",),
    )


def answer(question, cards=1, *, answered=True):
    matches = tuple(Match(card(number), 2.0 - number / 7) for number in range(1, cards + 1))
    return Answer(question, matches, confidence=0.123456, answered=answered)


def printed(*lines, ask=answer):
    """The rows for *lines*, as a reader of the printed JSON gets them."""
    return [json.loads(json.dumps(row)) for row in answered_lines(lines, ask)]


def test_a_row_has_the_shape_that_was_promised():
    [row] = printed('{"id": "q1", "q": "how to pour"}')
    assert row == {
        "id": "q1",
        "q": "how to pour",
        "answered": True,
        "confidence": 0.1235,
        "results": [
            {
                "card": "card-1",
                "episode": "tea-1",
                "turns": [1, 2],
                "speaker": "Ada and Ben",
                "title": "Pour slowly",
                "text": "Pour it slowly.",
                "start": 62,
                "url": "https://tea.example/1",
                "score": 1.8571,
            }
        ],
    }


def test_a_card_without_a_time_starts_at_null():
    assert card_row(card(1, start=None))["start"] is None


def test_an_excerpt_is_cited_like_a_card():
    episode = replace(EPISODE, url="https://changelog.com/tea/1")
    excerpt = replace(card(7), id="t8", episode=episode, turns=(7, 9), provenance=Provenance.VERBATIM)
    row = card_row(excerpt)
    assert (row["card"], row["turns"], row["url"]) == (
        "t8",
        (7, 9),
        "https://changelog.com/tea/1#transcript-6",
    )


def test_what_a_community_wrote_has_the_same_shape_and_cites_nobody():
    own = replace(
        card(1, start=None),
        episode=COMMUNITY_EPISODE,
        speakers=(),
        turns=(0, 0),
        provenance=Provenance.COMMUNITY,
    )
    row = card_row(own)
    assert (row["episode"], row["turns"], row["speaker"], row["url"]) == ("community", (0, 0), "", "")


def test_a_row_has_at_most_ten_results_the_best_ones():
    results = answer_row(1, "pour", answer("pour", cards=15))["results"]
    assert [f"card-{number}" for number in range(1, RESULTS_MAX + 1)] == [
        result["card"] for result in results
    ]
    assert RESULTS_MAX == 10


def test_a_row_has_results_also_when_it_is_not_answered():
    row = answer_row(1, "pour", answer("pour", cards=2, answered=False))
    assert (row["answered"], len(row["results"])) == (False, 2)


def test_a_row_may_have_no_results():
    assert answer_row(1, "", Answer(""))["results"] == []


def test_rows_stand_in_the_order_of_their_lines():
    rows = printed(*(f'{{"id": {number}, "q": "question {number}"}}' for number in (3, 1, 2, 1)))
    assert [(row["id"], row["q"]) for row in rows] == [
        (3, "question 3"),
        (1, "question 1"),
        (2, "question 2"),
        (1, "question 1"),
    ]


@pytest.mark.parametrize(
    "id", ["a", "", 7, -1.5, True, None, [1, "x"], {"a": {"b": None}}, "\u4e2d\U0001f389"]
)
def test_an_id_of_any_type_comes_back_as_it_was(id):
    [row] = printed(json.dumps({"id": id, "q": "pour"}))
    assert (id, type(id)) == (row["id"], type(row["id"]))


def test_a_question_comes_back_as_it_was_typed():
    assert printed(json.dumps({"id": 1, "q": " Pour?\n\x00"}))[0]["q"] == " Pour?\n\x00"


def test_other_keys_of_a_line_are_left_alone():
    [row] = printed('{"style": "keyword", "q": "pour", "id": 1}')
    assert list(row) == ["id", "q", "answered", "confidence", "results"]


BAD = {
    "not JSON": ("pour", "This is not JSON ("),
    "cut off": ('{"id": 1, "q": "po', "This is not JSON ("),
    "a list": ('[1, "pour"]', 'There is no "id" or no "q" here'),
    "a text": ('"pour"', 'There is no "id" or no "q" here'),
    "null": ("null", 'There is no "id" or no "q" here'),
    "no id": ('{"q": "pour"}', 'There is no "id" or no "q" here'),
    "no question": ('{"id": 1}', 'There is no "id" or no "q" here'),
    "a question of another type": ('{"id": 1, "q": 5}', '"q" is not text but int'),
    "a question that is null": ('{"id": 1, "q": null}', '"q" is not text but NoneType'),
    "too deep": ("[" * 100_000, ""),
    "a number too long": ('{"id": ' + "9" * 5000 + ', "q": "pour"}', ""),
}


@pytest.mark.parametrize(("line", "error"), BAD.values(), ids=BAD)
def test_a_bad_line_says_its_number_and_what_is_wrong_and_stops_nothing(line, error):
    first, bad, last = printed('{"id": 1, "q": "a"}', line, '{"id": 3, "q": "c"}')
    assert ([first["id"], last["id"]], bad["line"]) == ([1, 3], 2)
    assert bad["error"].startswith(error)
    assert bad["error"].endswith('Each line is an object like {"id": "1", "q": "a question"}')


def test_a_bad_line_has_nothing_but_its_number_and_error():
    assert [list(row) for row in printed("?")] == [["line", "error"]]


def test_empty_lines_are_skipped_and_counted():
    assert [row["line"] for row in printed("", "  \n", "\t", "?")] == [4]


def test_a_line_is_asked_when_its_row_is_wanted():
    asked = []

    def ask(question):
        asked.append(question)
        return answer(question)

    next(answered_lines(['{"id": 1, "q": "a"}', '{"id": 2, "q": "b"}'], ask))
    assert asked == ["a"]


def test_the_shipped_library_answers_in_that_shape(search):
    questions = ["staff", "should I become a manager?", "who won the cup final", ""]
    rows = printed(*(json.dumps({"id": place, "q": q}) for place, q in enumerate(questions)), ask=search.ask)
    assert [row["answered"] for row in rows] == [True, True, False, False]
    assert [len(row["results"]) for row in rows] == [10, 10, 10, 0]
    assert [row["id"] for row in rows if not 0 <= row["confidence"] <= 1] == []


def test_a_result_of_the_shipped_library_spans_at_most_three_turns(library):
    spans = [card_row(it)["turns"] for it in library.cards]
    assert [(first, last) for first, last in spans if not 1 <= first <= last <= first + 2] == []
