"""Every sentence about loading, and about what is done with episodes, cards and feeds."""

from collections.abc import Sequence

from bot.episodes import Loaded


def edition(number: int) -> str:
    """Which edition: "edition 2"."""
    return f"edition {number}"


def editions_counted(count: int) -> str:
    """How many editions: "3 editions"."""
    return counted(count, "edition")


def counted(count: int, what: str) -> str:
    """How many of something: "1 card", "1,203 excerpts"."""
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


# What cannot be done, and what to do


def no_such_episode(name: str, *, empty: bool) -> str:
    """That nothing of that name was loaded."""
    if empty:
        return "No episode was loaded here yet. To load one: load, with a file or an address."
    return f"No episode that was loaded here is called {name}. All of them: episodes."


def no_such_edition(editions: Sequence[Loaded], number: int) -> str:
    """That an episode has no edition of that number."""
    there = ", ".join(str(it.number) for it in reversed(editions))
    name = editions[0].name
    return f"{name} has no edition {number}; there is: {there}. Say it again with one of these."


def not_published(name: str) -> str:
    """That there is nothing to unpublish."""
    return f"Nothing of {name} answers now. To delete what is kept of it: remove {name}."


def nothing_live(name: str) -> str:
    """That there is nothing to roll back from."""
    return f"Nothing of {name} answers now, so there is no way back from it. To publish it: publish {name}."


def nothing_before(live: Loaded, editions: Sequence[Loaded]) -> str:
    """That no edition answered before the one that does."""
    others = [str(it.number) for it in reversed(editions) if it.id != live.id]
    so_far = f"Edition {live.number} of {live.name} answers, and none before it ever did."
    if not others:
        return f"{so_far} To take it back: unpublish {live.name}."
    return f"{so_far} To publish another: publish {live.name} and its number ({', '.join(others)})."


def still_live(loaded: Loaded) -> str:
    """That an edition cannot be discarded."""
    return (
        f"Edition {loaded.number} of {loaded.name} answers now, so I keep it. "
        f"First take it back: rollback {loaded.name}, or unpublish {loaded.name}."
    )


def not_hidden(ref: str) -> str:
    """That there is nothing to show again."""
    return f"{ref} is not hidden here. All that is: hidden."


def no_own_card(ref: str, *, empty: bool) -> str:
    """That the workspace has no card of its own of that name."""
    if empty:
        return "There is no card of your own yet. To make one of an excerpt: card, and the excerpt's name."
    return f"No card of your own is called {ref}. All of them: cards."


def no_such_feed(url: str, *, empty: bool) -> str:
    """That nobody looks at that address."""
    if empty:
        return "No feed was added here yet. To add one: feeds add, and its address."
    return f"{url} is none of the feeds here. All of them: feeds."


def trust(*, trusted: bool) -> str:
    """Whether a feed's episodes answer without a review."""
    return "trusted" if trusted else "to be reviewed"
