"""Routes: which is taken, what is missing, what is a ring."""

from hypothesis import given
from hypothesis import strategies as st

from simulate.foundation.units import DIMENSIONLESS
from simulate.method.formula import formula
from simulate.method.quantity import EQUALS, Quantity, Route
from simulate.method.reading import training
from simulate.method.resolution import cycle, gaps, resolve


def method(**quantities):
    """A method of pure numbers: `a=None` is an input, `a="b + c"` an equation, `a={"r": "b"}` routes."""
    made = {}
    for name, ways in quantities.items():
        routes = {} if ways is None else {EQUALS: ways} if isinstance(ways, str) else ways
        compiled = tuple(
            Route(route, formula(text, lambda _: DIMENSIONLESS, DIMENSIONLESS, list)) for route, text in routes.items()
        )
        made[name] = Quantity(name, name, DIMENSIONLESS, routes=compiled)
    return made


def routes_of(taken):
    return {name: item.names for name, item in taken.items()}


def test_what_is_given_is_drawn_whatever_routes_it_has():
    quantities = method(a=None, b="a", c="b")
    assert routes_of(resolve(quantities, {"a", "b"}, {}))["b"] == ("given",)


def test_the_first_route_that_can_be_known_is_taken():
    quantities = method(a=None, b=None, y={"first": "a", "second": "b"})
    assert routes_of(resolve(quantities, {"b"}, {}))["y"] == ("second",)
    assert routes_of(resolve(quantities, {"a", "b"}, {}))["y"] == ("first",)


def test_a_route_that_leads_back_to_its_own_quantity_is_not_taken():
    quantities = method(k=None, a={"back": "b", "own": "k"}, b={"of_a": "a"})
    assert routes_of(resolve(quantities, {"k"}, {})) == {"k": ("given",), "a": ("own",), "b": ("of_a",)}


def test_two_quantities_that_follow_from_each_other_are_settled_from_the_one_that_is_given():
    quantities = method(direct={"from_lifecycle": "lifecycle"}, lifecycle={"from_direct": "direct"})
    assert routes_of(resolve(quantities, {"direct"}, {})) == {"direct": ("given",), "lifecycle": ("from_direct",)}
    assert routes_of(resolve(quantities, {"lifecycle"}, {})) == {"direct": ("from_lifecycle",), "lifecycle": ("given",)}
    assert resolve(quantities, set(), {}) == {}


def test_choices_already_made_bind_those_that_follow():
    # p would like to come from q, but q was settled first and rests on p.
    quantities = method(k=None, q={"of_p": "p", "own": "k"}, p={"of_q": "q", "own": "k"})
    assert routes_of(resolve(quantities, {"k"}, {})) == {"k": ("given",), "q": ("of_p",), "p": ("own",)}


def test_a_prescribed_route_replaces_the_prior():
    quantities = method(a=None, y={"route": "a"})
    taken = resolve(quantities, {"a", "y"}, {"y": {"route": 1.0}})
    assert taken["y"].names == ("route",)


def test_weighed_routes_all_count_and_those_of_weight_zero_do_not():
    quantities = method(a=None, b=None, y={"first": "a", "second": "b"})
    taken = resolve(quantities, {"a", "y"}, {"y": {"first": 0.4, "given": 0.6, "second": 0.0}})
    assert (taken["y"].names, taken["y"].weights) == (("first", "given"), (0.4, 0.6))


def test_gaps_name_the_fewest_priors_that_would_close_them():
    quantities = method(a=None, b=None, c=None, y={"wide": "a + b", "narrow": "c"}, z="y * a")
    taken = resolve(quantities, {"b"}, {})
    assert gaps(quantities, {"b"}, {}, taken) == {"a": ("a",), "c": ("c",), "y": ("a",), "z": ("a",)}


def test_quantities_that_only_follow_from_each_other_need_a_prior_of_their_own():
    quantities = method(direct={"from_lifecycle": "lifecycle"}, lifecycle={"from_direct": "direct"}, y="direct")
    assert gaps(quantities, set(), {}, {})["y"] == ("direct",)


def test_a_ring_of_equations_is_found_wherever_it_hangs():
    quantities = method(start="a + b", a=None, b="c * 2", c="d", d="b")
    assert set(cycle(quantities, ["start", "b", "c", "d"])) == {"b", "c", "d"}
    assert cycle(method(a="b", b=None), ["a", "b"]) == []


def test_energy_without_days_needs_days():
    given_names = {"accelerators", "availability", "server_power", "network_storage_share", "pue"}
    taken = resolve(training(), given_names, {})
    assert gaps(training(), given_names, {}, taken)["facility_energy"] == ("calendar_days",)


def test_power_and_dates_alone_give_the_energy_of_a_site():
    taken = resolve(training(), {"mean_power", "calendar_days"}, {})
    assert taken["facility_energy"].names == ("metered",)


def test_a_price_gives_no_hours_unless_somebody_believes_the_cost():
    priced = {"rental_price", "billed_accelerator_hours"}
    assert "accelerator_hours" not in resolve(training(), priced, {})
    assert resolve(training(), {*priced, "compute_cost_rental"}, {})["accelerator_hours"].names == ("cost",)


@given(st.data())
def test_whatever_is_resolved_can_be_computed_in_some_order(data):
    names = [f"q{k}" for k in range(8)]
    ways = {
        name: data.draw(
            st.one_of(
                st.none(),
                st.lists(st.sampled_from(names), min_size=1, max_size=2).map(" + ".join),
                st.dictionaries(st.sampled_from(["r", "s", "t"]), st.sampled_from(names), min_size=1),
            )
        )
        for name in names
    }
    quantities = method(**ways)
    given_names = set(data.draw(st.lists(st.sampled_from(names), max_size=4)))
    taken = resolve(quantities, given_names, {})
    known, order = set(), list(taken)
    while order:
        ready = [
            name
            for name in order
            if all(
                n in known
                for r in taken[name].names
                for n in (quantities[name].route(r).formula.names if r != "given" else ())
            )
        ]
        assert ready
        known |= set(ready)
        order = [name for name in order if name not in ready]
