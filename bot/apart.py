"""Long work, one piece after another, in a thread of its own: questions are answered in others meanwhile."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_THREAD = ThreadPoolExecutor(max_workers=1, thread_name_prefix="apart")


async def apart(work: Callable[P, R], *args: P.args, **named: P.kwargs) -> R:
    """What *work* returns, once all that was asked for before it is done."""
    return await asyncio.wrap_future(_THREAD.submit(work, *args, **named))
