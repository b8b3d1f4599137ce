"""`wattif calibrate`: predictions beside what was disclosed."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulate.commands import completion, drawing, options, output, progress, values
from simulate.commands.drawing import GRAIN
from simulate.commands.options import Sampler
from simulate.commands.output import put
from simulate.commands.records import from_fields
from simulate.foundation.errors import RunError, UsageError

if TYPE_CHECKING:
    from simulate.analysis.calibration import Calibration
    from simulate.beliefs.prior import Scenario
    from simulate.publishing.calibration.record import Made

# A percentile is then known to 0.0014, which is finer than any of its uses; a case takes 30 to 50 ms.
DRAWS = 2**17

Scenarios = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="SCENARIO",
        help="A file, a folder, or the name of a shipped scenario; none means all shipped ones with disclosed figures.",
        show_default=False,
        autocompletion=completion.scenarios,
    ),
]


@dataclass(frozen=True, kw_only=True)
class Options:
    """What `wattif calibrate` is told."""

    scenario: Scenarios = None
    draws: Annotated[
        int,
        typer.Option("--draws", metavar="N", parser=values.whole(1, values.MAX_DRAWS), help="Joint draws per case."),
    ] = DRAWS
    seed: options.Seed = 0
    sampler: options.Sampling = Sampler.sobol
    priors: options.Priors = None
    use: options.Use = None
    to: Annotated[
        str | None, typer.Option("--to", "-o", metavar="DIR", help="Write JSON, CSV, report and charts to this folder.")
    ] = None
    as_json: options.Json = False
    threads: options.Threads = None
    quiet: options.Quiet = False


@from_fields
def calibrate(asked: Options) -> None:
    """Hold predictions against what developers disclosed, and published figures against their own convention.

    Examples:
    wattif calibrate

    wattif calibrate bloom-176b opt-175b

    wattif calibrate llama-3.1-405b --json
    """
    drawing.check_folder(asked.to)
    say = drawing.speaker(asked.quiet)
    drawing.say_rounded(asked.draws, say)
    scenarios = _scenarios(asked.scenario, asked.priors, asked.use)
    made = _made(-(-asked.draws // GRAIN) * GRAIN, asked.seed, asked.sampler)
    with drawing.compiling(say):
        calibration = _calibrated(scenarios, made, values.threads(asked.threads), asked.quiet)
    put(_shown(calibration, made, asked.as_json))
    if asked.to is not None:
        from simulate.publishing.calibration import folder

        say(f"written: {', '.join(folder.write(calibration, made, Path(asked.to)))} in {asked.to}")
    _refuse(calibration)


def _scenarios(arguments: list[str] | None, priors: list[Path] | None, use: list[str] | None) -> list[Scenario]:
    """The scenarios asked for; without arguments all shipped ones, and the accounts, to which no bundle is added."""
    from simulate.api import selection

    library = selection.library(priors)
    if arguments:
        return selection.scenarios(arguments, library, use)
    accounts = [str(path) for path in selection.accounts()]
    return [*selection.scenarios(selection.shipped(), library, use), *selection.scenarios(accounts, library)]


def _made(draws: int, seed: int, sampler: Sampler) -> Made:
    from simulate.api.provenance import program
    from simulate.publishing.calibration.record import Made
    from simulate.publishing.catalogue import version as catalogue

    return Made(draws, seed, sampler.value, program(), catalogue.version())


def _calibrated(scenarios: list[Scenario], made: Made, threads: int, quiet: bool) -> Calibration:
    from simulate.analysis.calibration import calibrate as judge
    from simulate.simulation.predictions import Evaluator

    if not any(item.disclosed for item in scenarios):
        raise UsageError("nothing to hold predictions against: no [[disclosed]] figure in these scenarios")
    evaluate = Evaluator(draws=made.draws, seed=made.seed, sampler=made.sampler, threads=threads)
    with progress.shown(quiet) as shown:
        return judge(scenarios, evaluate, _counting(shown, made.draws))


def _counting(shown: progress.Shown | None, draws: int) -> Callable[[int, int], None] | None:
    """Progress in draws from progress in cases."""
    return None if shown is None else lambda done, cases: shown(done * draws, cases * draws, math.nan)


def _shown(calibration: Calibration, made: Made, as_json: bool) -> str:
    from simulate.publishing.calibration import record, texts

    return record.text(calibration, made) if as_json else texts.table(calibration, made, output.width())


def _refuse(calibration: Calibration) -> None:
    """An account that does not come out says that the method or the account is wrong: never a matter of opinion."""
    failed = [f"{item.id}: {item.quantity}" for item in calibration.accounts if not item.agrees]
    if failed:
        raise RunError(f"not reproduced by its own convention: {', '.join(failed)}")
