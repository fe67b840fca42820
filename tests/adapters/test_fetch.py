"""What is fetched, from where, and what is not: real sockets on loopback, and the real rule for the rest."""

import asyncio
import gzip
import traceback
import tracemalloc
import zlib
from collections.abc import AsyncIterator
from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

import pytest
from aiohttp import web as serving
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters import fetch as module
from adapters import program
from adapters.fetch import (
    INTERNET,
    LIMITS,
    Fetched,
    FetchFailed,
    FetchRefused,
    Limits,
    Network,
    NotFetched,
    fetch,
    is_public,
)
from adapters.fetcher import EMPTY, WebFetcher
from adapters.settings import Settings
from bot.model import Upload
from knowledge.transcripts.trouble import MEGABYTE
from tests.doubles.postgres import free_port
from tests.doubles.web import ELSEWHERE, HERE, Web

FILE = "https://podcast.test/episodes/12.md"
TEXT = "**Ada:** Hello.\n"
TAGGED = {"ETag": '"v1"'}
WITH_HTTP = replace(LIMITS, http=True)
SHORT = Limits(seconds=0.3)
"""For those who would wait ten seconds otherwise."""

SMALL = Limits(size=MEGABYTE)

quick = settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    async with Web() as web:
        web.put(FILE, TEXT, Content_Type="Text/Markdown; charset=utf-8")
        yield web


async def refusal(url: str, network: Network = INTERNET, limits: Limits = LIMITS) -> str:
    with pytest.raises(FetchRefused) as why:
        await fetch(url, limits=limits, network=network)
    return str(why.value)


async def failure(url: str, web: Web, limits: Limits = LIMITS) -> str:
    """What is said, in which no address stands, not even in what a log would show."""
    with pytest.raises(FetchFailed) as why:
        await fetch(url, limits=limits, network=web.network)
    assert "127.0.0" not in "".join(traceback.format_exception(why.value))
    return str(why.value)


# What comes


async def test_a_version_that_is_known_by_its_tag_does_not_come_again(web: Web):
    async def page(request: serving.BaseRequest) -> serving.Response:
        known = request.headers.get("If-None-Match") == '"v1"'
        return serving.Response(status=304 if known else 200, text="" if known else TEXT, headers=TAGGED)

    web.pages[FILE] = page
    first = await fetch(FILE, network=web.network)
    again = await fetch(FILE, tag=first.tag, network=web.network)
    changed = await fetch(FILE, tag='"v0"', network=web.network)

    assert (first.data, first.tag, first.same) == (TEXT.encode(), '"v1"', False)
    assert (again.data, again.same) == (b"", True)
    assert changed == first


async def test_that_nothing_changed_is_no_answer_to_who_knows_nothing(web: Web):
    web.put(FILE, status=304)

    assert "304" in await failure(FILE, web)


@pytest.mark.parametrize("tag", ["x" * 201, '"\u00e9"'])
async def test_a_tag_that_could_not_be_sent_back_is_none(web: Web, tag: str):
    web.put(FILE, TEXT, ETag=tag)

    assert (await fetch(FILE, network=web.network)).tag == ""


async def test_the_core_gets_a_file_with_where_it_was_and_its_tag(web: Web):
    web.put("https://elsewhere.test/", status=302, Location=FILE)
    web.put(FILE, TEXT, ETag='"v1"')

    came = await WebFetcher(network=web.network).fetch("https://elsewhere.test/")

    assert came == Upload("12.md", TEXT.encode(), url=FILE, tag='"v1"')


async def test_the_core_is_told_that_a_file_is_the_same_by_an_empty_one(web: Web):
    web.put(FILE, status=304)

    assert await WebFetcher(network=web.network).fetch(FILE, '"v1"') == Upload("12.md", url=FILE, tag='"v1"')


async def test_the_core_is_told_in_words_what_went_wrong(web: Web):
    fetcher = WebFetcher(network=web.network)
    web.put(FILE, "")

    assert (await fetcher.fetch(FILE, '"v1"')).trouble == EMPTY
    assert "nothing at that address" in (await fetcher.fetch("https://podcast.test/404")).trouble
    assert (await fetcher.fetch("http://podcast.test/12.md")).trouble == module.INSECURE


@pytest.mark.parametrize("allowed", [False, True])
def test_the_operator_decides_on_what_is_not_encrypted(allowed: bool):  # noqa: FBT001
    assert program.open_fetcher(Settings(fetch_http=allowed)).limits.http is allowed


async def test_a_file_comes_as_it_is_with_its_name_and_what_the_server_calls_it(web: Web):
    came = await fetch(f"  {FILE}#top ", network=web.network)

    assert came == Fetched(TEXT.encode(), url=FILE, content_type="text/markdown", name="12.md")


async def test_servers_are_told_who_asks_and_nothing_else(web: Web, tmp_path: Path, monkeypatch):
    (tmp_path / "netrc").write_text("machine podcast.test login ada password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HTTPS_PROXY", f"http://{HERE}:9")
    web.put("https://elsewhere.test/", status=302, Location="https://podcast.test/", Set_Cookie="id=1")
    web.put("https://podcast.test/", status=302, Location=FILE, Set_Cookie="id=2")

    assert (await fetch("https://elsewhere.test/", network=web.network)).data == TEXT.encode()

    assert len(web.asked) == 3
    for request in web.asked:
        assert set(request.headers) == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}
        assert request.headers["User-Agent"].startswith("CareerMentor/")


async def test_what_was_packed_on_the_way_is_unpacked(web: Web):
    web.put(FILE, gzip.compress(TEXT.encode()), Content_Encoding="gzip")

    assert (await fetch(FILE, network=web.network)).data == TEXT.encode()


async def test_a_packed_file_stays_packed(web: Web):
    packed = gzip.compress(TEXT.encode())
    web.put(FILE, packed, Content_Type="application/gzip")

    assert (await fetch(FILE, network=web.network)).data == packed


@pytest.mark.parametrize(
    ("path", "wish", "name"),
    [
        ("a/b%20c.vtt?x=y.txt", "", "b c.vtt"),
        ("a/", "", "a"),
        ("", "", "podcast.test"),
        ("x", "attachment", "x"),
        ("x", 'attachment; filename="The show, 12.srt"', "The show, 12.srt"),
        ("x", "attachment; filename=12.srt; size=4", "12.srt"),
        ("x", "attachment; filename*=UTF-8''%C3%A9pisode.srt", "épisode.srt"),
        ("x", 'attachment; filename="../../etc/passwd"', "passwd"),
        ("x", 'attachment; filename="..\\..\\boot.ini"', "boot.ini"),
        ("x", 'attachment; filename=".."', "podcast.test"),
        ("a%2Fb%2F..", "", "podcast.test"),
        ("x", "attachment; filename*=''a%00%0A%E2%80%AEb", "ab"),
        ("x", f"attachment; filename={'x' * 3000}", "x" * 100),
    ],
)
async def test_a_name_is_a_files_name_and_nothing_else(web: Web, path: str, wish: str, name: str):
    await web.utter("podcast.test", f"HTTP/1.1 200 OK\r\nContent-Disposition: {wish}\r\n\r\n".encode())

    assert (await fetch(f"https://podcast.test/{path}", network=web.network)).name == name


async def test_http_is_for_those_who_allow_it(web: Web):
    web.put("http://podcast.test/12.md", TEXT)

    assert await refusal("http://podcast.test/12.md", web.network) == module.INSECURE
    assert web.looked_up == []
    assert (await fetch("http://podcast.test/12.md", limits=WITH_HTTP, network=web.network)).name == "12.md"


# What is not asked for


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", module.NO_ADDRESS),
        ("podcast.test/12.md", module.NO_ADDRESS),
        ("//podcast.test/12.md", module.NO_ADDRESS),
        ("https:///12.md", module.NO_ADDRESS),
        ("https:podcast.test", module.NO_ADDRESS),
        ("ftp://podcast.test/12.md", module.NO_ADDRESS),
        ("file:///etc/passwd", module.NO_ADDRESS),
        ("unix://podcast.test/", module.NO_ADDRESS),
        ("ws://podcast.test/", module.NO_ADDRESS),
        ("https://pod cast.test/", module.NO_ADDRESS),
        ("https://podcast.test\\@elsewhere.test/", module.NO_ADDRESS),
        ("https://podcast.test/\r\nHost: elsewhere.test", module.NO_ADDRESS),
        ("https://podcast.test/\u202egpj.md", module.NO_ADDRESS),
        ("https://<!channel>/", module.NO_ADDRESS),
        ("https://*podcast*.test/", module.NO_ADDRESS),
        ("https://podcast%2etest/", module.NO_ADDRESS),
        ("https://[fe80::1%25eth0]/", module.NO_ADDRESS),
        ("https://podcast.test:99999/", module.NO_ADDRESS),
        (f"https://podcast.test/{'x' * 8000}", module.NO_ADDRESS),
        ("HTTP://podcast.test/", module.INSECURE),
        ("https://ada@podcast.test/", module.WITH_LOGIN),
        ("https://ada:secret@podcast.test/", module.WITH_LOGIN),
        ("https://podcast.test:443@elsewhere.test/", module.WITH_LOGIN),
        ("https://podcast.test:22/", module.OTHER_PORT),
        ("https://podcast.test:80/", module.OTHER_PORT),
        ("https://podcast.test:0/", module.OTHER_PORT),
    ],
)
async def test_what_is_no_address_of_the_webs_is_not_even_looked_up(web: Web, typed: str, said: str):
    assert await refusal(typed, web.network) == said
    assert web.looked_up == []


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001",
        "127.0.0.1.", "\uff11\uff12\uff17.0.0.1", "127\u30020\u30020\u30021", "0.0.0.0", "0", "localhost",
        "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[::ffff:0:7f00:1]",
        "[64:ff9b::127.0.0.1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]",
        "10.0.0.1", "172.16.0.1", "192.168.0.1", "100.64.0.1", "[fe80::1]", "[fec0::1]", "[fd00::1]",
        "169.254.169.254", "192.0.0.192", "168.63.129.16", "100.100.100.200", "[fd00:ec2::254]",
        "224.0.0.1", "240.0.0.1", "255.255.255.255", "[ff02::1]", "[4000::1]", "[2001:db8::1]", "[3fff::1]",
    ],
)  # fmt: skip
async def test_whatever_is_not_the_public_internet_is_refused_in_every_spelling(host: str):
    assert await refusal(f"https://{host}/latest/meta-data/") == module.PRIVATE


async def test_a_name_that_leads_inside_is_refused_before_anything_is_connected(web: Web):
    await web.utter("inside.test", b"", tls=False)

    assert await refusal("https://inside.test/", replace(web.network, allowed=is_public)) == module.PRIVATE
    await asyncio.sleep(0.05)
    assert web.reached == []
    assert "inside.test" in await failure("https://inside.test/", web)
    assert web.reached == ["inside.test"]


async def test_of_several_addresses_only_those_that_are_allowed_are_tried(web: Web):
    web.names["podcast.test"] = [[ELSEWHERE, "::1", HERE]]

    assert (await fetch(FILE, network=web.network)).data == TEXT.encode()


async def test_each_connection_is_judged_by_the_address_it_goes_to_not_by_one_from_before(web: Web):
    web.put(FILE, status=302, Location=FILE)
    web.names["podcast.test"] = [[HERE], [HERE], [ELSEWHERE], [HERE]]

    assert await refusal(FILE, web.network) == module.PRIVATE
    assert web.looked_up == ["podcast.test"] * 3
    assert len(web.asked) == 2


# Redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("to", [FILE, "/episodes/12.md", "12.md", "//podcast.test/episodes/12.md"])
async def test_a_redirect_is_followed_and_the_end_of_it_told(web: Web, status: int, to: str):
    web.put("https://podcast.test/episodes/latest", status=status, Location=to)

    came = await fetch("https://podcast.test/episodes/latest", network=web.network)

    assert (came.url, came.data) == (FILE, TEXT.encode())


@pytest.mark.parametrize(("times", "followed"), [(3, True), (4, False)])
async def test_three_redirects_are_followed_and_no_more(web: Web, times: int, *, followed: bool):
    for left in range(times, 0, -1):
        web.put(f"https://podcast.test/{left}", status=302, Location=f"/{left - 1}")
    web.put("https://podcast.test/0", TEXT)
    begin = f"https://podcast.test/{times}"

    if followed:
        assert (await fetch(begin, network=web.network)).url == "https://podcast.test/0"
    else:
        assert "again and again" in await failure(begin, web)
        assert len(web.asked) == 4


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("http://podcast.test/12.md", module.INSECURE),
        ("https://ada@podcast.test/12.md", module.WITH_LOGIN),
        ("https://podcast.test:8443/12.md", module.OTHER_PORT),
        ("file:///etc/passwd", module.NO_ADDRESS),
        ("https://podcast.test\\@elsewhere.test/", module.NO_ADDRESS),
        ("http:12.md", module.NO_ADDRESS),
    ],
)
async def test_a_redirect_is_judged_like_what_somebody_types(web: Web, to: str, said: str):
    web.put("https://podcast.test/", status=302, Location=to)

    why = await refusal("https://podcast.test/", web.network)

    assert why == f"podcast.test forwards to another address. {said}"


@pytest.mark.parametrize(
    "inside", [f"https://{ELSEWHERE}/", "https://vault.inside.test/", "https://0.0.0.0/"]
)
async def test_a_redirect_inside_is_refused_and_the_place_not_named(web: Web, inside: str):
    web.names["vault.inside.test"] = [[ELSEWHERE]]
    web.put("https://podcast.test/", status=302, Location=inside)

    assert await refusal("https://podcast.test/", web.network) == module.PRIVATE
    assert len(web.asked) == 1


async def test_a_redirect_to_nowhere_ends(web: Web):
    web.put("https://podcast.test/", status=302)

    assert "again and again" in await failure("https://podcast.test/", web)


# Too much


@pytest.mark.parametrize("packed", [False, True])
async def test_as_much_as_is_allowed_comes_and_a_byte_more_does_not(web: Web, *, packed: bool):
    for url, size in ((FILE, 0), ("https://podcast.test/more", 1)):
        data = b"x" * (SMALL.size + size)
        if packed:
            web.put(url, gzip.compress(data), Content_Encoding="gzip")
        else:
            web.put(url, data)

    assert len((await fetch(FILE, limits=SMALL, network=web.network)).data) == SMALL.size
    assert "larger than 1 MB" in await failure("https://podcast.test/more", web, SMALL)


async def test_a_stream_without_end_is_left(web: Web):
    left = asyncio.Event()

    async def page(request: serving.BaseRequest) -> serving.StreamResponse:
        response = serving.StreamResponse()
        await response.prepare(request)
        try:
            while True:
                await response.write(bytes(MEGABYTE))
                # Writing alone need not let others run, who would notice that nobody reads any more.
                await asyncio.sleep(0)
        finally:
            left.set()

    web.pages[FILE] = page

    assert "larger than 1 MB" in await failure(FILE, web, SMALL)
    await asyncio.wait_for(left.wait(), 5)


async def test_a_bomb_is_stopped_before_it_unfolds(web: Web):
    bomb = gzip.compress(bytes(50 * MEGABYTE), 1)
    web.put(FILE, bomb, Content_Encoding="gzip")
    tracemalloc.start()
    try:
        assert "larger than 1 MB" in await failure(FILE, web, SMALL)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert most < 8 * MEGABYTE


@pytest.mark.parametrize("encoding", ["br", "deflate", "zstd", "gzip, gzip", "gzip, br", "nonsense"])
async def test_what_is_packed_otherwise_is_not_unpacked(web: Web, encoding: str):
    web.put(FILE, zlib.compress(bytes(MEGABYTE)), Content_Encoding=encoding)

    assert "cannot unpack" in await failure(FILE, web)


# Too little


@pytest.mark.parametrize(
    "packed",
    [
        gzip.compress(TEXT.encode())[:-9],
        gzip.compress(TEXT.encode()) + b"more",
        gzip.compress(TEXT.encode()) * 2,
        TEXT.encode(),
        b"",
    ],
    ids=["cut off", "something behind it", "twice", "not packed", "nothing"],
)
async def test_half_a_file_is_none(web: Web, packed: bytes):
    web.put(FILE, packed, Content_Encoding="gzip")

    assert "not whole" in await failure(FILE, web)


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n**Ada:** Hel",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n**Ada:** \r\n",
    ],
    ids=["shorter than announced", "without the last piece"],
)
async def test_what_breaks_off_is_not_taken_for_a_file(web: Web, said: bytes):
    await web.utter("odd.test", said)

    assert "not whole" in await failure("https://odd.test/", web)


@pytest.mark.parametrize(
    "said",
    [b"", b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", b"\x00" * 1000],
    ids=["nothing", "another protocol", "a wrong length", "zeros"],
)
async def test_what_is_no_answer_is_said_to_be_none(web: Web, said: bytes):
    await web.utter("odd.test", said)

    assert "as no site does" in await failure("https://odd.test/", web)


# Too slow


async def test_a_site_that_says_nothing_is_not_waited_for(web: Web):
    async def page(_: serving.BaseRequest) -> serving.Response:
        return await asyncio.Event().wait()

    web.pages[FILE] = page

    assert "longer than 0.3 seconds" in await failure(FILE, web, SHORT)


async def test_a_body_that_drips_is_not_waited_for(web: Web):
    async def page(request: serving.BaseRequest) -> serving.StreamResponse:
        response = serving.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b".")
            await asyncio.sleep(0.01)

    web.pages[FILE] = page

    assert "longer than 0.3 seconds" in await failure(FILE, web, SHORT)


async def test_redirects_have_one_time_together(web: Web):
    async def page(_: serving.BaseRequest) -> serving.Response:
        await asyncio.sleep(0.12)
        return serving.Response(status=302, headers={"Location": FILE})

    web.pages[FILE] = page

    assert "longer than 0.3 seconds" in await failure(FILE, web, SHORT)


async def test_a_look_up_is_not_waited_for_either(web: Web):
    class Slow(Web):
        async def resolve(self, *_: object, **__: object) -> list:
            return await asyncio.Event().wait()

    with pytest.raises(FetchFailed, match="longer than"):
        await fetch(FILE, limits=SHORT, network=replace(web.network, resolver=Slow()))


# What the other side says


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (204, "gives no file, but the answer 204"), (206, "the answer 206"), (300, "the answer 300"),
        (401, "needs a login for that (401)"), (402, "(402)"), (403, "needs a login for that (403)"),
        (404, "has nothing at that address (404)"), (410, "nothing at that address (410)"),
        (418, "the answer 418"), (429, "wants no more requests for now (429)"),
        (500, "is out of order (500)"), (503, "is out of order (503)"), (599, "(599)"), (600, "(600)"),
    ],
)  # fmt: skip
async def test_a_status_is_told_in_words(web: Web, status: int, said: str):
    web.put(FILE, "Secret", status)

    why = await failure(FILE, web)

    assert said in why
    assert "podcast.test" in why
    assert "Secret" not in why


async def test_a_name_that_nobody_has_is_told(web: Web):
    web.names["podcats.test"] = [[]]

    assert "no site called podcats.test" in await failure("https://podcats.test/12.md", web)


async def test_a_site_that_is_down_is_told(web: Web):
    web.ports["down.test"] = free_port()

    assert "down.test does not answer" in await failure("https://down.test/", web)


async def test_a_site_has_to_prove_who_it_is(web: Web):
    await web.utter("odd.test", b"HTTP/1.1 200 OK\r\n\r\n", tls=False)

    assert "certificate" in await failure("https://impostor.test/", web)
    assert "certificate" in await failure("https://odd.test/", web)
    with pytest.raises(FetchFailed, match="certificate"):
        await fetch(FILE, network=replace(web.network, tls=None))
    assert web.asked == []


# Whatever anybody thinks of

WRAPPED = [
    "::ffff:{}", "64:ff9b::{}", "::{}", "::ffff:0:{}", "64:ff9b:1::{}", "2002:{}::", "2002:{}::1",
    "2001:0:{}::1",
]  # fmt: skip
"""How an address of IPv4 hides in one of IPv6."""


def in_halves(address: IPv4Address) -> str:
    return f"{int(address) >> 16:x}:{int(address) & 0xFFFF:x}"


@quick
@given(st.ip_addresses())
def test_no_address_is_public_that_python_does_not_call_global(address: IPv4Address | IPv6Address):
    assert address.is_global or not is_public(address)
    assert not (address.is_multicast and is_public(address))


@quick
@given(st.ip_addresses(v=4), st.sampled_from(WRAPPED))
def test_no_address_is_public_wrapped_that_is_not_public_bare(address: IPv4Address, form: str):
    wrapped = ip_address(form.format(in_halves(address)))

    assert is_public(address) or not is_public(wrapped)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "100.128.0.1", "192.0.1.1", "2606:4700::1111", "64:ff9b::808:808"]
)
def test_what_is_public_is_public(address: str):
    assert is_public(ip_address(address))


PIECES = st.sampled_from(
    [
        "https:", "http:", "//", "/", "\\", "@", ":", "443", "[", "]", "::1", "%", "%25", "?", "#", ".", "..",
        "podcast.test", "127.0.0.1", "0x7f", "0177", "xn--", "\u00e9", "\u3002", "\uff11", "\ud800", "\u202e",
        "\n", "\t", "\0", " ", "_", "*",
    ]
)  # fmt: skip

TYPED = st.text() | st.lists(PIECES | st.text(max_size=3), max_size=12).map("".join)


async def outcome(url: str, network: Network) -> Fetched | NotFetched:
    try:
        return await fetch(url, limits=WITH_HTTP, network=network)
    except NotFetched as why:
        return why


@quick
@given(TYPED | TYPED.map("https://{}".format))
async def test_whatever_is_typed_a_sentence_says_why_nothing_comes(web: Web, typed: str):
    why = await outcome(typed, replace(web.network, allowed=lambda _: False))

    assert isinstance(why, FetchRefused)
    assert str(why).isprintable()


HEADERS = [
    "Content-Type", "Content-Encoding", "Content-Length", "Content-Disposition", "Location", "Set-Cookie",
    "Transfer-Encoding", "Connection", "Upgrade",
]  # fmt: skip

VALUES = (
    st.sampled_from([b"gzip", b"chunked", b"5", b"-1", b"close", b"/", b"//", b"https://podcast.test/"])
    | st.binary()
)


@st.composite
def answers(draw: st.DrawFn) -> bytes:
    """Something like an answer."""
    status = draw(st.sampled_from([100, 101, 200, 200, 200, 204, 302, 308, 404]))
    headers = draw(st.lists(st.tuples(st.sampled_from(HEADERS), VALUES), max_size=3))
    lines = b"".join(name.encode() + b": " + value + b"\r\n" for name, value in headers)
    body = draw(st.binary() | st.binary().map(gzip.compress))
    return b"HTTP/1.1 %d OK\r\n%b\r\n%b" % (status, lines, body)


@quick
@given(answers() | st.binary())
async def test_whatever_is_answered_something_comes_or_a_sentence(web: Web, answer: bytes):
    await web.utter("odd.test", answer, tls=False)

    match await outcome("http://odd.test/x", web.network):
        case Fetched(name=name):
            assert name.isprintable()
            assert not {"/", "\\"} & set(name)
        case NotFetched() as why:
            assert str(why).isprintable()
