"""Long work keeps nobody waiting but other long work."""

import asyncio
import threading

import pytest

from bot.apart import apart

MANY = 100


async def test_however_much_long_work_there_is_short_work_is_done():
    go = threading.Event()
    long = [asyncio.ensure_future(apart(go.wait, 30)) for _ in range(MANY)]
    try:
        await asyncio.sleep(0)
        assert await asyncio.wait_for(asyncio.to_thread(lambda: "answered"), 10) == "answered"
        assert not any(it.done() for it in long)
    finally:
        go.set()
        await asyncio.gather(*long)


async def test_one_piece_of_work_follows_another():
    begun, most = [], []

    def work() -> None:
        begun.append(1)
        most.append(len(begun))
        begun.pop()

    await asyncio.gather(*(apart(work) for _ in range(MANY)))
    assert set(most) == {1}


async def test_what_goes_wrong_is_told():
    with pytest.raises(ZeroDivisionError):
        await apart(divmod, 1, 0)
