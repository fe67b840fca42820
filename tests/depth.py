"""How many examples a slow property is tried with: a tenth of those of `pytest --hypothesis-profile=deep`.

Usually they are the same each time, so that nobody's change fails by what chance finds in something else;
those of the deep profile are new each time. No example has a deadline: how long one takes says more of what
else the machine is at.
"""

from hypothesis import settings

DEEPER = 10

settings.register_profile("default", settings.get_profile("default"), deadline=None, derandomize=True)
settings.register_profile(
    "deep",
    settings.get_profile("default"),
    max_examples=settings.get_profile("default").max_examples * DEEPER,
    derandomize=False,
)


def examples(usual: int) -> int:
    """As many as are *usual*, or more in the deep profile."""
    return usual * settings.default.max_examples // settings.get_profile("default").max_examples
