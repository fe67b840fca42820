"""Time zones, by the names that people have for them."""

import zoneinfo
from zoneinfo import ZoneInfo

import tzdata

# The tzdata package, not the system's copy: the two disagree where a government decided lately, and a nudge
# would come an hour off on one machine and not on the next.
zoneinfo.reset_tzpath(to=())

TZDATA_VERSION: str = tzdata.IANA_VERSION


def zone_info(name: str) -> ZoneInfo:
    """The zone called *name* (IANA), which was checked by `find_zones` when it was typed."""
    return ZoneInfo(name)
