"""Kernels in machine code: compiled at first need, then kept for the next run, which need not even import a compiler.

A kernel is kept by what it depends on: its bytecode, the constants and functions that it uses, how it is compiled, the
versions of compilers, and the processor.
"""

from __future__ import annotations

import ctypes
import hashlib
import platform
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, cached_property, lru_cache
from importlib import metadata
from pathlib import Path
from threading import RLock
from types import FunctionType
from typing import Any, cast

import llvmlite.binding as llvm
import numpy as np
import numpy.typing as npt

from simulate.engine import keeping
from simulate.engine.machine import bits

_KIND = "kernels"
_LOCK = RLock()
_WAITING: list[Callable[[], object]] = []


@contextmanager
def telling(tell: Callable[[], object]) -> Iterator[None]:
    """Have something done before anything is compiled, once; where all is kept it is never done."""
    _WAITING.append(tell)
    try:
        yield
    finally:
        if tell in _WAITING:
            _WAITING.remove(tell)


@lru_cache(maxsize=256)
def address(operation: Callable[..., int]) -> int:
    """Where an operation begins in memory."""
    return _loaded(operation, None)


class Kernel:
    """A function of integers that Python calls, without the interpreter's lock; arrays are handed over as addresses."""

    def __init__(self, function: Callable[..., int]) -> None:
        self.function = function
        self.__doc__ = function.__doc__

    @property
    def _n_integers(self) -> int:
        return cast(FunctionType, self.function).__code__.co_argcount

    @cached_property
    def _call(self) -> Callable[..., int]:
        way = ctypes.CFUNCTYPE(ctypes.c_int64, *(ctypes.c_int64,) * self._n_integers)
        return cast(Callable[..., int], way(_loaded(self.function, self._n_integers)))

    def ready(self) -> None:
        """See to it that the kernel is kept, without loading it."""
        _kept(self.function, self._n_integers)

    def __call__(self, *arguments: int | npt.NDArray[Any]) -> int:
        """What the function returns."""
        return self._call(*[at(one) if isinstance(one, np.ndarray) else one for one in arguments])


def at(array: npt.NDArray[Any]) -> int:
    """Where an array begins in memory: a tenth of the time that `array.ctypes.data` takes."""
    return cast(int, array.__array_interface__["data"][0])


def ready(operation: Callable[..., int]) -> None:
    """See to it that an operation is kept, without loading it."""
    _kept(operation, None)


def _loaded(function: Callable[..., int], n_integers: int | None) -> int:
    with _LOCK:
        name, content = _kept(function, n_integers)
        engine = _engine()
        engine.add_object_file(llvm.ObjectFileRef.from_data(content))
        engine.finalize_object()
        return int(engine.get_function_address(name))


def _kept(function: Callable[..., int], n_integers: int | None) -> tuple[str, bytes]:
    """Symbol and object code of a kernel, compiled where it was not kept."""
    with _LOCK:
        name = _name(cast(FunctionType, function))
        content = keeping.read(_KIND, name)
        if not content:
            while _WAITING:
                _WAITING.pop()()
            from simulate.engine.machine import compiling  # half a second that a warm run does without

            content = compiling.compiled(cast(FunctionType, function), name, _machine(), n_integers)
            keeping.keep(_KIND, name, content)
        return name, content


@cache
def _machine() -> Any:  # noqa: ANN401 -- LLVM's target machine, which has no type
    """The processor at hand, with all that it can do."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=llvm.get_host_cpu_features().flatten(),
        opt=3,
        reloc="static" if platform.machine().lower() in ("x86_64", "amd64") else "default",
        codemodel="jitdefault",
        jit=True,
    )


@cache
def _engine() -> Any:  # noqa: ANN401
    return llvm.create_mcjit_compiler(llvm.parse_assembly(""), _machine())


def _name(function: FunctionType) -> str:
    """A symbol that tells what a kernel is made of."""
    facts = hashlib.blake2b("\n".join(_facts(function)).encode(), key=_compilers(), digest_size=16)
    return f"{function.__name__}_{facts.hexdigest()}"


def _facts(function: FunctionType) -> Iterator[str]:
    code = function.__code__
    yield f"{code.co_code.hex()} {code.co_consts!r} {code.co_names} {code.co_varnames}"
    for name in code.co_names:
        value = function.__globals__.get(name)
        if isinstance(value, FunctionType) and value.__module__ == bits.__name__:
            yield name  # what it becomes is written in compiling.py
        elif isinstance(value, FunctionType):
            yield from _facts(value)
        elif not isinstance(value, type(np)):
            yield repr(value)


@cache
def _compilers() -> bytes:
    total = hashlib.blake2b(Path(__file__).with_name("compiling.py").read_bytes(), digest_size=32)
    for fact in (*map(metadata.version, ("numba", "llvmlite")), sys.version, platform.machine()):
        total.update(fact.encode())
    total.update(f"{llvm.get_host_cpu_name()} {llvm.get_host_cpu_features().flatten()}".encode())
    return total.digest()
