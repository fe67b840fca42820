"""Made-up feeds: one written by hand, and any that Hypothesis thinks of, written as programs would."""

from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from hypothesis import strategies as st

from knowledge.feeds.model import Feed, FeedItem, Person, TranscriptLink

PODCAST = "https://podcastindex.org/namespace/1.0"
PODCAST_BEFORE = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"

TEA = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0"
     xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
  <atom:link href="https://tea.example/feed.xml" rel="self" type="application/rss+xml"/>
  <title>Tea &amp; Careers</title>
  <link>https://tea.example/</link>
  <language>en-GB</language>
  <podcast:license url="https://tea.example/licence">cc-by-4.0</podcast:license>
  <podcast:person>Ada Bird</podcast:person>
  <image><url>https://tea.example/tea.png</url><title>A cup</title><link>https://wrong.example/</link></image>
  <item>
    <guid isPermaLink="false">tea-1</guid>
    <title>Your first tea</title>
    <link>https://tea.example/1</link>
    <pubDate>Mon, 06 Jan 2020 09:00:00 +0100</pubDate>
    <itunes:season>1</itunes:season>
    <itunes:episode>1</itunes:episode>
    <enclosure url="https://tea.example/1.mp3" length="1000" type="audio/mpeg"/>
  </item>
  <item>
    <guid isPermaLink="false">tea-2</guid>
    <title><![CDATA[Tea <em>or</em> milk?]]></title>
    <link>https://tea.example/2</link>
    <pubDate>Mon, 13 Jan 2020 09:00:00 EST</pubDate>
    <podcast:season>1</podcast:season>
    <podcast:episode display="Special">2.5</podcast:episode>
    <itunes:episode>2</itunes:episode>
    <podcast:person role="Guest">Ben Cole</podcast:person>
    <podcast:person>Cy Dole</podcast:person>
    <podcast:license>all-rights-reserved</podcast:license>
    <podcast:transcript url="https://tea.example/2.html" type="text/html"/>
    <podcast:transcript url="https://tea.example/2.srt" type="application/x-subrip" rel="captions"/>
    <podcast:transcript url="https://tea.example/2.de.json" type="application/json" language="de"/>
    <podcast:chapters url="https://tea.example/2.chapters.json" type="application/json+chapters"/>
  </item>
</channel>
</rss>
"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="https://tea.example/show/"
  xmlns:p="https://podcastindex.org/namespace/1.0">
  <title type="html">Tea &amp;amp; Careers</title>
  <link rel="self" href="feed.atom"/><link href="./"/>
  <entry>
    <id>urn:tea:1</id>
    <title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Your <b>first</b> tea</div></title>
    <link rel="alternate" href="1"/><link rel="enclosure" href="/1.mp3"/>
    <published>2020-01-06T09:00:00Z</published><updated>2021-01-06T09:00:00Z</updated>
    <p:transcript url="1.vtt" type="text/vtt"/>
  </entry>
</feed>
"""


def rss(inside: str, root: str = "") -> bytes:
    return f"<rss version='2.0' {root}><channel>{inside}</channel></rss>".encode()


def episode(inside: str, root: str = f"xmlns:podcast='{PODCAST}'") -> bytes:
    return rss(f"<item><guid isPermaLink='false'>tea</guid>{inside}</item>", root)


def written(feed: Feed, *, prefix: str = "podcast", namespace: str = PODCAST) -> str:
    """*feed* in RSS, as a program writes it; everything that an item has stands at the item."""
    items = "".join(_item(it, prefix) for it in feed.items)
    return (
        f"<?xml version='1.0' encoding='utf-8'?>\n<rss xmlns:{prefix}={quoteattr(namespace)}><channel>"
        f"{_element('title', feed.title)}{_element('link', feed.url)}{_element('language', feed.language)}"
        f"{_element(f'{prefix}:license', feed.licence)}{items}</channel></rss>"
    )


def _item(item: FeedItem, prefix: str) -> str:
    return _element(
        "item",
        "".join(
            [
                _element("guid", item.guid, isPermaLink="false"),
                _element("title", item.title),
                _element("link", item.url),
                _element("pubDate", f"{item.published:%a, %d %b %Y %H:%M:%S} GMT" if item.published else ""),
                _element(f"{prefix}:episode", item.number),
                _element(f"{prefix}:season", item.season),
                _element(f"{prefix}:license", item.licence),
                *(_element(f"{prefix}:person", it.name, role=it.role) for it in item.people),
                *(
                    _element(
                        f"{prefix}:transcript", "", url=it.url, type=it.type, language=it.language, rel=it.rel
                    )
                    for it in item.transcripts
                ),
                _element(f"{prefix}:chapters", "", url=item.chapters_url),
                _element("enclosure", "", url=item.enclosure),
            ]
        ),
        raw=True,
    )


def _element(name: str, text: str, *, raw: bool = False, **attributes: str) -> str:
    if not text and not any(attributes.values()):
        return ""
    told = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{name}{told}>{text if raw else escape(text)}</{name}>"


WORDS = st.lists(
    st.one_of(
        st.sampled_from(
            ["Option<T>", "AT&T", "R&D", "C++", "naïve", "Łukasz", "茶", "😀", "]]>", "a < b", '"', "'"]
        ),
        st.from_regex(r"[A-Za-z0-9.,!?-]{1,12}", fullmatch=True),
    ),
    min_size=1,
    max_size=4,
).map(" ".join)

URLS = st.from_regex(
    r"https?://[a-z]{1,9}\.example/([a-z0-9]{1,9}/){0,2}(\?a=[a-z0-9]{1,5}(&b=[0-9]{1,3})?)?", fullmatch=True
)

TRANSCRIPT_LINKS = st.builds(
    TranscriptLink,
    url=URLS.map(lambda url: url + "#vtt"),
    type=st.just("text/vtt"),
    language=st.sampled_from(["en", "de-AT", "pt"]),
    rel=st.sampled_from(["", "captions"]),
)

ITEMS = st.builds(
    FeedItem,
    guid=WORDS,
    title=WORDS,
    url=URLS,
    published=st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    number=st.integers(0, 9999).map(str),
    season=st.sampled_from(["", "1", "2"]),
    licence=st.sampled_from(["cc-by-4.0", "cc0"]),
    people=st.lists(
        st.builds(Person, WORDS, st.sampled_from(["host", "guest", "cover art designer"])),
        max_size=3,
        unique=True,
    ).map(tuple),
    transcripts=st.lists(TRANSCRIPT_LINKS, max_size=3).map(tuple),
    chapters_url=st.just("") | URLS,
    enclosure=st.just("") | URLS,
)

FEEDS = st.builds(
    Feed,
    title=WORDS,
    url=URLS,
    language=st.sampled_from(["en", "en-US", "de"]),
    licence=st.sampled_from(["", "cc-by-4.0"]),
    items=st.lists(ITEMS, min_size=1, max_size=4, unique_by=lambda it: it.guid).map(
        lambda items: tuple(sorted(items, key=lambda it: it.published, reverse=True))
    ),
)
