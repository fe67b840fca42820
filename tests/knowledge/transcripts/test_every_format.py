"""The same conversation, in whatever format it is written."""

from unicodedata import bidirectional, category

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.transcripts.reading import read_transcript
from knowledge.transcripts.trouble import TranscriptUnusable
from tests.knowledge.transcripts.conversations import HARD_WORDS, PLAIN_WORDS, WRITERS, Said, conversations

TEA = [
    Said("Ada Bird", [["Tea?"], ["Or", "milk?"]], 10),
    Said("Ben Cole", [["Tea,", "please."]], 40),
    Said("Ada Bird", [["Good."]], 70),
]


@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
def test_a_format_is_recognised_by_what_stands_in_it(writer):
    read = read_transcript(writer.write(TEA).encode())
    assert read.format == writer.format
    assert [(turn.number, turn.speaker, turn.text.split()) for turn in read.turns] == [
        (1, "Ada Bird", ["Tea?", "Or", "milk?"]),
        (2, "Ben Cole", ["Tea,", "please."]),
        (3, "Ada Bird", ["Good."]),
    ]


@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
@pytest.mark.parametrize("name", ["tea.toml", "tea.html", "tea.vtt", "tea.json", "tea.mp3", ""])
def test_a_wrong_name_misleads_nobody(writer, name):
    assert read_transcript(writer.write(TEA).encode(), name).format == writer.format


@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_neither_encoding_nor_line_ends_change_anything(writer, encoding, end):
    text = writer.write([*TEA, Said("Łukasz Žádník", [["naïve", "😀"]], 100)])
    plainly = read_transcript(text.encode())
    assert read_transcript(text.replace("\n", end).encode(encoding)).turns == plainly.turns


@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
@settings(max_examples=40)
@given(data=st.data())
def test_every_word_comes_back_in_its_turn(writer, data):
    conversation = data.draw(conversations(PLAIN_WORDS if writer.bare else HARD_WORDS))
    read = read_transcript(writer.write(conversation).encode())
    assert [(turn.number, turn.speaker, turn.text.split()) for turn in read.turns] == [
        (number, it.speaker, it.words) for number, it in enumerate(conversation, start=1)
    ]
    assert [turn.marks[0] for turn in read.turns] == [(0, it.start) for it in conversation]


PIECES = st.sampled_from(
    [
        "**A:** ", "**A: ", "**A** ", "A: ", "A (0:10): ", "**Break**: ", "[0:10] ", "\\[1:02:03.4\\]", "\n",
        "\n\n", "x", "*", "_", "`", "\\", "[a](b)", "&amp;", "&#0;", "---\n", "# T\n", "Title: T\n",
        "WEBVTT\n\n", "1\n", "00:01.000 --> 00:02.000\n", "00:00:01,0 --> x\n", "-->", "NOTE x\n", "<v A>",
        "</v>", "<00:01.000>", ">> ", "♪", '{"segments":[', '{"start":1,"end":2,"text":"x"}', ",", "]}", "[",
        "{", '"', "<html>", "<p>", "</p>", "<cite>", "</cite>", "<time>0:10</time>", "<b>A:</b>", "<pre>",
        "<script>", "<!--", "-->", "<![x", "<!x>", "<?x?>", "<a b='", "</", "<", "<title>", "[episode]\n",
        "slug = 1\n", "\0", "\ud7ff", "\u2028", "\u202e",
    ]
)  # fmt: skip

OVERRIDES = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}

ANYTHING = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.lists(PIECES, max_size=30).map(lambda pieces: "".join(pieces).encode()),
    st.lists(PIECES | st.text(max_size=5), max_size=30).map(
        lambda pieces: "".join(pieces).encode("utf-16", "surrogatepass")
    ),
)


@settings(max_examples=600)
@given(
    st.sampled_from(
        [
            b"",
            b"WEBVTT\n\n",
            b"<html>",
            b'{"segments":[',
            b"1\n00:00:01,000 --> 00:00:02,000\n",
            b"**A:** x\n",
        ]
    ),
    ANYTHING,
)
def test_any_bytes_are_a_transcript_with_numbered_turns_or_unusable(begin, data):
    try:
        read = read_transcript(begin + data)
    except TranscriptUnusable:
        return
    assert [turn.number for turn in read.turns] == list(range(1, len(read.turns) + 1))
    assert any(turn.text for turn in read.turns)
    for turn in read.turns:
        shown = turn.speaker + turn.text.replace("\n", "")
        assert not {category(it) for it in shown} & {"Cc", "Cs", "Zl", "Zp"}
        assert not {bidirectional(it) for it in shown} & OVERRIDES
        assert all(0 <= place <= len(turn.text) and seconds >= 0 for place, seconds in turn.marks)
