"""Feeds as they are found: in any encoding, and with the slips that their programs make."""

import pytest

from knowledge.feeds.reading import read_feed
from tests.knowledge.feeds.feeds import PODCAST, episode


@pytest.mark.parametrize(
    ("encoding", "title"),
    [
        ("utf-8", "naïve \u2013 茶"),
        ("utf-8-sig", "naïve \u2013 茶"),
        ("utf-16", "naïve \u2013 茶"),
        ("utf-16-le", "naïve \u2013 tea"),
        ("utf-16-be", "naïve \u2013 tea"),
        ("utf-32", "naïve \u2013 茶"),
        ("windows-1252", "naïve \u2013 €"),
        ("iso-8859-1", "naïve café"),
        ("iso-8859-2", "Łukasz Žádník"),
        ("koi8-r", "чай"),
        ("windows-1251", "чай"),
        ("shift_jis", "お茶"),
        ("euc-kr", "차"),
        ("gb2312", "茶"),
        ("big5", "茶"),
    ],
)
def test_a_feed_is_read_in_the_encoding_that_it_declares(encoding, title):
    declared = f'<?xml version="1.0" encoding="{encoding.upper()}"?>\n'
    data = (declared + episode(f"<title>{title}</title>").decode()).encode(encoding)
    assert read_feed(data).items[0].title == title


@pytest.mark.parametrize(
    "declared", ["utf-8", "iso-8859-1", "us-ascii", "windows-1251", "zip", "punycode", "?"]
)
def test_what_is_valid_utf_8_is_read_as_such_whatever_it_declares(declared):
    data = f'<?xml version="1.0" encoding="{declared}"?>'.encode() + episode("<title>naïve</title>")
    assert read_feed(data).items[0].title == "naïve"


def test_a_feed_that_only_calls_itself_utf_8_is_read_all_the_same():
    data = b'<?xml version="1.0" encoding="utf-8"?>' + episode("<title>na\xefve</title>").decode().encode(
        "cp1252"
    )
    assert read_feed(data).items[0].title == "naïve"


@pytest.mark.parametrize(
    "data",
    [
        b"\n\n  <?xml version='1.0'?>" + episode(""),
        b"\xef\xbb\xbf\n<?xml version='1.0'?>" + episode(""),
        b"<?xml version='1.0'?><?xml-stylesheet href='tea.xsl'?><!-- tea & milk -->" + episode(""),
        episode("\x00\x0b\x1f\x7f"),
        episode("<description>a & b &nbsp; &bogus; &#2; &#xD800; &#99999999;</description>"),
        episode("<description><![CDATA[ <html> & <!-- ]]></description><!-- <![CDATA[ & -->"),
        episode("", "xmlns='http://backend.userland.com/rss2'"),
        episode("<x:y xmlns:x='urn:x' x:z='1'><guid>other</guid></x:y>"),
        episode("<image><title>other</title></image>") + b"\n<!-- made by a program -->\n\n",
    ],
)
def test_what_does_no_harm_is_passed_over(data):
    assert [it.guid for it in read_feed(data).items] == ["tea"]


def test_prefixes_that_everybody_knows_need_no_declaration():
    inside = "<itunes:episode>3</itunes:episode><podcast:person>Ada</podcast:person><media:content/>"
    item = read_feed(episode(inside, root="")).items[0]
    assert (item.number, [it.name for it in item.people]) == ("3", ["Ada"])


def test_a_prefix_may_mean_something_else():
    strange = "<podcast:person>Ada</podcast:person>"
    assert read_feed(episode(strange, "xmlns:podcast='urn:other'")).items[0].people == ()


def test_a_namespace_inside_ends_with_its_element():
    page = "<a xmlns='http://www.w3.org/1999/xhtml'><title>no</title></a>"
    person = f"<b:person xmlns:b='{PODCAST}'>Ada</b:person>"
    item = read_feed(episode(f"{page}<title>Tea</title>{person}")).items[0]
    assert (item.title, [it.name for it in item.people]) == ("Tea", ["Ada"])
