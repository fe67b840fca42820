"""Words that are a cry for help. They get people to turn to, and never advice about careers."""

import re

from knowledge.words import cleaned

_DANGER = re.compile(
    r"""\b(
        suicid(e|al) | kill(ing)?\ (my|him|her|them)self | end(ing)?\ (my|it)\ (own\ )?(life|all)
      | (want|wanna|going)\ (to\ )?die | wish\ i\ (was|were)\ dead | better\ off\ (dead|without\ me)
      | (hurt|harm|cut)(ing|ting)?\ myself | self[\ -]?harm
      | no\ reason\ to\ live | (don'?t|do\ not)\ want\ to\ live
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)


def in_danger(text: str) -> bool:
    """Whether *text* speaks of suicide or self-harm; rather once too often than once too seldom."""
    return bool(_DANGER.search(cleaned(text).replace("\u2019", "'")))
