"""What is read of a feed: everything that it says of its episodes, whatever wrote it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings

from knowledge.feeds.model import FeedItem, Person, TranscriptLink
from knowledge.feeds.reading import ITEMS_MAX, TITLE_MAX, read_feed
from tests.knowledge.feeds.feeds import ATOM, FEEDS, PODCAST, PODCAST_BEFORE, TEA, episode, rss, written


def test_a_feed_tells_of_its_show_and_its_episodes_newest_first():
    feed = read_feed(TEA.encode())
    assert (feed.title, feed.url, feed.language, feed.licence, feed.older) == (
        "Tea & Careers", "https://tea.example/", "en-GB", "cc-by-4.0", 0
    )  # fmt: skip
    assert feed.items == (
        FeedItem(
            guid="tea-2",
            title="Tea or milk?",
            url="https://tea.example/2",
            published=datetime(2020, 1, 13, 14, tzinfo=UTC),
            number="Special",
            season="1",
            licence="all-rights-reserved",
            people=(Person("Ben Cole", "guest"), Person("Cy Dole", "host")),
            transcripts=(
                TranscriptLink("https://tea.example/2.de.json", "application/json", "de"),
                TranscriptLink("https://tea.example/2.srt", "application/x-subrip", "en-GB", "captions"),
                TranscriptLink("https://tea.example/2.html", "text/html", "en-GB"),
            ),
            chapters_url="https://tea.example/2.chapters.json",
        ),
        FeedItem(
            guid="tea-1",
            title="Your first tea",
            url="https://tea.example/1",
            published=datetime(2020, 1, 6, 8, tzinfo=UTC),
            number="1",
            season="1",
            licence="cc-by-4.0",
            people=(Person("Ada Bird"),),
            enclosure="https://tea.example/1.mp3",
        ),
    )


def test_an_atom_feed_tells_the_same_under_other_names():
    feed = read_feed(ATOM.encode())
    assert (feed.title, feed.url, feed.language) == ("Tea & Careers", "https://tea.example/show/", "en")
    assert feed.items == (
        FeedItem(
            guid="urn:tea:1",
            title="Your first tea",
            url="https://tea.example/show/1",
            published=datetime(2020, 1, 6, 9, tzinfo=UTC),
            transcripts=(TranscriptLink("https://tea.example/show/1.vtt", "text/vtt", "en"),),
            enclosure="https://tea.example/1.mp3",
        ),
    )


@pytest.mark.parametrize("prefix", ["podcast", "p"])
@pytest.mark.parametrize(
    "namespace",
    [PODCAST, PODCAST_BEFORE, PODCAST + "/", PODCAST.replace("https", "http"), PODCAST_BEFORE.lower()],
)
@settings(max_examples=5)
@given(feed=FEEDS)
def test_a_written_feed_comes_back_whole_under_any_prefix_and_address(prefix, namespace, feed):
    assert read_feed(written(feed, prefix=prefix, namespace=namespace).encode()) == feed


@settings(max_examples=40)
@given(FEEDS)
def test_a_feed_read_and_written_again_is_the_same(feed):
    once = read_feed(written(feed).encode())
    assert read_feed(written(once).encode("utf-16")) == once == feed


@pytest.mark.parametrize(
    ("written_as", "read"),
    [
        ("Mon, 06 Jan 2020 09:00:00 GMT", datetime(2020, 1, 6, 9, tzinfo=UTC)),
        ("6 Jan 2020 09:00:00 -0000", datetime(2020, 1, 6, 9, tzinfo=UTC)),
        ("Mon, 06 Jan 20 09:00:00 PDT", datetime(2020, 1, 6, 16, tzinfo=UTC)),
        ("2020-01-06T09:00:00+02:00", datetime(2020, 1, 6, 7, tzinfo=UTC)),
        ("2020-01-06", datetime(2020, 1, 6, tzinfo=UTC)),
        ("  Mon,\n06 Jan 2020 09:00 GMT ", datetime(2020, 1, 6, 9, tzinfo=UTC)),
        ("0001-01-01T00:00:00+10:00", None),
        ("9999-12-31T23:59:59-10:00", None),
        ("Mon, 99 Jan 2020 09:00:00 GMT", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates_are_read_as_feeds_write_them(written_as, read):
    assert read_feed(episode(f"<pubDate>{written_as}</pubDate>")).items[0].published == read


def test_episodes_without_a_date_stay_behind_in_the_order_of_the_feed():
    dated = "<item><guid>c</guid><pubDate>2020-01-06</pubDate></item>"
    feed = read_feed(rss(f"<item><guid>b</guid></item><item><guid>a</guid></item>{dated}"))
    assert [it.guid for it in feed.items] == ["c", "b", "a"]


def test_of_too_many_episodes_the_newest_are_kept_and_the_others_counted():
    days = [f"{2000 + at // 300}-01-{1 + at % 28:02}" for at in range(ITEMS_MAX)]
    items = "".join(f"<item><guid>{at}</guid><pubDate>{day}</pubDate></item>" for at, day in enumerate(days))
    older = "".join(f"<item><guid>old-{at}</guid><pubDate>1999-01-01</pubDate></item>" for at in range(7))
    feed = read_feed(rss(older + items))
    assert (len(feed.items), feed.older) == (ITEMS_MAX, 7)
    assert not any(it.guid.startswith("old") for it in feed.items)


def test_an_episode_that_comes_twice_is_there_once_as_it_is_newest():
    items = [
        f"<item><guid>a</guid><title>{day}</title><pubDate>2020-01-{day}</pubDate></item>" for day in (10, 20)
    ]
    assert [it.title for it in read_feed(rss("".join(items))).items] == ["20"]


@pytest.mark.parametrize(
    ("inside", "guid"),
    [
        (
            "<enclosure url='https://tea.example/1.mp3'/><link>https://tea.example/1</link>",
            "https://tea.example/1.mp3",
        ),
        ("<link>https://tea.example/1</link><title>Tea</title>", "https://tea.example/1"),
        ("<title>Tea</title>", "Tea"),
    ],
)
def test_an_episode_without_an_identifier_is_known_by_what_else_it_has(inside, guid):
    assert read_feed(rss(f"<item>{inside}</item><item/>")).items[0].guid == guid


@pytest.mark.parametrize(
    ("guid", "page"),
    [
        ("<guid>https://tea.example/1</guid>", "https://tea.example/1"),
        ("<guid isPermaLink='false'>https://tea.example/1</guid>", ""),
        ("<guid>1</guid>", ""),
    ],
)
def test_an_identifier_is_the_page_only_where_it_says_so(guid, page):
    assert read_feed(rss(f"<item>{guid}</item>"), "https://tea.example/feed").items[0].url == page


# Texts


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("<![CDATA[<p>Tea</p><p>and milk</p>]]>", "Tea and milk"),
        ("&lt;b class='x'&gt;Tea&lt;/b&gt;!", "Tea!"),
        ("<![CDATA[Tea &amp; milk &#8211; &eacute;]]>", "Tea & milk \u2013 é"),
        ("Tea &amp;amp; milk", "Tea & milk"),
        ("Tea&nbsp;&hellip;", "Tea …"),
        ("Tea & milk &unknown; R&D", "Tea & milk &unknown; R&D"),
        ("<![CDATA[R&D &unknown; ]]>", "R&D &unknown;"),
        ("Option&lt;T&gt; &lt; Vec&lt;T&gt;", "Option<T> < Vec<T>"),
        ("Tea\n\t  and\r\nmilk\u2028now", "Tea and milk now"),
        ("Te\x00a\x07 &#7;&#0;\x1b[31m", "Tea \ufffd[31m"),
        ("&#x1F375; tea&#8238;gnp.exe\u2066", "🍵 teagnp.exe"),
        ("\N{WOMAN}\N{ZERO WIDTH JOINER}\N{PERSONAL COMPUTER}\N{ZERO WIDTH SPACE}", "👩\u200d💻"),
        ("x" * 1000, "x" * (TITLE_MAX - 1) + "…"),
        ("<b>Tea</b> time", "Tea time"),
        ("Tea<!-- & milk -->", "Tea"),
    ],
)
def test_a_title_is_plain_words_on_one_line(title, read):
    assert read_feed(episode(f"<title>{title}</title>")).items[0].title == read


# Addresses


@pytest.mark.parametrize(
    ("link", "read"),
    [
        ("https://tea.example/1?a=1&amp;b=2", "https://tea.example/1?a=1&b=2"),
        ("https://tea.example/1?a=1&b=2&copy=3", "https://tea.example/1?a=1&b=2&copy=3"),
        ("<![CDATA[https://tea.example/1?a=1&b=2]]>", "https://tea.example/1?a=1&b=2"),
        ("https://tea.example/1?a=1&amp;amp;b=2", "https://tea.example/1?a=1&b=2"),
        ("\n  HTTPS://Tea.Example/1\n", "https://tea.example/1"),
        ("https://tea.example/ä b|<![CDATA[<c>]]>", "https://tea.example/%C3%A4%20b%7C%3Cc%3E"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("//tea.example/1", "https://tea.example/1"),
        ("1", "https://feeds.example/shows/1"),
        ("/1", "https://feeds.example/1"),
        ("../1", "https://feeds.example/1"),
        ("?n=1", "https://feeds.example/shows/tea.xml?n=1"),
        ("javascript:alert(1)", ""),
        ("data:text/plain,tea", ""),
        ("file:///etc/passwd", ""),
        ("ftp://tea.example/1", ""),
        ("https://me:secret@tea.example/1", ""),
        ("https://[tea/", ""),
        ("https://tea.example:99999/", ""),
        ("https://*tea*.example/", ""),
        ("https://tea.example/\u202e1", ""),
        ("https://tea.example/" + "x" * 3000, ""),
    ],
)
def test_only_whole_addresses_of_the_web_are_kept(link, read):
    feed = read_feed(episode(f"<link>{link}</link>"), "https://feeds.example/shows/tea.xml?key=1")
    assert feed.items[0].url == read


@pytest.mark.parametrize("link", ["/1", "//tea.example/1", "https:///1"])
def test_a_relative_address_without_anything_to_start_from_is_none(link):
    assert read_feed(episode(f"<link>{link}</link>")).items[0].url == ""


def test_a_base_holds_for_what_is_in_it_and_starts_from_the_one_around_it():
    feed = read_feed(
        rss(
            "<link>./</link>"
            "<item xml:base='2/'><link>a</link><enclosure url='b' xml:base='javascript:'/></item>"
            "<item><link>c</link></item>",
            "xml:base='/shows/'",
        ),
        "https://tea.example/feed.xml",
    )
    assert feed.url == "https://tea.example/shows/"
    assert [(it.url, it.enclosure) for it in feed.items] == [
        ("https://tea.example/shows/2/a", "https://tea.example/shows/2/b"),
        ("https://tea.example/shows/c", ""),
    ]


# Licences, people, transcripts


@pytest.mark.parametrize(
    ("told", "licence"),
    [
        ("<podcast:license>cc-by-4.0</podcast:license>", "cc-by-4.0"),
        ("<podcast:license url='https://tea.example/l'/>", "https://tea.example/l"),
        ("<cc:license>https://cc.example/by</cc:license>", "https://cc.example/by"),
        ("<atom:link rel='license' href='https://cc.example/by'/>", "https://cc.example/by"),
        ("<copyright>Tea Ltd</copyright>", ""),
    ],
)
def test_a_licence_is_named_or_linked(told, licence):
    root = (
        f"xmlns:podcast='{PODCAST}' xmlns:atom='http://www.w3.org/2005/Atom' "
        "xmlns:cc='http://backend.userland.com/creativeCommonsRssModule'"
    )
    feed = read_feed(rss(f"{told}<item><guid>a</guid></item>", root))
    assert feed.licence == feed.items[0].licence == licence


def test_people_named_twice_or_not_at_all_are_there_once_or_not():
    person = "<podcast:person role='guest'>Ada</podcast:person>"
    people = read_feed(episode(f"{person}<podcast:person> </podcast:person>{person}")).items[0].people
    assert people == (Person("Ada", "guest"),)


def test_a_transcript_without_an_address_to_fetch_is_none():
    links = "<podcast:transcript type='text/vtt'/><podcast:transcript url='tea:1' type='text/vtt'/>"
    assert read_feed(episode(links)).items[0].transcripts == ()
