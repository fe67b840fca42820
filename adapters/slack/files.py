"""Files that people hand to the mentor in Slack, fetched from where Slack keeps them."""

from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from adapters.brought import INTERRUPTED, SECONDS, Brought, NotTaken, handed, limited
from adapters.slack.access import Access
from adapters.slack.failures import NO_PERMISSION, code_of
from adapters.slack.places import Asked, Tenant
from bot.model import Handed

Told = Mapping[str, Any]
"""A file as Slack tells of it (file object)."""

SLACKS = ".slack.com"
"""The end of the hosts that get a token to see; files are on files.slack.com."""

NOT_ALLOWED = (
    "Slack does not let me read files here: I have no permission for it in this workspace (files:read). "
    "Whoever installed me has to install me once more and agree to that. Until then, load the file by its "
    "address on the web."
)
ELSEWHERE = (
    "Slack only links to that file, and keeps it somewhere else. Download it, and bring me the file itself."
)
GONE = "Slack does not have that file any more. Bring it once more."

PAGE = (b"<!doctype html", b"<html")
"""How a page begins, among them the one to sign in on, which Slack hands out in place of a file."""


class Files:
    """Fetches files, with the token of the workspace that they were brought in."""

    def __init__(self, access: Access, session: ClientSession, api_url: str) -> None:
        self._access = access
        self._session = session
        self._origin = URL(api_url).origin()

    def handed(self, asked: Asked) -> Mapping[str, Handed]:
        """What was brought with a request, by the names of fields."""
        return MappingProxyType(
            {
                name: handed([self._brought(asked.tenant, told) for told in several])
                for name, several in asked.files.items()
            }
        )

    def _brought(self, tenant: Tenant, told: Told) -> Brought:
        name = str(told.get("name") or told.get("title") or told["id"])
        return Brought(name, told.get("size") or 0, partial(self._read, tenant, told))

    async def _read(self, tenant: Tenant, told: Told) -> bytes:
        client = await self._access.client(tenant)
        whole = await _whole(client, told)
        url = URL(whole.get("url_private_download") or whole.get("url_private") or "")
        if not self._is_slacks(url):
            raise NotTaken(ELSEWHERE)
        # Unpacked, a few bytes could be very many; and a redirect might take the token along.
        headers = {"Authorization": f"Bearer {client.token}", "Accept-Encoding": "identity"}
        how: dict[str, Any] = {"allow_redirects": False, "timeout": ClientTimeout(total=SECONDS)}
        try:
            async with self._session.get(url, headers=headers, **how) as response:
                return await _received(response, whole)
        except ClientError as error:
            raise NotTaken(INTERRUPTED) from error

    def _is_slacks(self, url: URL) -> bool:
        """Whether the token may be shown there: to Slack, or to what the settings say is Slack."""
        if not url.absolute:
            return False
        return url.origin() == self._origin or (url.scheme == "https" and str(url.host).endswith(SLACKS))


async def _whole(client: AsyncWebClient, told: Told) -> Told:
    """All about a file, of which Slack tells only the id where it came from another organisation."""
    if told.get("file_access", "visible") == "visible":
        return told
    try:
        answer = await client.files_info(file=told["id"])
    except SlackApiError as error:
        raise NotTaken(NOT_ALLOWED if code_of(error) == NO_PERMISSION else GONE) from error
    except ClientError as error:
        raise NotTaken(INTERRUPTED) from error
    found: Told = answer["file"]
    return found


async def _received(response: ClientResponse, told: Told) -> bytes:
    if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise NotTaken(INTERRUPTED)
    if response.status >= HTTPStatus.BAD_REQUEST:
        raise NotTaken(GONE)
    data = await limited(response.content.iter_any())
    # Where there is no page to sign in on, there is the way to one.
    if response.status != HTTPStatus.OK or _is_page_instead(data, told):
        raise NotTaken(NOT_ALLOWED)
    return data


def _is_page_instead(data: bytes, told: Told) -> bool:
    """Whether a page came that is not the file: Slack says how long that is, and may itself be a page."""
    return data.lstrip()[:20].lower().startswith(PAGE) and len(data) != told.get("size")
