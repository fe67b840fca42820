"""Transcripts in JSON, of several kinds."""

import json

import pytest

from knowledge.transcripts.model import Turn
from knowledge.transcripts.reading import read_transcript
from knowledge.transcripts.trouble import Problem, TranscriptUnusable


def read(document):
    return read_transcript((document if isinstance(document, str) else json.dumps(document)).encode())


def test_words_by_the_podcast_namespace_are_joined():
    words = [
        ("Vera", 0.5, "I"),
        ("Vera", 1, "am"),
        ("Vera", 1.5, "your"),
        ("Vera", 2.2, "aunt.\n"),
        ("Lou", 3, "No"),
    ]
    segments = [
        {"speaker": who, "startTime": at, "endTime": at + 0.3, "body": body} for who, at, body in words
    ]
    transcript = read({"version": "1.0.0", "segments": segments})
    assert transcript.format == "podcast-json"
    assert [(turn.speaker, turn.text) for turn in transcript.turns] == [
        ("Vera", "I am your aunt."),
        ("Lou", "No"),
    ]


def test_a_speaker_is_named_where_they_begin():
    segments = [
        {"speaker": "Ada", "startTime": 0, "body": "Tea"},
        {"startTime": 2, "body": "or milk?"},
        {"speaker": None, "startTime": 4, "body": "Well?"},
        {"speaker": "Ben", "startTime": 6, "body": "Tea."},
    ]
    assert [*read({"segments": segments}).turns] == [
        Turn(1, "Ada", "Tea or milk? Well?", ((0, 0), (3, 2), (12, 4))),
        Turn(2, "Ben", "Tea.", ((0, 6),)),
    ]


def test_whispers_segments_name_nobody():
    segments = [
        {"id": 0, "start": 0.0, "end": 2.5, "text": " Tea?"},
        {"id": 1, "start": 2.5, "end": 4, "text": " Yes."},
    ]
    transcript = read({"text": " Tea? Yes.", "segments": segments, "language": "en"})
    assert transcript.format == "whisper-json"
    assert [*transcript.turns] == [Turn(1, "", "Tea? Yes.", ((0, 0), (4, 2)))]


def test_whisper_with_speakers_names_them():
    segments = [
        {"start": 0, "end": 1, "text": "Tea?", "speaker": "SPEAKER_00", "words": [{"word": "Tea?"}]},
        {"start": 1, "end": 2, "text": "Yes.", "speaker": "SPEAKER_01"},
    ]
    assert [turn.speaker for turn in read({"segments": segments}).turns] == ["SPEAKER_00", "SPEAKER_01"]


def test_milliseconds_in_a_table_of_their_own_are_read():
    pieces = [
        {"timestamps": {"from": "00:00:10,000"}, "offsets": {"from": 10_000, "to": 12_000}, "text": " Tea?"},
        {"timestamps": {"from": "00:01:00,000"}, "offsets": {"from": 60_000, "to": 61_000}, "text": " Yes."},
    ]
    assert [turn.marks for turn in read({"transcription": pieces}).turns] == [((0, 10),), ((0, 60),)]


def test_a_list_of_segments_is_enough():
    assert read([{"start": "0:01:02.5", "end": "63.5", "text": "Tea?"}]).turns == (
        Turn(1, "", "Tea?", ((0, 62),)),
    )


def test_a_text_without_segments_has_no_times():
    assert read({"text": "Tea? Yes."}).turns == (Turn(1, "", "Tea? Yes."),)


@pytest.mark.parametrize(
    "time", [None, True, "soon", "NaN", -1, 1e300, float("nan"), float("inf"), [1], {"a": 1}, "1:2:3:4"]
)
def test_what_is_no_time_is_none(time):
    assert read({"segments": [{"start": time, "end": time, "text": "Tea?"}]}).turns == (Turn(1, "", "Tea?"),)


def test_pieces_of_another_kind_are_passed_over():
    segments = [1, None, "x", [], {}, {"text": 5}, {"text": ""}, {"body": "Tea?", "speaker": 7}]
    assert read({"segments": segments}).turns == (Turn(1, "", "Tea?"),)


def test_characters_that_no_file_can_hold_are_taken_out():
    [turn] = read('{"segments": [{"text": "Tea\\ud800 \\u202e\\u0000now", "speaker": "A\\udc00da"}]}').turns
    assert (turn.speaker, turn.text) == ("Ada", "Tea now")


def test_what_the_document_says_of_its_episode_is_kept():
    transcript = read({"title": "Tea time", "segments": [{"text": "Tea?"}], "language": "german"})
    assert transcript.about.title == "Tea time"
    assert transcript.language == "de"


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ('{"segments": [{"text": "Tea?"}', Problem.BROKEN_JSON),
        ('{"segments": [' + "1" * 5000 + "]}", Problem.BROKEN_JSON),
        ('{"segments":' + "[" * 100_000, Problem.BROKEN_JSON),
        ("{}", Problem.OTHER_JSON),
        ("[]", Problem.OTHER_JSON),
        ({"segments": {}}, Problem.OTHER_JSON),
        ({"segments": [{"word": "Tea"}]}, Problem.OTHER_JSON),
        ({"name": "career-mentor", "version": "1.0"}, Problem.OTHER_JSON),
        ({"segments": [{"text": "[Music]"}]}, Problem.NOTHING_SAID),
    ],
)
def test_json_that_is_no_transcript_is_unusable(document, problem):
    with pytest.raises(TranscriptUnusable) as unusable:
        read(document)
    assert unusable.value.problem is problem
