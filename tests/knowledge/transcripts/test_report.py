"""A transcript in sentences."""

from knowledge.transcripts.model import Format, Reason
from knowledge.transcripts.reading import read_transcript
from knowledge.transcripts.report import BREAKS_MAX, FORMATS, REASONS, breaks, form, left_out, times


def read(text):
    return read_transcript(text.encode())


def test_every_format_and_every_reason_has_a_name():
    assert set(FORMATS) == set(Format)
    assert set(REASONS) == set(Reason)


def test_the_form_is_told_with_its_encoding_and_language():
    words = "So this is what we do, and that is how it was, but they like it for the tea. " * 3
    assert form(read(f"Ada: {words}\nBen: Yes.")) == "plain text, utf-8, English"
    assert form(read("WEBVTT\n\n00:01.000 --> 00:02.000\nTea?")) == "WebVTT, utf-8"


def test_times_are_told_from_the_first_to_the_last():
    assert times(read("**Ada:** Tea?")) == "none"
    assert times(read("**Ada:** [1:02:03] Tea?")) == "one, 1:02:03"
    assert times(read("**Ada:** [0:10] Tea? [0:05] [59:00]")) == "3, from 00:05 to 59:00"


def test_breaks_are_told_with_their_places():
    assert breaks(read("**Ada:** Tea?")) == "none"
    text = "**Ada:** Tea?\n\n**Break:** [1:00] to [1:30]\n\n**Ben:** Yes.\n\n**Outro**"
    assert breaks(read(text)) == "Break at 01:00 to 01:30, after turn 1; Outro, after turn 2"


def test_of_many_breaks_the_first_are_told():
    text = "**Ada:** Tea?\n\n" + "**Break**\n\n" * (BREAKS_MAX + 2)
    assert breaks(read(text)).endswith("; 2 more")


def test_what_was_left_out_is_told_by_its_reason_with_its_first_words():
    kettles = "Kettles for everybody, "
    text = f"Hello.\n\n**Ada:** Tea?\n\n**Break:**\n\n{9 * kettles}\n\nhot ones."
    assert [*left_out(read(text))] == [
        f'29 words behind a break, where nobody is named; after turn 1: "{(3 * kettles)[:60]}..."',
        '1 word before the first name, so that nobody says it; at the beginning: "Hello."',
    ]


def test_nothing_left_out_is_not_told():
    assert [*left_out(read("**Ada:** Tea?"))] == []
