"""A command that takes one record has the options of its fields, those of records within it in their place."""

import inspect
from dataclasses import dataclass
from typing import Annotated

import pytest
import typer

from simulate.commands.records import from_fields


@dataclass(frozen=True, kw_only=True)
class Place:
    north: Annotated[float, typer.Option("--north")] = 0.0
    east: Annotated[float, typer.Option("--east")] = 0.0


@dataclass(frozen=True, kw_only=True)
class Journey:
    name: str
    start: Place
    days: int = 1


@pytest.fixture
def told():
    return []


@pytest.fixture
def travel(told):
    @from_fields
    def travel(journey: Journey) -> None:
        """Go."""
        told.append(journey)

    return travel


def test_fields_become_parameters_in_their_order_with_defaults_and_what_typer_is_told(travel):
    parameters = inspect.signature(travel).parameters
    assert list(parameters) == ["name", "north", "east", "days"]
    assert [item.default for item in parameters.values()] == [inspect.Parameter.empty, 0.0, 0.0, 1]
    assert parameters["north"].annotation.__metadata__[0].default == "--north"
    assert (travel.__name__, travel.__doc__) == ("travel", "Go.")


def test_values_of_the_command_line_come_as_one_record(travel, told):
    app = typer.Typer()
    app.command()(travel)
    app(["home", "--east", "2.5", "--days", "3"], standalone_mode=False)
    assert told == [Journey(name="home", start=Place(east=2.5), days=3)]
