"""Where bundles are found: folders in order, each bundle read once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from simulate.beliefs import reading
from simulate.beliefs.prior import Bundle
from simulate.foundation import datafolder, documents
from simulate.foundation.nearest import suggestion


class Library:
    """Folders of priors, those given by the user first, then the shipped ones.

    A bundle's name is its path below such a folder without `.toml`. Reading is remembered, problems included, so that
    a bundle that many scenarios use is read and reported once.
    """

    def __init__(self, folders: Iterable[Path] = ()) -> None:
        self._folders = [*((folder, str(folder)) for folder in folders), (datafolder.priors(), "priors")]
        self._bundles: dict[str, Bundle] = {}

    def names(self) -> list[str]:
        """All bundles that can be found, sorted."""
        found = {
            path.relative_to(folder).with_suffix("").as_posix()
            for folder, _ in self._folders
            for path in folder.rglob("*.toml")
        }
        return sorted(found)

    def bundle(self, name: str) -> Bundle:
        """The bundle of a name.

        Raises
        ------
        LookupError
            No folder has it; the argument is what to tell the user.
        InputError
            Its file has problems.
        """
        if name not in self._bundles:
            path, shown_as, folder = self._find(name)
            self._bundles[name] = reading.bundle(documents.read(path, name=shown_as), name, folder)
        return self._bundles[name]

    def _find(self, name: str) -> tuple[Path, str, Path]:
        for folder, shown_as in self._folders:
            path = folder.joinpath(*name.split("/")).with_name(name.rsplit("/", 1)[-1] + ".toml")
            if path.is_file():
                return path, f"{shown_as}/{name}.toml", path.parent
        raise LookupError(f"no such bundle: {name}{suggestion(name, self.names())}")
