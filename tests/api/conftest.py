"""Two small models of one method of their own, for whatever does not depend on the built-in one."""

import pytest

MODEL = """
schema = 1
name = "Model {name}"
method = "own"
outputs = ["energy", "cost"]
[priors]
power = {{ prior = "{power}", unit = "kW", source = "meter" }}
time = {{ value = 1000, unit = "h", source = "scheduler" }}
price = {{ prior = "40 to 160", unit = "USD_2024/MWh", source = "contract" }}
[quantities.energy]
label = "Energy"
unit = "MWh"
sentence = "Running {{model}} took {{range}}"
equals = "power * time"
[quantities.cost]
label = "Cost"
unit = "USD_2024"
equals = "energy * price"
[[estimates]]
quantity = "energy"
value = 1050
unit = "MWh"
by = "somebody"
"""


@pytest.fixture
def models(tmp_path):
    """Paths of two scenarios, `a` and `b`, of which the first needs less."""
    for name, power in (("a", "900 to 1100"), ("b", "2000 to 3000")):
        (tmp_path / f"{name}.toml").write_text(MODEL.format(name=name.upper(), power=power), encoding="utf-8")
    return tmp_path / "a.toml", tmp_path / "b.toml"
