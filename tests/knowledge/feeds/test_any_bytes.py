"""Whatever comes, it is a feed or unusable; and what is read of it can be shown anywhere."""

from unicodedata import bidirectional, category

from hypothesis import given, settings
from hypothesis import strategies as st
from yarl import URL

from knowledge.feeds.plain import URL_MAX
from knowledge.feeds.reading import LABEL_MAX, NAME_MAX, TITLE_MAX, read_feed
from knowledge.feeds.trouble import FeedUnusable
from tests.knowledge.feeds.feeds import ATOM, TEA

OVERRIDES = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}

PIECES = st.sampled_from([
    "<item>", "</item>", "<item/>", "<guid>", "</guid>", "<title>", "</title>", "<link>", "</link>",
    "<pubDate>", "</pubDate>", "<podcast:transcript url='", "' type='text/vtt'/>", "<podcast:person>",
    "</podcast:person>", "<enclosure url='", "'/>", "<atom:link rel='enclosure' href='",
    "<channel xml:base='",
    "<a xmlns='", "'>", "</a>", "https://tea.example/", "//", "[", "]", "@", ":", ":99", "%", "?", "#", "/..",
    "\\", "xn--", "ä", "\u2100", "&", ";", "&amp;", "&nbsp;", "&#", "&#0;", "&#x110000;", "<![CDATA[", "]]>",
    "<!--", "-->", "<?x", "?>", "<!DOCTYPE x [", "<!ENTITY x 'y'>", "]>", "<html>", "<b>", "</b>", "<", ">",
    '"', "'", "=", "\0", "\x0b", "\ud800", "\ufffe", "\u202e", "\u2066", "\u200d", "\u2028", "\x85",
    "\U000e0041", "Mon, 06 Jan 2020 09:00:00 +9999", "2020-01-06T09:00:00+23:59", "0001-01-01", "9" * 20,
    "x" * 400, " ", "\n", "</channel>", "</rss>",
])  # fmt: skip

BEGINNINGS = st.sampled_from(
    ["", "<rss><channel>", "<rss><channel><item><guid>", TEA[: TEA.index("<item>")], ATOM[:-20], TEA[:-30]]
)

ENDS = st.sampled_from(
    ["", "</guid></item></channel></rss>", "</item></channel></rss>", "</channel></rss>", "</entry></feed>"]
)

MADE_UP = st.tuples(BEGINNINGS, st.lists(PIECES | st.text(max_size=5), max_size=12), ENDS).map(
    lambda parts: parts[0] + "".join(parts[1]) + parts[2]
)

ANYTHING = st.one_of(
    st.binary(max_size=200),
    MADE_UP.map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.tuples(MADE_UP, st.sampled_from(["utf-16", "utf-16-le", "utf-32"])).map(
        lambda made: made[0].encode(made[1], "surrogatepass")
    ),
    st.tuples(st.integers(0, len(TEA)), st.integers(0, 40), st.binary(max_size=8)).map(
        lambda cut: TEA.encode()[: cut[0]] + cut[2] + TEA.encode()[cut[0] + cut[1] :]
    ),
)


@settings(max_examples=500)
@given(ANYTHING, st.sampled_from(["", "https://tea.example/feed", "tea"]))
def test_any_bytes_are_a_feed_that_can_be_shown_or_unusable(data, url):
    try:
        feed = read_feed(data, url)
    except FeedUnusable as unusable:
        _check_text(str(unusable), 1000)
        return
    assert feed.items
    assert len({it.guid for it in feed.items}) == len(feed.items)
    _check_text(feed.title, TITLE_MAX)
    _check_text(feed.language, LABEL_MAX)
    _check_url(feed.url)
    for item in feed.items:
        _check_item(item)


def _check_item(item):
    assert item.guid
    _check_text(item.guid, URL_MAX)
    _check_text(item.title, TITLE_MAX)
    for label in (item.number, item.season, *(it.role for it in item.people)):
        _check_text(label, LABEL_MAX)
    for person in item.people:
        assert person.name
        _check_text(person.name, NAME_MAX)
    assert item.published is None or item.published.utcoffset().total_seconds() == 0
    for url in (item.url, item.chapters_url, item.enclosure):
        _check_url(url)
    for link in item.transcripts:
        assert link.url
        _check_url(link.url)
        _check_text(link.type + link.language + link.rel, 80 + 2 * LABEL_MAX)


def _check_text(text, most):
    assert len(text) <= most
    assert text == " ".join(text.split())
    assert not {category(it) for it in text} & {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert not {bidirectional(it) for it in text} & OVERRIDES


def _check_url(url):
    assert len(url) <= URL_MAX
    assert url.isascii()
    assert url.isprintable()
    assert not set(url) & set('<>" `\\^{|}')
    assert not url or (URL(url).scheme in {"http", "https"} and URL(url).raw_host)
