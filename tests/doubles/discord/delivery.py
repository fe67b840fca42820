"""Bringing the bot what people do: by the gateway, or as signed posts to its own address."""

import asyncio
import json
import time
from typing import TYPE_CHECKING

from aiohttp import ClientError, ClientSession, ClientTimeout
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.doubles.discord import payloads
from tests.doubles.discord.interactions import TOKEN_SECONDS, Interaction, answer
from tests.doubles.discord.rest import Call, Refused
from tests.doubles.discord.rules import problems_in_callback

if TYPE_CHECKING:
    from tests.doubles.discord.server import Discord


class Courier:
    """Delivers interactions, and waits for the first answer to each."""

    def __init__(self, discord: "Discord") -> None:
        self._discord = discord
        self._key = Ed25519PrivateKey.generate()
        self._session: ClientSession | None = None

    @property
    def public_key(self) -> str:
        """With which the bot checks who posts, in hexadecimal."""
        return self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()

    async def close(self) -> None:
        """Hang up."""
        if self._session:
            await self._session.close()

    async def bring(self, it: Interaction) -> Interaction:
        """Bring an interaction, and wait for its first answer, or until Discord gives it up."""
        self._discord.interactions[it.token] = it
        with self._discord.busy():
            try:
                async with asyncio.timeout(self._discord.answer_seconds):
                    await (self._post if self._discord.http_url else self._tell)(it)
                    await it.answered
            except TimeoutError:
                it.fail("nothing came in time")
        if it.failure:
            self._discord.unanswered.append(it)
        self._tidy()
        return it

    def _tidy(self) -> None:
        """Forget tokens that are long over: the first is always the oldest."""
        kept = self._discord.interactions
        while kept and (first := next(iter(kept.values()))).age > 2 * TOKEN_SECONDS:
            del kept[first.token]

    async def _tell(self, it: Interaction) -> None:
        server = it.channel.server
        self._discord.gateway.tell(
            "INTERACTION_CREATE", payloads.interaction(it), guild_id=server.id if server else None
        )

    # Over HTTP

    async def _post(self, it: Interaction) -> None:
        body = json.dumps(payloads.interaction(it)).encode()
        status, said = await self.send(body, self.signed(body))
        if status == 202 and not said:
            return
        if status != 200 or not said.startswith(b"{"):
            it.fail(f"the bot answered {status}" if status else "nobody is there")
            return
        call = Call(self._discord, "POST", "/interactions/{}/{}/callback", "", {}, json.loads(said))
        try:
            if self._discord.checking:
                call.refuse_problems(problems_in_callback(call.body))
            answer(call, it)
        except Refused as refused:
            it.fail(str(refused))

    def signed(self, body: bytes, at: float | None = None) -> dict[str, str]:
        """The headers that prove that Discord sent it, now or at a time."""
        timestamp = str(int(time.time() if at is None else at))
        signature = self._key.sign(timestamp.encode() + body).hex()
        return {"X-Signature-Ed25519": signature, "X-Signature-Timestamp": timestamp}

    async def send(self, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """Post to the bot: the status and body of its answer, or none if it is not there."""
        if self._session is None:
            self._session = ClientSession(trust_env=False, timeout=ClientTimeout(total=30))
        assert self._discord.http_url, "over HTTP Discord has to know the bot's address"
        everything = {
            "Content-Type": "application/json",
            "User-Agent": "Discord-Interactions/1.0 (+https://discord.com)",
            **headers,
        }
        try:
            async with self._session.post(self._discord.http_url, data=body, headers=everything) as said:
                return said.status, await said.read()
        except ClientError:
            return 0, b""
