"""HDF5 files while they are written: what the disk refuses crashes nothing, and objects are opened once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import h5py

if TYPE_CHECKING:
    from collections.abc import Callable
    from io import FileIO

    import numpy as np
    from numpy.typing import NDArray

# The file format of HDF5 1.10 (2016) keeps checksums of its own structures, and is half the size of the oldest one.
_FORMAT = "v110"


class Written(h5py.File):  # type: ignore[misc]  # h5py has no types
    """A new file whose objects are looked up once; h5netcdf asks for each forty times, half of the time it writes."""

    def __init__(self, disk: Disk) -> None:
        self._opened: dict[str, Any] = {}
        super().__init__(disk, "w", libver=_FORMAT, track_order=True)

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 -- a group, a dataset or a type
        """The object of a path."""
        known = self._opened.get(name)
        # What was taken off, as the placeholder of a dimension is, has no name any more.
        if known is None or known.name is None:
            known = self._opened[name] = super().__getitem__(name)
        return known


class Disk:
    """A file that HDF5 writes through, and that never refuses it.

    HDF5 crashes the process when it cannot write at the end (1.14, segmentation fault); so what the disk says first is
    kept until HDF5 has closed, and everything after it is dropped.
    """

    def __init__(self, file: FileIO) -> None:
        self.file = file
        self.refusal: BaseException | None = None
        self.seek = file.seek
        self.tell = file.tell

    def readinto(self, buffer: NDArray[np.uint8]) -> int:
        """Fill a buffer from where the file stands; how many bytes there were."""
        return self.file.readinto(buffer)  # type: ignore[arg-type]

    def read(self, size: int = -1) -> bytes:
        """As many bytes, or all."""
        return self.file.read(size)

    def write(self, content: bytes) -> int:
        """Write all, or nothing once the disk has refused."""
        return self._unless_refused(lambda: self._write(memoryview(content)))

    def _write(self, content: memoryview) -> int:
        """Write all of it: a file without a buffer may take less at a time, and with one a seek would write."""
        written = 0
        while written < len(content):
            written += self.file.write(content[written:])
        return written

    def truncate(self, size: int | None = None) -> int:
        """Cut the file, unless the disk has refused."""
        return self._unless_refused(lambda: self.file.truncate(size))

    def flush(self) -> None:
        """Hand over what is written, unless the disk has refused."""
        self._unless_refused(self.file.flush)

    def _unless_refused(self, act: Callable[[], int | None]) -> int:
        if self.refusal is None:
            try:
                return act() or 0
            except BaseException as error:  # noqa: BLE001 -- an interrupt inside of HDF5 crashes it as well
                self.refusal = error
        return 0
