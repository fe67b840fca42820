"""The web as the core sees it: a file from an address that somebody named, or why there is none."""

from dataclasses import dataclass

from adapters.fetch import INTERNET, LIMITS, Limits, Network, NotFetched, fetch
from bot.model import Upload

EMPTY = "There is a file at that address, but nothing is in it. Is it the right one?"


@dataclass(frozen=True, slots=True)
class WebFetcher:
    """Fetches what anybody may name, within *limits*."""

    limits: Limits = LIMITS
    network: Network = INTERNET

    async def fetch(self, url: str, tag: str = "") -> Upload:
        """See `Fetcher`."""
        try:
            came = await fetch(url, tag=tag, limits=self.limits, network=self.network)
        except NotFetched as why:
            return Upload(url, trouble=str(why), url=url)
        if came.same:
            return Upload(came.name, url=came.url, tag=tag)
        # Empty without trouble would mean that it is the same as before.
        trouble = "" if came.data else EMPTY
        return Upload(came.name, came.data, trouble, came.url, came.tag)
