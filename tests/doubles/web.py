"""A web on loopback: sites by name, over TLS, with an authority and a look-up of its own."""

import asyncio
import ssl
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from socket import AF_INET, EAI_NONAME, AddressFamily, gaierror
from tempfile import TemporaryDirectory
from typing import Self

from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from adapters.fetch import Address, Network

HERE, ELSEWHERE = "127.0.0.1", "127.0.0.2"
"""Where the sites are, and an address that nobody may connect to."""

CERTIFIED = ["podcast.test", "elsewhere.test", "odd.test"]
"""The names in the certificate that every site shows."""

Page = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Web(AbstractResolver):
    """Serves what is put into *pages*, as long as its context; anything else is not found.

    Names lead here, unless *names* says otherwise: a list of addresses for each look-up, of which the last
    stays. A name with an empty list is nobody's.
    """

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.names: dict[str, list[list[str]]] = defaultdict(lambda: [[HERE]])
        self.ports: dict[str | int, int] = {}
        """Where sites listen: those of their own by name, all others by the port that is asked for."""
        self.looked_up: list[str] = []
        self.asked: list[web.BaseRequest] = []
        self.reached: list[str] = []
        self._said: dict[str, bytes] = {}
        self._life = AsyncExitStack()

    @property
    def network(self) -> Network:
        """What leads here, and to no other address."""
        return Network(allowed=is_here, resolver=self, tls=self._trusting)

    def put(self, url: str, text: str | bytes = "", status: int = 200, **headers: str) -> None:
        """Serve the same to everybody; a header is written with an underscore."""
        body = text.encode() if isinstance(text, str) else text
        given = {name.replace("_", "-"): value for name, value in headers.items()}

        async def page(_: web.BaseRequest) -> web.Response:
            return web.Response(body=body, status=status, headers=given)

        self.pages[url] = page

    async def utter(self, name: str, said: bytes, *, tls: bool = True) -> None:
        """Let a site of its own answer whatever reaches it with these very bytes, and hang up."""
        self._said[name] = said
        if name in self.ports:
            return

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self.reached.append(name)
            await reader.read(65536)
            writer.write(self._said[name])
            writer.close()

        server = await asyncio.start_server(answer, HERE, ssl=self._certified if tls else None)
        self._life.callback(server.close)
        self.ports[name] = server.sockets[0].getsockname()[1]

    # How names are looked up

    async def resolve(self, host: str, port: int = 0, family: AddressFamily = AF_INET) -> list[ResolveResult]:
        self.looked_up.append(host)
        answers = self.names[host]
        if not (addresses := answers.pop(0) if len(answers) > 1 else answers[0]):
            raise gaierror(EAI_NONAME, "Name or service not known")
        there = self.ports.get(host, self.ports[port])
        return [
            ResolveResult(hostname=host, host=it, port=there, family=family, proto=0, flags=0)
            for it in addresses
        ]

    async def close(self) -> None:
        """Nothing is kept between look-ups."""

    # Life

    async def __aenter__(self) -> Self:
        self._certified, self._trusting = _contexts()
        runner = web.ServerRunner(web.Server(self._answer), shutdown_timeout=0.1)
        await runner.setup()
        self._life.push_async_callback(runner.cleanup)
        for port, tls in ((443, self._certified), (80, None)):
            site = web.TCPSite(runner, HERE, 0, ssl_context=tls)
            await site.start()
            self.ports[port] = runner.addresses[-1][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._life.aclose()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        self.asked.append(request)
        page = self.pages.get(str(request.url))
        return await page(request) if page else web.Response(status=404)


def is_here(address: Address) -> bool:
    return address == ip_address(HERE)


def _contexts() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """For the sites, and for whoever trusts the one that certified them, itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a web on loopback")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(it) for it in CERTIFIED]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    shown = certificate.public_bytes(Encoding.PEM)
    certified = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    with TemporaryDirectory() as folder:
        both = Path(folder) / "both.pem"
        both.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + shown)
        certified.load_cert_chain(both)
    return certified, ssl.create_default_context(cadata=shown.decode())
