"""Files become editions, or reasons why not."""

from dataclasses import replace

import pytest

from bot.bringing import again
from bot.episodes import Loaded, Origin
from bot.loading import Loader, NotLoaded, alike, is_another
from bot.model import Upload
from bot.shelf_wording import edition_line
from knowledge.excerpts.making import Maker
from knowledge.excerpts.packing import unpack
from knowledge.transcripts.trouble import SIZE_MAX
from tests.bot.talks import CURATED, MARKDOWN, OTHER_VTT, TALK, VTT, Web, upload
from tests.bot.visitor import MONDAY
from tests.knowledge.transcripts.conversations import WRITERS

TOLD = {
    "title": "Pagers",
    "show": "Tea Time",
    "number": "7",
    "page": "https://tea.example/7",
    "licence": "CC0",
}


@pytest.fixture
def loader(library, maker):
    return Loader(library, maker, Web())


def kept(prepared, name=None):
    """That edition, as if it had been kept."""
    return Loaded(
        id=prepared.digest[:8],
        owner="terminal",
        name=name or prepared.name,
        number=1,
        origin=prepared.origin,
        title=prepared.title,
        source=prepared.source,
        digest=prepared.digest,
        excerpts=prepared.excerpts,
        by="ada",
        at=MONDAY,
        details=prepared.told,
        sketch=prepared.sketch,
    )


@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
def test_every_format_makes_the_same_excerpts(loader, writer):
    prepared = loader.prepare(upload("tea-time-7", writer.write(TALK).encode()))
    assert prepared.name == "tea-time-7"
    assert {it.main for it in prepared.made.excerpts} >= {4, 6}
    [advice] = [it for it in prepared.made.excerpts if it.main == 4]
    assert "wake up the next person" in advice.text
    assert (advice.speaker, advice.start) == ("Noor Haddad", 180)


def test_what_is_kept_is_the_file_and_all_that_was_made_of_it(loader):
    prepared = loader.prepare(upload())
    assert prepared.contents.original == VTT
    assert unpack(prepared.contents.packed).edition.excerpts == prepared.made.excerpts
    assert prepared.excerpts == len(prepared.made.excerpts) > 1


def test_what_is_told_stands_under_each_excerpt(loader):
    prepared = loader.prepare(upload(), TOLD)
    assert prepared.title == "Tea Time 7: Pagers"
    assert prepared.facts.missing == ()
    assert prepared.told == TOLD
    card = prepared.made.cards[0]
    assert (card.episode.attribution, card.url) == ("From Tea Time 7, CC0", "https://tea.example/7")


def test_what_nobody_told_is_missing_and_there_is_no_link(loader):
    prepared = loader.prepare(upload())
    assert prepared.facts.missing == ("title", "page", "licence")
    assert prepared.title == "tea-time-7"
    assert prepared.made.cards[0].url == ""


def test_the_same_file_with_the_same_details_has_the_same_digest(loader):
    digests = [loader.prepare(*it).digest for it in ((upload(),), (upload(), {}), (upload(), {"title": " "}))]
    assert len(set(digests)) == 1
    assert loader.prepare(upload(), TOLD).digest != digests[0]
    assert loader.prepare(upload(data=OTHER_VTT)).digest != digests[0]


def test_what_is_made_in_another_way_has_another_digest(loader, library, shipped):
    plainly = loader.prepare(upload())
    spared = Loader(library, Maker(library, shipped.encoder, sparing=True), Web())
    without_model = Loader(library, Maker(library, None), Web())
    digests = {plainly.digest, *(it.prepare(upload()).digest for it in (spared, without_model))}
    assert len(digests) == 3
    curated = upload("whatever.toml", CURATED)
    assert without_model.prepare(curated).digest == loader.prepare(curated).digest


def test_what_a_file_is_known_by_is_told_before_anything_is_made_of_it(loader):
    for it in (upload(), upload("whatever.toml", CURATED)):
        assert loader.prepare(it).digest in loader.untold(it)


def test_a_file_is_known_whichever_way_it_was_made(loader, library, shipped):
    spared = Loader(library, Maker(library, shipped.encoder, sparing=True), Web())
    plain = Loader(library, Maker(library, shipped.encoder), Web())
    for one, other in ((spared, plain), (plain, spared)):
        assert one.prepare(upload()).digest in other.untold(upload())
        assert one.prepare(upload(), TOLD).digest in other.digests(other.prepare(upload(), TOLD))
        assert one.prepare(upload(), TOLD).digest not in other.digests(other.prepare(upload()))
        assert one.prepare(upload()).digest not in loader.untold(upload(data=VTT + b"\n"))
    without_model = Loader(library, Maker(library, None), Web())
    assert without_model.prepare(upload()).digest not in spared.untold(upload())


def test_what_was_told_of_an_episode_holds_on_when_its_file_changes(loader):
    before = kept(loader.prepare(upload(), TOLD))
    changed = VTT.replace(b"wake up the next", b"wake up another")
    anew = loader.prepare(upload(data=changed), {"title": "Shadowing"}, before=[before])
    assert anew.told == TOLD | {"title": "Shadowing"}
    assert loader.prepare(upload(), before=[before]).digest == before.digest


def test_what_was_told_of_another_episode_of_that_name_does_not(loader):
    other = kept(loader.prepare(upload(data=OTHER_VTT), TOLD))
    assert loader.prepare(upload(), before=[other]).told == {}


def test_to_tell_what_stands_in_the_file_is_to_tell_nothing(loader):
    plain = loader.prepare(upload("js-party-104.md", MARKDOWN))
    told = loader.prepare(upload("js-party-104.md", MARKDOWN), {"show": "JS Party", "number": "104"})
    assert told.digest == plain.digest
    assert told.told == {}


def test_a_name_that_is_given_counts_more_than_that_of_the_file(loader):
    assert loader.prepare(upload("other.vtt"), name="tea-time-7").name == "tea-time-7"


def test_a_copy_under_another_name_is_told_from_another_episode(loader):
    talk, other = loader.prepare(upload()), loader.prepare(upload("workshops-1.vtt", OTHER_VTT))
    copy = loader.prepare(
        upload("the-pager-talk.vtt", VTT.replace(b"pager seriously", b"pager as seriously"))
    )
    assert alike(copy, [kept(talk), kept(other)]) == (kept(talk),)
    assert alike(talk, [kept(talk)]) == ()
    assert is_another(talk.sketch, kept(other, name=talk.name))
    assert not is_another(copy.sketch, kept(talk))


def test_a_curated_file_is_taken_as_it_is(loader):
    prepared = loader.prepare(upload("whatever.toml", CURATED))
    assert (prepared.name, prepared.origin) == ("tea-time-7.toml", Origin.CURATED)
    assert prepared.contents.packed == CURATED
    assert [it.id for it in prepared.made.cards] == ["shadow-a-night"]


def test_all_mistakes_in_a_curated_file_are_named(loader):
    wrong = CURATED.replace(b'"learning"', b'"knitting"').replace(b"[4, 4]", b"[9, 9]")
    with pytest.raises(NotLoaded) as refused:
        loader.prepare(upload("tea.toml", wrong))
    said = str(refused.value)
    assert "before these are mended" in said
    assert "no topic is called 'knitting'" in said
    assert "the episode has 7 turns, not 9" in said


def test_of_many_mistakes_the_first_are_named(loader):
    wrong = b"[episode]\n" + b"".join(b"nonsense%d = 1\n" % number for number in range(40))
    with pytest.raises(NotLoaded) as refused:
        loader.prepare(upload("tea.toml", wrong))
    assert "more." in str(refused.value).splitlines()[-1]
    assert len(str(refused.value)) < 4000


@pytest.mark.parametrize(
    ("brought", "says"),
    [
        (Upload("tea.vtt", trouble="The file is gone."), "The file is gone."),
        (upload("tea.mp3", b"ID3\x04\x00\xff\xfb\x90\x00" * 400), "I can read text only"),
        (upload("tea.vtt", b""), "This file is empty"),
        (upload("tea.vtt", b"WEBVTT\n\n"), "nobody says anything"),
        (upload("tea.md", b" " * (SIZE_MAX + 1)), "far less"),
        (upload("tea.json", b'{"a": [1, 2'), "not valid"),
        (upload("tea.toml", b"[[["), "is not valid TOML"),
    ],
)
def test_what_cannot_be_used_is_refused_with_what_to_do(loader, brought, says):
    with pytest.raises(NotLoaded) as refused:
        loader.prepare(brought)
    assert says in str(refused.value)


def test_names_and_titles_of_any_length_and_kind_are_bounded(loader):
    brought = upload("\u202e" + "x y" * 400 + "\x00.vtt")
    prepared = loader.prepare(brought, dict.fromkeys(TOLD, "@everyone `a` " * 100))
    assert len(prepared.name) <= 60
    assert len(prepared.title) <= 250
    assert len(prepared.source) <= 500
    assert "\u202e" not in prepared.source
    assert len(prepared.episode.attribution) <= 250


async def test_an_address_is_fetched_by_whoever_can(library, maker):
    page = replace(upload(), url="https://tea.example/7.vtt")
    loader = Loader(library, maker, Web({"https://tea.example/7.vtt": page}))
    fetched = await loader.fetched("https://tea.example/7.vtt")
    assert loader.prepare(fetched).source == "https://tea.example/7.vtt"


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("https://tea.example/shows/go-time-12.md?token=abc", "go-time-12.md"),
        ("https://tea.example/go%20time.md", "go time.md"),
        ("https://tea.example/tea.toml", "tea"),
        ("https://tea.example/", ""),
        ("https://[", ""),
        ("go-time-12.md", "go-time-12.md"),
    ],
)
def test_a_file_that_is_read_again_is_called_as_it_was(loader, source, name):
    url = source if "://" in source else ""
    brought = Upload("go-time-12.md", MARKDOWN, url=url)
    prepared = loader.prepare(brought)

    read_again = again(kept(prepared), prepared.contents)

    assert (read_again.name, read_again.url, read_again.data) == (name, url, MARKDOWN)
    assert loader.prepare(read_again, name=prepared.name).source == prepared.source


async def test_two_spellings_of_an_address_are_one_source(library, maker):
    spelled = ("https://tea.example/tea time.vtt", "https://TEA.example/tea%20time.vtt")
    loader = Loader(library, maker, Web(dict.fromkeys(spelled, upload())))
    assert {(await loader.fetched(it)).url for it in spelled} == {"https://tea.example/tea%20time.vtt"}


def test_where_it_is_from_is_shown_without_what_opens_the_door(loader):
    fetched = loader.prepare(Upload("a-b.vtt", VTT, url="https://tea.example/a-b.vtt?token=secret"))
    assert fetched.source.endswith("token=secret")
    line = edition_line(kept(fetched), "Monday", "")
    assert ("https://tea.example/a-b.vtt, " in line, "secret" in line) == (True, False)
    assert "from why?.vtt, " in edition_line(kept(loader.prepare(upload("why?.vtt"))), "Monday", "")


def test_no_episode_goes_by_the_name_of_what_people_here_wrote(loader):
    with pytest.raises(NotLoaded, match="Call this episode something else"):
        loader.prepare(upload("it.toml", CURATED.replace(b'"tea-time-7"', b'"community"')))
