"""Members' data keys, unwrapped, for a few minutes: most of what is asked about one person comes at once."""

import time
from collections.abc import Callable

from adapters.storage.vault import Vault

KEEP_SECONDS = 300.0
"""Unwrapping takes longer than reading ten reflections; a key in memory longer than a visit is of no use."""

KEYS_MAX = 1000
"""Keys held at once; with more members than that in five minutes, some are unwrapped again."""


class Keyring:
    """What *vault* unwrapped, found by what it was wrapped as: a key that was replaced is never taken."""

    def __init__(self, vault: Vault, clock: Callable[[], float] = time.monotonic) -> None:
        self.vault = vault
        self._clock = clock
        self._keys: dict[bytes, tuple[float, bytes]] = {}

    def __repr__(self) -> str:
        """Nothing of any key."""
        return "Keyring(...)"

    def __len__(self) -> int:
        return len(self._keys)

    def unwrap(self, wrapped: bytes) -> bytes:
        """The data key in *wrapped*.

        Raises:
            Sealed: no secret key at hand opens it.
        """
        until, key = self._keys.get(wrapped, (0.0, b""))
        if until <= (now := self._clock()):
            key = self.vault.unwrap(wrapped)
            self._keys.pop(wrapped, None)
            self._make_room(now)
            self._keys[wrapped] = (now + KEEP_SECONDS, key)
        return key

    def forget(self, wrapped: bytes) -> None:
        """Hold that key no longer."""
        self._keys.pop(wrapped, None)

    def _make_room(self, now: float) -> None:
        # In the order in which they came, so the first that is still good ends the search.
        for wrapped, (until, _) in tuple(self._keys.items()):
            if until > now and len(self._keys) < KEYS_MAX:
                return
            del self._keys[wrapped]
