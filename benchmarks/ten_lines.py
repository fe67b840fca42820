"""The shortest app on slack_bolt, with all of its defaults, that `slack.py` compares the mentor with.

It answers everything at once with the same three blocks, and remembers nothing.
"""

import asyncio
import os

from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.web.async_client import AsyncWebClient

TEXTS = ("*Staff engineer*", "Make work visible, and find somebody who speaks for you.", "From an episode.")
BLOCKS = [{"type": "section", "text": {"type": "mrkdwn", "text": text}} for text in TEXTS]

api, token = os.environ["SLACK_API_URL"], os.environ.get("SLACK_BOT_TOKEN")
app = AsyncApp(
    client=AsyncWebClient(token, api),
    oauth_settings=None
    if token
    else AsyncOAuthSettings(
        authorization_url=api.replace("/api/", "/oauth/v2/authorize"), scopes=["commands"]
    ),
)


@app.command("/career")
async def answer(ack: AsyncAck, respond: AsyncRespond) -> None:
    """The ten lines."""
    await ack()
    await respond(text="An answer", blocks=BLOCKS)


async def main() -> None:
    """Listen, and in Socket Mode connect."""
    runner = web.AppRunner(app.web_app())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(os.environ["PORT"])).start()
    if "SLACK_APP_TOKEN" in os.environ:
        await AsyncSocketModeHandler(app).connect_async()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
