"""Where the shipped priors and scenarios lie: inside the package in a wheel, beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

from simulate.foundation.errors import RunError

_PACKAGE = Path(__file__).resolve().parents[1]


def priors(package: Path = _PACKAGE) -> Path:
    """The folder of the shipped bundles; RunError where the installation lacks it."""
    return _folder("priors", package)


def scenarios(package: Path = _PACKAGE) -> Path:
    """The folder of the shipped scenarios; RunError where the installation lacks it."""
    return _folder("scenarios", package)


def accounts(package: Path = _PACKAGE) -> Path:
    """The folder of published accounts, conventions of others with the figures that they must give: no scenarios.

    In a checkout it is among the tests, which hold them too; RunError where the installation lacks it.
    """
    return _folder("accounts", package, "tests/conformance/accounts")


def _folder(name: str, package: Path, beside: str = "") -> Path:
    shipped = package / "_data" / name
    if shipped.is_dir():
        return shipped
    checkout = package.parent
    # pyproject.toml tells a checkout from a folder of installed packages, where `priors` may be anybody's.
    if (checkout / "pyproject.toml").is_file() and (checkout / (beside or name)).is_dir():
        return checkout / (beside or name)
    raise RunError(f"the {name} that ship with wattif are missing ({shipped}): install it again")
