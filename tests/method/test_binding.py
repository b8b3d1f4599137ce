"""Priors within the bounds of their quantities."""

import numpy as np


def test_a_normal_whose_far_tail_is_below_zero_can_be_a_prior_of_a_positive_quantity(workshop):
    workshop.write(
        "days",
        """
        schema = 1
        name = "A calendar"
        outputs = ["accelerator_hours"]
        [priors]
        accelerators = { value = 10 }
        availability = { value = 1 }
        calendar_days = { prior = "normal(152, 8)", unit = "day" }
        """,
    )
    hours = workshop.draws("days")["accelerator_hours"]
    assert abs(np.median(hours) / (10 * 152 * 24) - 1) < 1e-3
