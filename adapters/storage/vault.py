"""Keys for what members write: one data key a member, itself locked with a key that the database never holds.

Whoever has the database alone reads nothing, and forgetting a member's data key forgets all that they wrote.
"""

import os
import re
import struct
import tempfile
from collections.abc import Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

DATA_KEY_BITS = 256

NONCE_BYTES = 12
"""The length that AES-GCM is made for (NIST SP 800-38D, 5.2.1.1). One key seals what one person writes, far
from the 2**32 texts that random nonces are good for (8.3)."""

VERSION = b"\x01"
"""In front of everything sealed, so that another cipher can come without guessing."""

SECRET = re.compile(r"[A-Za-z0-9_-]{43}=")
"""32 bytes in URL-safe base64; Fernet itself skips letters that do not belong there."""

MAKE_ONE = "Make one with `career keys new`."


class Sealed(Exception):
    """No key at hand opens it, or it is not what was sealed in this place."""


class KeyUnusable(Exception):
    """The secret keys cannot be used; the text says why and what to do, and never shows a key."""


class KeyMissing(KeyUnusable):
    """There is data, and the key file that belongs to it is gone."""


class Vault:
    """Locks members' data keys and platforms' tokens: the first of the secret *keys* locks, all of them open.

    Raises:
        ValueError: there is no key, or one is not a Fernet key; `read_keys` says which.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        fernets = [Fernet(key) for key in keys]
        self._all = MultiFernet(fernets)
        self._first = fernets[0]

    def __repr__(self) -> str:
        """Nothing of any key, since a repr ends up in logs."""
        return "Vault(...)"

    def new_key(self) -> tuple[bytes, bytes]:
        """A fresh data key, and the same one wrapped, to be stored."""
        key = AESGCM.generate_key(DATA_KEY_BITS)
        return key, self.wrap(key)

    def wrap(self, secret: bytes) -> bytes:
        """A *secret*, locked, to be stored."""
        return self._all.encrypt(secret)

    def unwrap(self, wrapped: bytes) -> bytes:
        """The data key or token in *wrapped*.

        Raises:
            Sealed: none of the keys fits, or it was altered.
        """
        try:
            return self._all.decrypt(wrapped)
        except InvalidToken as error:
            raise Sealed("No secret key at hand opens this.") from error

    def opens(self, wrapped: bytes) -> bool:
        """Whether one of the keys opens it."""
        try:
            self.unwrap(wrapped)
        except Sealed:
            return False
        return True

    def rewrap(self, wrapped: bytes) -> bytes | None:
        """The same under the first secret key; None if that is what it is under already.

        Raises:
            Sealed: none of the keys fits, or it was altered.
        """
        try:
            self._first.decrypt(wrapped)
        except InvalidToken:
            return self._all.encrypt(self.unwrap(wrapped))
        return None


def seal(key: bytes, text: str, *bound: str) -> bytes:
    """*text* so that only *key* opens it, and only with the same *bound* strings, like the id of its row."""
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, _bytes(text), _associated(bound))


def unseal(key: bytes, sealed: bytes, *bound: str) -> str:
    """The text that was sealed with *key* and the same *bound* strings, in their order.

    Raises:
        Sealed: by another key or for another place, or a byte of it was altered.
    """
    version, rest = sealed[:1], sealed[1:]
    if version != VERSION or len(rest) < NONCE_BYTES:
        raise Sealed("This is not sealed in a way that this program knows.")
    try:
        text = AESGCM(key).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], _associated(bound))
    except InvalidTag as error:
        raise Sealed("This was sealed with another key or for another place, or was altered.") from error
    return text.decode(errors="surrogatepass")


def _associated(bound: Sequence[str]) -> bytes:
    # Each with its length in front: joined by a separator, ("a", "b:c") and ("a:b", "c") would be one place.
    parts = [_bytes(part) for part in bound]
    return VERSION + b"".join(struct.pack(">I", len(part)) + part for part in parts)


def _bytes(text: str) -> bytes:
    # Platforms send half of an emoji at times, which is no UTF-8 and still what the member wrote.
    return text.encode(errors="surrogatepass")


def new_secret() -> str:
    """A fresh secret key, to be kept outside of the database."""
    return Fernet.generate_key().decode()


def read_keys(text: str) -> list[str]:
    """The secret keys in *text*, apart by commas or white space; none if it is blank.

    Raises:
        KeyUnusable: one of them is no key.
    """
    keys = text.replace(",", " ").split()
    for place, key in enumerate(keys, start=1):
        if not SECRET.fullmatch(key):
            which = "It" if len(keys) == 1 else f"Number {place} of the {len(keys)} keys"
            raise KeyUnusable(f"{which} is not a secret key (44 letters of base64). {MAKE_ONE}")
    return keys


def key_beside(database: Path, *, new: bool) -> list[str]:
    """The secret keys in the file that stands beside *database*, made there first if *new*.

    *new* is for the caller to judge: true only while the database holds no member's key. A database whose key
    file was lost (restored without it, moved without it) would get a fresh one otherwise, the mentor would
    serve as if nothing had happened, and nobody would look for the old key until it is gone for good. A file
    that is there is never overwritten, and of processes that start at once all get the same key.

    Raises:
        KeyMissing: there is no key file, and there should be.
        KeyUnusable: the key file is empty, garbled, readable for others, or cannot be read or written.
    """
    path = database.with_name(database.name + ".key")
    try:
        if new and not path.exists():
            _write_once(path, new_secret())
        elif not new and not path.exists():
            raise KeyMissing(
                f"{database.name} holds what members wrote, and its key file {path} is missing. Put it back "
                "from your backup, or give the key in CAREER_SECRET_KEY; nobody can read that without it."
            )
        return _read(path)
    except OSError as error:
        raise KeyUnusable(f"The key file {path} cannot be used: {error.strerror or error}.") from error


def _write_once(path: Path, secret: str) -> None:
    # A link appears with all of its content and only where nothing was, which O_EXCL and a rename give one
    # of each. The temporary file is readable for its owner only, from its first moment.
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=f".{path.name}.") as file:
        file.write(secret + "\n")
        file.flush()
        os.fsync(file.fileno())
        try:
            os.link(file.name, path)
        except FileExistsError:
            return
    flush_folder(path.parent)


def _read(path: Path) -> list[str]:
    with path.open("rb") as file:
        # Another's eyes on the key are another's eyes on all reflections: told, not repaired, since whoever
        # could read it may have done so.
        if os.name == "posix" and os.fstat(file.fileno()).st_mode & 0o077:
            raise KeyUnusable(
                f"The key file {path} is open to other users of this machine. Close it with "
                f"`chmod 600 {path}`, or give the key in CAREER_SECRET_KEY."
            )
        text = file.read().decode("ascii", errors="replace")
    try:
        keys = read_keys(text)
    except KeyUnusable as error:
        raise KeyUnusable(f"The key file {path} is damaged: {error} Put it back from your backup.") from error
    if not keys:
        raise KeyUnusable(f"The key file {path} is empty. Put it back from your backup.")
    return keys


def flush_folder(folder: Path) -> None:
    """Wait until new names in *folder* survive a power cut; where folders cannot be flushed, do nothing."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
