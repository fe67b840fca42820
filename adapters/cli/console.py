"""What every command shares: where it prints, how it stops, what it shows while one waits."""

import asyncio
import inspect
import json
import os
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar, cast

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.text import Text

from adapters import program
from adapters.program import Shipped
from adapters.settings import Settings
from adapters.vectors import Progress
from bot.catalogue import Catalogue
from bot.episodes import EVERYBODY
from bot.ports import Store, StoreError
from knowledge.curation import CurationError

if TYPE_CHECKING:
    from rich.progress import Progress as Bars

ANSWERED, SOME_FAILED, BAD_USAGE, NOT_COVERED = 0, 1, 2, 3
"""Exit codes."""

PROBLEMS_MAX = 20
"""Mistakes of a file that are shown at once."""

out = Console()
err = Console(stderr=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text for people.")]


def _workspace(name: str) -> str:
    """A workspace as it is called here, or what to call it: anything else would be nobody's."""
    platform, _, id = name.partition(":")
    if name in {EVERYBODY, "terminal"} or (id and platform in program.PLATFORMS):
        return name
    raise typer.BadParameter(f"{name} is no workspace. Say terminal, slack:T123 or discord:123.")


OfWorkspace = Annotated[
    str,
    typer.Option(
        "--workspace",
        callback=_workspace,
        metavar="NAME",
        help="Of a workspace, such as terminal or slack:T123; without it, of all.",
        show_default=False,
    ),
]

T = TypeVar("T")

Command = TypeVar("Command", bound=Callable[..., Any])


class Commands(typer.Typer):
    """A group of commands, each of which takes the options that stand for a setting of the environment."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  (typer's own)
        super().__init__(no_args_is_help=True, **options)

    def command(self, *args: Any, **options: Any) -> Callable[[Command], Command]:  # noqa: ANN401  (typer's own)
        """See `typer.Typer.command`."""
        register = super().command(*args, **options)

        def registered(function: Command) -> Command:
            register(with_settings(function))
            return function

        return registered


def with_settings(function: Command) -> Command:
    """*function*, as a command that takes the options that stand for a setting, too."""

    def command(*args: Any, database: str | None = None, now: str | None = None, **words: Any) -> Any:  # noqa: ANN401
        os.environ.update({"CAREER_DATABASE_URL": database} if database else {})
        os.environ.update({"CAREER_NOW": now} if now else {})
        return function(*args, **words)

    signature = inspect.signature(function, eval_str=True)
    command.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=[
            *signature.parameters.values(),
            *inspect.signature(_settings, eval_str=True).parameters.values(),
        ]
    )
    command.__name__, command.__doc__ = function.__name__, function.__doc__
    return cast("Command", command)


def _settings(
    *,
    database: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="The database: sqlite:///PATH or postgresql://... (or set CAREER_DATABASE_URL).",
        ),
    ] = None,
    now: Annotated[str | None, typer.Option(hidden=True)] = None,
) -> None:
    """The signature of the options that every command takes."""


def print_json(value: object) -> None:
    """One line of JSON."""
    # ASCII, so that no encoding of the output can refuse a line and no character of it can move a cursor.
    typer.echo(json.dumps(value))


def read_settings() -> Settings:
    """The settings; stops over what is wrong in them."""
    try:
        return Settings()
    except (UnicodeDecodeError, OSError) as error:
        stop(f"The file .env in this folder cannot be read: {error}")
    except ValidationError as error:
        stop(
            "\n".join(
                f"{_setting(str(it['loc'][0]))}: {it['msg'].removeprefix('Value error, ')}"
                for it in error.errors()
            )
        )


def _setting(name: str) -> str:
    """A setting as it is set: by its platform's name for it, or by ours, which has a prefix."""
    foreign = name.partition("_")[0].casefold() in program.PLATFORMS
    return name.upper() if foreign else f"CAREER_{name.upper()}"


def open_shipped(settings: Settings) -> Shipped:
    """What comes with the program, ready to be asked; says so where words alone are compared."""
    what, patience = "Reading the episodes for the first time", "which takes a minute"
    with _stopping_over_curation(), progress(what, patience) as report:
        shipped = program.open_shipped(settings, report)
    if shipped.unusable:
        warn(f"{shipped.unusable} Until then I compare words alone, which finds less.")
    return shipped


def open_words(settings: Settings) -> Shipped:
    """The same for whoever asks no questions, in a moment."""
    with _stopping_over_curation():
        return program.open_words(settings)


@contextmanager
def _stopping_over_curation() -> Iterator[None]:
    try:
        yield
    except CurationError as error:
        stop_over(error.problems, "The episodes cannot be read; nothing was loaded.")


def read_catalogue(settings: Settings, shipped: Shipped) -> Catalogue:
    """What each workspace is answered from now, for whoever only looks.

    Where there is no database, none is made; what cannot be read is left out, and it is said.
    """

    async def read() -> Catalogue:
        try:
            store = await program.open_memory(settings)
            catalogue = program.open_catalogue(settings, shipped, store)
            if store:
                try:
                    await catalogue.refresh()
                finally:
                    await store.close()
        except StoreError as error:
            warn(f"{error} Until then, what was loaded is left out.")
            return program.open_catalogue(settings, shipped)
        return catalogue

    return asyncio.run(read())


def shown(text: str) -> str:
    """*text* as a terminal can show it, whatever a file or its name is made of."""
    return "".join(it if it.isprintable() else " " for it in text)


def warn(what: str) -> None:
    """Say what is not as it should be, and go on."""
    err.print(Text(f"Warning: {what}", "yellow"))


def with_store(settings: Settings, work: Callable[[Store], Awaitable[T]]) -> T:
    """What *work* makes of the store, which is opened for it and closed; stops over what the store says."""

    async def opened() -> T:
        store = await program.open_store(settings)
        try:
            return await work(store)
        finally:
            await store.close()

    with stopping():
        return asyncio.run(opened())


@contextmanager
def stopping() -> Iterator[None]:
    """Stop over what a store says in here."""
    try:
        yield
    except StoreError as error:
        stop(str(error))


@contextmanager
def progress(what: str, patience: str = "") -> Iterator[Progress]:
    """A bar on standard error, drawn only if there is something to wait for and somebody to see it.

    Where nobody sees it, *patience* is said once behind *what*.
    """
    bars: Bars | None = None
    task: Any = None

    def report(done: int, of: int) -> None:
        nonlocal bars, task
        if bars is None:
            if patience and not err.is_terminal:
                err.print(f"{what}, {patience}...")
            bars = _bars()
            bars.start()
            task = bars.add_task(what, total=of)
        bars.update(task, completed=done, total=of)

    try:
        yield report
    finally:
        if bars is not None:
            bars.stop()


def _bars() -> "Bars":
    """A bar with counts and the time that is left."""
    # Most starts draw none.
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    # What is waited for may be named by a stranger, in whatever characters.
    said = TextColumn("{task.description}", markup=False)
    columns = (SpinnerColumn(), said, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(
        *columns,
        console=err,
        transient=True,
        disable=not err.is_terminal,
        # What is printed meanwhile goes above the bar, unless it goes to a file.
        redirect_stdout=out.is_terminal,
    )


def stop_over(problems: Sequence[str], *said: str) -> NoReturn:
    """Stop, naming the first of many *problems*: one slip in a file can be a hundred of them."""
    hidden = len(problems) - PROBLEMS_MAX
    and_more = [f"... and {hidden} more."] if hidden > 0 else []
    stop("\n".join([*said, *problems[:PROBLEMS_MAX], *and_more, f"{len(problems)} to mend."]))


def stop(why: str) -> NoReturn:
    """Say *why* on standard error, and exit as for bad usage."""
    readable = "".join(char for char in why if char == "\n" or char.isprintable())
    err.print(Text(readable, "red"), soft_wrap=True)
    raise typer.Exit(BAD_USAGE)
