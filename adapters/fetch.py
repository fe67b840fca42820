"""The one place that fetches what somebody typed, and the guard before it.

An address that a person names can lead anywhere: to this machine's own services, to a cloud's keys, to a file
without an end. So how much comes is counted while it comes, and where from is judged at the socket, by the
address that it is about to connect to: whatever name, redirect or second look-up led there.
"""

import asyncio
import re
import socket
import ssl
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from importlib.metadata import version
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from pathlib import PurePosixPath
from urllib.parse import unquote

from aiohttp import (
    AddrInfoType,
    ClientConnectorDNSError,
    ClientConnectorError,
    ClientError,
    ClientPayloadError,
    ClientResponse,
    ClientSession,
    ClientSSLError,
    DummyCookieJar,
    InvalidURL,
    TCPConnector,
)
from aiohttp.abc import AbstractResolver
from yarl import URL

from bot.model import FILE_NAME_MAX
from knowledge.transcripts.trouble import MEGABYTE, SIZE_MAX

Address = IPv4Address | IPv6Address

URL_MAX = 8000
"""Characters of an address: as many as everybody should be able to take (RFC 9110, section 4.1)."""

TAG_MAX = 200
"""Characters of a server's name for a version that are kept: most are hashes. A longer one is none."""

PORTS = {"https": 443, "http": 80}
"""Where the web is; other services listen elsewhere."""

HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:]+")
"""A name in ASCII, or an address of IPv6: nothing that could be marks or a command where it is shown."""

REDIRECTS = {301, 302, 303, 307, 308}
"""Answers that name another address (RFC 9110, section 15.4)."""

GZIP = 16 + zlib.MAX_WBITS
"""How zlib is told that it gets gzip."""

ATTACHED_AS = re.compile(r"""filename\*?=(?:[\w-]*'[\w-]*')?"?([^";]+)""", re.IGNORECASE)
"""The name that a server proposes for a download (RFC 6266), well enough for one to show."""

GLOBAL_UNICAST = IPv6Network("2000::/3")
"""All of IPv6 that is for single machines of the internet (RFC 4291); wrapped IPv4 is in the rest, mostly."""

NAT64 = IPv6Network("64:ff9b::/96")
"""How networks with IPv6 alone spell the others' addresses, in the last four bytes (RFC 6052)."""

NOT_FOR_US = [
    ip_network(it) for it in ("192.0.0.0/24", "192.88.99.0/24", "2002::/16", "3fff::/20", "168.63.129.16/32")
]
"""What Python takes for global, in some of its versions or in all.

IANA's registries keep them for protocols (one cloud has credentials on the first), for relays that are gone,
and for books. The single address is Azure's own agent, on each of its machines.
"""

NOWHERE = URL()

BY_HAND = "Download the file and load that."

NO_ADDRESS = (
    "That is no address that I can fetch. One begins with https:// and names a site, "
    "like https://example.com/episode-12.md."
)
INSECURE = (
    "I fetch over https only, since anybody in between can change what comes over http. Try the same address "
    "with https://. Whoever runs me can allow http with CAREER_FETCH_HTTP."
)
WITH_LOGIN = f"There is a name or a password in that address, and I pass on neither. Take it out. {BY_HAND}"
OTHER_PORT = (
    "I fetch from the ports of the web only, 443 for https and 80 for http, and that address names another. "
    + BY_HAND
)
PRIVATE = (
    "That address leads into a private network, or to this machine. I fetch from the public internet only. "
    + BY_HAND
)


class NotFetched(Exception):
    """Nothing came; the text says why and what to do, for people, and names no address that a name led to."""


class FetchRefused(NotFetched):
    """We do not ask for it at all."""


class FetchFailed(NotFetched):
    """We asked, and what came back, if anything did, cannot be used."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came, as it came: a file, or a page that somebody has to log in on. Only its reader can tell."""

    data: bytes
    url: str
    """Where it was in the end."""

    content_type: str
    """What the server calls it, in lower case and without parameters; servers are often wrong."""

    name: str
    """What to call it: a file's name, without any folder."""

    tag: str = ""
    """What the server calls this version of it, if it says (RFC 9110, ETag)."""

    same: bool = False
    """Whether it is the version that was known by its tag, and no data came."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may cost."""

    seconds: float = 10.0
    """From the first look-up to the last byte, redirects included."""

    size: int = SIZE_MAX
    """Bytes, unpacked: a hundred times the longest of two thousand transcripts."""

    redirects: int = 3
    """What a short link to a site that has moved takes: to the site, to its new name, to the file."""

    http: bool = False
    """Whether an address, or a redirect, may do without encryption."""


def is_public(address: Address) -> bool:
    """Whether it leads to somebody's machine on the public internet, however it is spelled."""
    if isinstance(address, IPv6Address):
        if address in NAT64:
            return is_public(IPv4Address(address.packed[-4:]))
        if address not in GLOBAL_UNICAST:
            return False
    return address.is_global and not (address.is_multicast or any(address in it for it in NOT_FOR_US))


@dataclass(frozen=True, slots=True)
class Network:
    """Where names lead, and whom to connect to: the internet, or in its place one of a test's own."""

    allowed: Callable[[Address], bool] = is_public
    resolver: AbstractResolver | None = None
    tls: ssl.SSLContext | None = None


LIMITS = Limits()

INTERNET = Network()


async def fetch(url: str, *, tag: str = "", limits: Limits = LIMITS, network: Network = INTERNET) -> Fetched:
    """What is at *url*, unless it is still the version of a *tag*.

    Raises FetchRefused or FetchFailed, and nothing else.
    """
    begin = _checked(url, limits)
    try:
        async with asyncio.timeout(limits.seconds), _session(network, tag) as session:
            return await _follow(session, begin, limits)
    except TimeoutError:
        raise FetchFailed(
            f"{begin.raw_host} took longer than {limits.seconds:g} seconds. Try again later. Or: {BY_HAND}"
        ) from None


# Where to


def _checked(typed: str, limits: Limits, base: URL = NOWHERE) -> URL:
    """*typed*, if it is an address of the web's; relative to *base*."""
    typed = typed.strip()
    if len(typed) > URL_MAX or not typed.isprintable():
        raise FetchRefused(NO_ADDRESS)
    try:
        url = base.join(URL(typed))
    except ValueError:
        raise FetchRefused(NO_ADDRESS) from None
    if url.scheme not in PORTS or not HOST.fullmatch(url.raw_host or ""):
        raise FetchRefused(NO_ADDRESS)
    if url.scheme == "http" and not limits.http:
        raise FetchRefused(INSECURE)
    if "@" in url.raw_authority:
        raise FetchRefused(WITH_LOGIN)
    if url.port != PORTS[url.scheme]:
        raise FetchRefused(OTHER_PORT)
    return url.with_fragment(None)


async def _follow(session: ClientSession, url: URL, limits: Limits) -> Fetched:
    for _ in range(limits.redirects + 1):
        try:
            async with session.get(url, allow_redirects=False) as response:
                if response.status not in REDIRECTS:
                    return await _received(response, limits)
                url = _onward(response, limits)
        except (ClientError, OSError, ValueError, zlib.error) as error:
            # "from None", since the cause may name an address.
            raise _in_words(error, url) from None
    raise FetchFailed(
        f"That address forwards again and again, and I follow {limits.redirects} times. "
        "Open it in a browser, and give me the address where it ends."
    )


def _onward(response: ClientResponse, limits: Limits) -> URL:
    """Where a redirect leads, judged like an address that somebody typed."""
    try:
        return _checked(response.headers.get("Location", ""), limits, base=response.url)
    except FetchRefused as refused:
        raise FetchRefused(f"{response.url.raw_host} forwards to another address. {refused}") from None


# The wire


class _Inside(OSError):
    """The address is not one to connect to; which it was is nobody's business."""


def _session(network: Network, tag: str) -> ClientSession:
    def connecting_to(info: AddrInfoType) -> socket.socket:
        family, kind, protocol, _, address = info
        if not network.allowed(ip_address(address[0])):
            raise _Inside
        return socket.socket(family, kind, protocol)

    return ClientSession(
        connector=TCPConnector(
            resolver=network.resolver,
            use_dns_cache=False,
            force_close=True,
            socket_factory=connecting_to,
            ssl=network.tls or True,
        ),
        headers={
            "User-Agent": f"CareerMentor/{version('career-mentor')} (fetches transcripts of podcasts)",
            "Accept-Encoding": "gzip",
            **({"If-None-Match": tag} if tag else {}),
        },
        cookie_jar=DummyCookieJar(),
        auto_decompress=False,
        trust_env=False,
    )


async def _received(response: ClientResponse, limits: Limits) -> Fetched:
    same = response.status == HTTPStatus.NOT_MODIFIED and "If-None-Match" in response.request_info.headers
    if response.status != HTTPStatus.OK and not same:
        raise FetchFailed(_refusal(response.status, response.url))
    return Fetched(
        data=b"" if same else await _body(response, limits),
        url=str(response.url),
        content_type=response.headers.get("Content-Type", "").partition(";")[0].strip().lower(),
        name=_name(response),
        tag=_tag(response),
        same=same,
    )


async def _body(response: ClientResponse, limits: Limits) -> bytes:
    packing = ", ".join(response.headers.getall("Content-Encoding", ["identity"])).lower()
    if packing not in {"identity", "gzip"}:
        raise FetchFailed(f"{response.url.raw_host} packs the file in a way that I cannot unpack. {BY_HAND}")
    unpacking = zlib.decompressobj(GZIP) if packing == "gzip" else None
    data = bytearray()
    async for chunk in response.content.iter_any():
        # One byte more than allowed is enough to know, however much a few bytes unfold to.
        room = limits.size + 1 - len(data)
        data += unpacking.decompress(chunk, room) if unpacking else chunk
        if len(data) > limits.size:
            raise FetchFailed(_too_large(limits))
        if unpacking and unpacking.unused_data:
            raise FetchFailed(_damaged(response.url))
    if unpacking and not unpacking.eof:
        raise FetchFailed(_damaged(response.url))
    return bytes(data)


def _name(response: ClientResponse) -> str:
    """By the server's wish, or the last of the path, or the site: no folders, and only what can be shown."""
    attached = ATTACHED_AS.search(response.headers.get("Content-Disposition", ""))
    path = unquote(attached[1]) if attached else response.url.path
    last = "".join(it for it in PurePosixPath(path.replace("\\", "/")).name if it.isprintable())
    return last[:FILE_NAME_MAX].strip(" .") or str(response.url.raw_host)


def _tag(response: ClientResponse) -> str:
    tag = response.headers.get("ETag", "")
    return tag if len(tag) <= TAG_MAX and tag.isascii() and tag.isprintable() else ""


# What went wrong, for people


def _in_words(error: Exception, url: URL) -> NotFetched:
    site = url.raw_host
    match error:
        # The latter is a number that some systems take for an address.
        case ClientConnectorError(os_error=_Inside()) | InvalidURL():
            return FetchRefused(PRIVATE)
        case ClientConnectorDNSError():
            return FetchFailed(f"I find no site called {site}. Is it spelled right? If so, try again later.")
        case ClientSSLError():
            return FetchFailed(
                f"{site} cannot prove that it is {site}: its certificate is not valid. "
                f"If you trust it all the same: {BY_HAND}"
            )
        case ClientConnectorError():
            return FetchFailed(f"{site} does not answer. Try again later. Or: {BY_HAND}")
        case ClientPayloadError() | zlib.error():
            return FetchFailed(_damaged(url))
        case _:
            return FetchFailed(f"{site} broke off, or speaks as no site does. Try again later. Or: {BY_HAND}")


def _damaged(url: URL) -> str:
    return f"What {url.raw_host} sent is not whole. Try again. Or: {BY_HAND}"


def _too_large(limits: Limits) -> str:
    most = f"{limits.size / MEGABYTE:g} MB"
    return f"That is larger than {most}, which no transcript is. Is it the audio, perhaps?"


def _refusal(status: int, url: URL) -> str:
    site = url.raw_host
    match status:
        case 401 | 402 | 403 | 407:
            return f"{site} needs a login for that ({status}), and I have none. {BY_HAND}"
        case 404 | 410:
            return f"{site} has nothing at that address ({status}). Is it whole, to its last letter?"
        case 429:
            return f"{site} wants no more requests for now ({status}). Try again later."
        case _ if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return f"{site} is out of order ({status}). Try again later."
        case _:
            return f"{site} gives no file, but the answer {status}. Open it in a browser and see."
