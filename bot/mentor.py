"""What happens when a member says something."""

import asyncio
from typing import assert_never

from bot import asking
from bot.commands import Ask, AskForQuestion, Greet, More, OpenCard, ShowHelp, ShowTopics, Stray, parse
from bot.crisis import in_danger
from bot.message import Message
from bot.model import Request
from knowledge.search import Answer, Search


class Mentor:
    """The one door to the core: every platform hands it requests and draws what comes back."""

    def __init__(self, search: Search) -> None:
        self._search = search
        self._library = search.library

    async def reply(self, request: Request) -> Message:
        """Answer *request*. A member cannot cause an exception: what fits nothing has wording, too."""
        match parse(request.text, request.fields):
            case Ask(question) if in_danger(question):
                return asking.crisis_page()
            case Ask(question):
                return asking.answer_page(await self._asked(question), self._library)
            case More(question, seen):
                return asking.answer_page(await self._asked(question), self._library, seen)
            case OpenCard(ref):
                return asking.card_page(self._library.card(ref), self._library)
            case ShowTopics():
                return asking.topics_page(self._library)
            case ShowHelp():
                return asking.help_page()
            case AskForQuestion():
                return asking.question_form()
            case Stray():
                return asking.nothing_there()
            case Greet():
                return asking.greeting(self._library)
            case nothing:
                assert_never(nothing)

    async def _asked(self, question: str) -> Answer:
        # A few milliseconds of arithmetic, which other members should not wait for.
        return await asyncio.to_thread(self._search.ask, question)
