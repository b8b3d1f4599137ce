"""Kernels: what is compiled does what its Python says, once per machine, and is told from any other."""

import json
import os
import subprocess
import sys
from types import FunctionType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulate.engine.ahead import LONGEST
from simulate.engine.machine import loading
from simulate.engine.machine.bits import (
    as_bits,
    as_float,
    as_word,
    floats_at,
    four_cubics,
    high_product,
    integers_at,
)
from simulate.engine.machine.loading import Kernel, at, telling

SCALE = 3


def _times(value: int, n: int) -> int:
    return SCALE * value * n


def _bits_of(values_at: int, out_at: int) -> int:
    value, out = floats_at(values_at)[0], integers_at(out_at)
    out[0] = as_bits(value)
    out[1] = np.int64(as_word(value) >> np.uint64(1))
    out[2] = np.int64(high_product(as_word(value), np.uint64(2**63 + 12345)) >> np.uint64(1))
    floats_at(values_at)[1] = as_float(out[0])
    return 0


def _four(out_at: int, cells_at: int, cubics_at: int, lane: int) -> int:
    return four_cubics(floats_at(out_at), floats_at(cells_at), floats_at(cubics_at), lane, -1.5, 2.0)


BITS_OF, FOUR = Kernel(_bits_of), Kernel(_four)


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_words_for_bits_mean_in_machine_code_what_they_mean_in_python(value):
    values, out = np.array([value, 0.0]), np.zeros(3, dtype=np.int64)
    BITS_OF(values, out)
    assert out[0] == as_bits(value)
    assert out[1] == int(as_word(value)) >> 1
    assert out[2] == int(high_product(as_word(value), np.uint64(2**63 + 12345))) >> 1
    assert values[1].tobytes() == values[0].tobytes()


def test_four_cubics_at_once_are_those_of_one_by_one():
    rng = np.random.default_rng(1)
    cubics, cells = rng.normal(size=400), (4 * rng.integers(0, 100, 400)).view(np.float64)
    compiled = rng.random(400)
    plain = compiled.copy()
    for lane in range(0, 400, 4):
        FOUR(compiled, cells, cubics, lane)
        four_cubics(plain, cells, cubics, lane, -1.5, 2.0)
    np.testing.assert_array_equal(compiled, plain)
    assert (plain.min(), plain.max()) == (-1.5, 2.0)


def test_a_kernel_is_named_by_its_code_and_by_the_constants_that_it_uses():
    other = FunctionType(_times.__code__, {**_times.__globals__, "SCALE": 4}, "_times")
    assert loading._name(_times) != loading._name(other)
    assert loading._name(_times) == loading._name(FunctionType(_times.__code__, dict(_times.__globals__), "_times"))
    assert (Kernel(_times)(5, 7), Kernel(other)(5, 7)) == (105, 140)


def test_an_array_begins_where_numpy_says():
    array = np.arange(10.0)[3:]
    assert at(array) == array.ctypes.data


PROGRAM = """
import json, sys
from simulate.engine.machine import arithmetic, counting, crossing, lines, normals, tables, uniforms, walking
from simulate.engine.machine.loading import address, telling
from simulate.engine.statistics.bins import Bins, Layout
told = []
with telling(lambda: told.append(1)):
    Bins(Layout.of([])).clear()
    for module in (arithmetic, counting, crossing, lines, normals, tables, uniforms, walking):
        for function in vars(module).values():
            if getattr(function, "__module__", "") == module.__name__ and "state" in function.__code__.co_varnames:
                address(function)
print(json.dumps([len(told), "numba" in sys.modules]))
"""


@pytest.fixture
def process(tmp_path):
    def run():
        environment = {**os.environ, "WATTIF_CACHE_DIR": str(tmp_path)}
        found = subprocess.run(
            [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True
        )
        return json.loads(found.stdout)

    return run


def test_every_operation_is_compiled_by_the_first_process_and_by_the_next_only_what_is_damaged(process, tmp_path):
    assert process() == [1, True]
    assert process() == [0, False]
    made = sorted(path.name for path in (tmp_path / "kernels").iterdir())
    assert len(made) > 32
    (tmp_path / "kernels" / made[3]).write_bytes(b"cut off")
    assert process() == [1, True]
    assert process() == [0, False]
    assert sorted(path.name for path in (tmp_path / "kernels").iterdir()) == made


def test_what_a_second_process_has_compiled_the_first_need_not(process, tmp_path):
    environment = {**os.environ, "WATTIF_CACHE_DIR": str(tmp_path)}
    subprocess.run([sys.executable, "-m", "simulate.engine.ahead"], env=environment, check=True)
    folder = tmp_path / "kernels"
    ahead = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert len(ahead) == len(LONGEST)
    assert process() == [1, True]
    after = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert {name: after[name] for name in ahead} == ahead


def test_telling_ends_with_its_block():
    with telling(lambda: None):
        pass
    assert loading._WAITING == []
