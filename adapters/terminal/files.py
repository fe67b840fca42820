"""Files that whoever sits at the terminal names by their paths."""

import asyncio
import re
import shlex
import stat
from contextlib import suppress
from functools import partial
from pathlib import Path

from adapters.brought import too_large
from bot.model import Handed, Upload
from knowledge.transcripts.trouble import SIZE_MAX

LIKE_A_PATH = re.compile(r"(?:~?/|\.{1,2}/)\S+|[^\s:]+\.(?:md|txt|vtt|srt|json|html?|toml)", re.IGNORECASE)
"""What nobody types who asks a question."""

NO_FILE = "There is no file {path}. Type where it is, such as ~/Downloads/episode-12.vtt."
NO_REGULAR_FILE = "{path} is a folder, or a device, and no file. Type the path of a file in it."
UNREADABLE = "{path} cannot be read: {why}."


def handed(path: Path) -> Handed:
    """The file at *path*, to be read once the core asks for it."""
    return Handed(path.name, partial(asyncio.to_thread, upload, path))


def upload(path: Path) -> Upload:
    """The file at *path*, or what is in the way, for people."""
    try:
        # Who opens a pipe waits for its other end, perhaps for good.
        if not stat.S_ISREG(path.stat().st_mode):
            return Upload(path.name, trouble=NO_REGULAR_FILE.format(path=path))
        with path.open("rb") as file:
            data = file.read(SIZE_MAX + 1)
    except FileNotFoundError:
        return Upload(path.name, trouble=NO_FILE.format(path=path))
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        return Upload(path.name, trouble=UNREADABLE.format(path=path, why=why))
    return Upload(path.name, trouble=too_large()) if len(data) > SIZE_MAX else Upload(path.name, data)


def path_in(typed: str) -> Path:
    """The path that somebody typed, or dropped onto the terminal, which quotes what has spaces."""
    as_is = _expanded(typed.strip())
    with suppress(ValueError):
        words = shlex.split(typed)
        if len(words) == 1 and not _is_there(as_is):
            return _expanded(words[0])
    return as_is


def file_in(typed: str) -> Path | None:
    """The same where a file is there, or none is and it looks like one; all else is not meant as a path."""
    path = path_in(typed)
    return path if typed.strip() and (_is_there(path) or LIKE_A_PATH.fullmatch(typed.strip())) else None


def _expanded(typed: str) -> Path:
    path = Path(typed)
    with suppress(RuntimeError):
        return path.expanduser()
    return path


def _is_there(path: Path) -> bool:
    # A path that is too long, or has a NUL in it, is nowhere.
    with suppress(OSError, ValueError):
        return path.is_file()
    return False
