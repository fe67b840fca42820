"""Commands that Discord would not register are found."""

import discord
import pytest

from tests.doubles.discord.commands import LOCALES, problems_in_commands

X = "x"


def command(*options, **fields):
    return {"type": 1, "name": "career", "description": "Ask", "options": [*options], **fields}


def clicked(type=3, **fields):
    return {"type": type, "name": "Ask the mentor", **fields}


def argument(name="about", **fields):
    return {"type": 3, "name": name, "description": "What", **fields}


def sub(*options, name="add"):
    return argument(name, type=1, options=[*options])


def group(*subcommands, name="topics"):
    return argument(name, type=2, options=[*subcommands])


def choice(**fields):
    return {"name": "Staff", "value": "staff", **fields}


def sized(**fields):
    """A command of 7909 characters, and those of the description that it is given."""
    choices = [choice(name=X * 100, value=X * 100)] * 25
    options = (argument("a", description=X, choices=choices), argument("b", choices=choices[:14], **fields))
    return command(*options, description=X * 100)


def test_commands_of_all_kinds_pass():
    asking = command(
        argument(required=True, autocomplete=True),
        argument("weiß_ich'nicht-9", choices=[choice(name="In English")]),
        argument("क्या"),
        argument("ทำ", name_localizations={"de": "laufbahn", "zh-TW": "職涯"}),
    )
    running = command(group(sub(argument()), sub(name="remove")), sub(), name="career-admin")
    menus = [clicked(), clicked(2, description=""), clicked(name=X * 32), clicked(name="Запомнить это")]
    assert problems_in_commands([asking, running, *menus]) == []


def test_there_may_be_as_many_as_there_can_be():
    options = [argument(f"o{number}") for number in range(25)]
    typed = [command(*options, name=f"c{number}") for number in range(100)]
    menus = [clicked(type, name=f"{number}") for type in (2, 3) for number in range(15)]
    assert problems_in_commands([*typed, *menus]) == []


def test_a_command_has_up_to_8000_characters():
    assert problems_in_commands([sized(description=X * 91)]) == []
    told = ["0: 8001 characters in all, a command takes 8000"]
    assert problems_in_commands([sized(description=X * 92)]) == told
    assert problems_in_commands([sized(description_localizations={"de": X * 92, "fr": X * 9})]) == told


def test_there_are_the_languages_that_discordpy_knows():
    assert {locale.value for locale in discord.Locale} == LOCALES


NUMBERS = [
    ("101 of the kind command, there can be 100", [command(name=f"c{number}") for number in range(101)]),
    ("16 of the kind user_command, there can be 15", [clicked(2, name=f"{number}") for number in range(16)]),
    (
        "16 of the kind message_command, there can be 15",
        [clicked(3, name=f"{number}") for number in range(16)],
    ),
    ("2 of the kind command have the name 'career'", [command(), command()]),
    ("2 of the kind message_command have the name 'Ask the mentor'", [clicked(), clicked(2), clicked()]),
    ("1 of the kind stranger, there can be 0", [clicked(9)]),
]


@pytest.mark.parametrize(("problem", "commands"), NUMBERS)
def test_commands_are_not_too_many_and_none_comes_twice(problem, commands):
    assert problems_in_commands(commands) == [problem]


RULES = [
    ("name: 0 characters, a command takes 1 to 32", command(name="")),
    ("name: 33 characters, a command takes 1 to 32", command(name=X * 33)),
    ("name: 'Career' is no name that can be typed", command(name="Career")),
    ("name: 'my career' is no name that can be typed", command(name="my career")),
    ("name: 'career!' is no name that can be typed", command(name="career!")),
    (
        "name_localizations/de: 'Laufbahn' is no name that can be typed",
        command(name_localizations={"de": "Laufbahn"}),
    ),
    (
        "name_localizations: 'de-DE' is no language of Discord",
        command(name_localizations={"de-DE": "laufbahn"}),
    ),
    ("description: 0 characters, a command takes 1 to 100", command(description="")),
    ("description: 101 characters, a command takes 1 to 100", command(description=X * 101)),
    (
        "description_localizations/fr: 101 characters, a command takes 1 to 100",
        command(description_localizations={"fr": X * 101}),
    ),
    (
        "description_localizations: 'xx' is no language of Discord",
        command(description_localizations={"xx": X}),
    ),
    ("name: 33 characters, a message_command takes 1 to 32", clicked(name=X * 33)),
    ("description: 3 characters, a message_command takes 0 to 0", clicked(description="Ask")),
    ("options/0: a user_command has no place for an argument", clicked(2, options=[argument()])),
    (
        "options: 26 items, a command takes 0 to 25",
        command(*[argument(f"o{number}") for number in range(26)]),
    ),
    ("options/0/name: 'About' is no name that can be typed", command(argument("About"))),
    ("options/0/description: 0 characters, an argument takes 1 to 100", command(argument(description=""))),
    ("options/1: required, behind one that is not", command(argument("a"), argument("b", required=True))),
    ("2 of the kind argument have the name 'about'", command(argument(), argument())),
    ("options/0/choices: 26 items, an argument takes 0 to 25", command(argument(choices=[choice()] * 26))),
    (
        "options/0/choices/0/name: 101 characters, a choice takes 1 to 100",
        command(argument(choices=[choice(name=X * 101)])),
    ),
    (
        "options/0/choices/0/value: 101 characters, a choice takes 100",
        command(argument(choices=[choice(value=X * 101)])),
    ),
    (
        "options/0/autocomplete: has no place beside choices",
        command(argument(autocomplete=True, choices=[choice()])),
    ),
    ("arguments beside subcommands", command(sub(), argument())),
    ("options/0/options: 0 items, a group takes 1 to 25", command(group())),
    ("options/0/options/0: a group has no place for a group", command(group(group(sub())))),
    ("options/0/options/0: a group has no place for an argument", command(group(argument()))),
    ("options/0/options/0: a subcommand has no place for a subcommand", command(sub(sub()))),
    (
        "options/0/options/1: required, behind one that is not",
        command(sub(argument("a"), argument("b", required=True))),
    ),
    (
        "options/0/options/0/options/0/name: 'A' is no name that can be typed",
        command(group(sub(argument("A")))),
    ),
]


@pytest.mark.parametrize(("problem", "broken"), RULES)
def test_a_command_that_breaks_a_rule_is_told(problem, broken):
    (told,) = problems_in_commands([clicked(name="Another"), broken])
    assert told in (f"1{mark}{problem}" for mark in ("/", ": "))
