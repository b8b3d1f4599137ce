"""The catalogue has a version of its own: the day it states, and a hash over everything that is believed."""

import datetime as dt
import re

from simulate.foundation import datafolder
from simulate.publishing.catalogue import version as catalogue


def test_the_version_is_a_day_and_eight_digits_of_the_hash():
    day, digits = re.fullmatch(r"(\d{4}-\d\d-\d\d) \(([0-9a-f]{8})\)", catalogue.version()).groups()
    assert dt.date.fromisoformat(day) >= dt.date(2026, 11, 25)
    assert catalogue.digest(datafolder.priors()).startswith(digits)


def test_any_changed_byte_any_new_name_and_nothing_else_changes_the_hash(tmp_path):
    (tmp_path / "sites").mkdir()
    bundle, table = tmp_path / "sites" / "a.toml", tmp_path / "sites" / "a.csv"
    bundle.write_bytes(b"schema = 1\n")
    table.write_bytes(b"x\n1\n")
    seen = [catalogue.digest(tmp_path)]
    (tmp_path / "notes.md").write_text("not believed")
    bundle.write_bytes(b"schema = 1\r\n")
    assert catalogue.digest(tmp_path) == seen[0]
    table.write_bytes(b"x\n2\n")
    seen.append(catalogue.digest(tmp_path))
    bundle.write_bytes(b"schema = 2\n")
    seen.append(catalogue.digest(tmp_path))
    bundle.rename(tmp_path / "sites" / "b.toml")
    seen.append(catalogue.digest(tmp_path))
    assert len(set(seen)) == 4
