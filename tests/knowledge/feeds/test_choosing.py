"""Which transcript of an episode is read: one in the language asked for, of which most can be read."""

import pytest

from knowledge.feeds.choosing import best_first, choose_transcript
from knowledge.feeds.model import FeedItem, TranscriptLink

JSON = TranscriptLink("https://tea.example/1.json", "application/json", "en-US")
VTT = TranscriptLink("https://tea.example/1.vtt", "text/vtt", "en")
SRT = TranscriptLink("https://tea.example/1.srt", "application/x-subrip", "en_GB", "captions")
HTML = TranscriptLink("https://tea.example/1.html", "text/html", "EN")
TEXT = TranscriptLink("https://tea.example/1.txt", "text/plain", "en")
PDF = TranscriptLink("https://tea.example/1.pdf", "application/pdf", "en")
BEST_FIRST = (JSON, VTT, SRT, HTML, TEXT, PDF)


def offering(*links):
    return FeedItem("tea", transcripts=best_first(links))


def test_the_more_can_be_read_of_a_format_the_earlier_it_comes():
    assert best_first(reversed(BEST_FIRST)) == BEST_FIRST


@pytest.mark.parametrize("count", range(1, len(BEST_FIRST) + 1))
def test_the_best_of_what_there_is_is_chosen(count):
    assert choose_transcript(offering(*BEST_FIRST[-count:])) == BEST_FIRST[-count]


@pytest.mark.parametrize("type", ["", "application/octet-stream", "text/unknown"])
def test_where_the_type_says_nothing_the_name_does(type):
    vague = [TranscriptLink(it.url + "?key=1", type, "en") for it in BEST_FIRST]
    assert best_first(reversed(vague)) == tuple(vague)


def test_links_alike_stay_in_the_order_of_the_feed():
    others = [TranscriptLink(f"https://tea.example/{at}.vtt", "text/vtt") for at in range(3)]
    assert best_first(others) == tuple(others)


def test_the_language_asked_for_comes_before_the_format():
    german = TranscriptLink("https://tea.example/de.json", "application/json", "de-AT")
    assert choose_transcript(offering(german, TEXT)) == TEXT
    assert choose_transcript(offering(german, TEXT), "de") == german
    assert choose_transcript(offering(german, JSON), "en-GB") == JSON


def test_what_names_no_language_comes_after_what_names_the_right_one():
    unsaid = TranscriptLink("https://tea.example/x.json", "application/json")
    assert choose_transcript(offering(unsaid, TEXT)) == TEXT
    assert choose_transcript(offering(unsaid)) == unsaid


def test_what_is_in_another_language_only_is_not_chosen():
    assert choose_transcript(offering(JSON), "de") is None
    assert choose_transcript(FeedItem("tea")) is None


@pytest.mark.parametrize("english", ["en", "EN", "eng", "en_GB", "en-US", "English", " english "])
def test_english_is_known_in_whatever_way_a_feed_writes_it(english):
    link = TranscriptLink("https://tea.example/1.vtt", "text/vtt", english)
    assert choose_transcript(offering(link)) == link


@pytest.mark.parametrize("other", ["de", "deu", "German", "sv-SE", "ja", "Klingon"])
def test_no_other_language_is_taken_for_none(other):
    link = TranscriptLink("https://tea.example/1.vtt", "text/vtt", other)
    assert choose_transcript(offering(link)) is None
    assert choose_transcript(offering(link), other) == link
