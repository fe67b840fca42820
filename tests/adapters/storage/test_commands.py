"""Which commands Discord was told last."""

import pytest

from adapters.storage.commands import CommandRegister

pytestmark = pytest.mark.parametrize("kind", ["sqlite", "postgresql"])


async def test_what_discord_was_told_last_is_remembered_for_each_application(store):
    register = CommandRegister(store)
    assert await register.digest("1") is None

    await register.keep("1", "first")
    await register.keep("2", "other")
    await register.keep("1", "second")

    assert await register.digest("1") == "second"
    assert await register.digest("2") == "other"
