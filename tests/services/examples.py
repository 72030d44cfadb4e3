"""The examples of property tests: the same ones in every run of `make test`, new ones in `make fuzz`."""

from __future__ import annotations

import time

import hypothesis
import pytest
from hypothesis import HealthCheck
from hypothesis.internal.conjecture import providers

# Nothing that hypothesis looks at may depend on how busy the machine is, or on what ran here before.
_EVERYWHERE = hypothesis.settings(
    deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
hypothesis.settings.register_profile("repeated", _EVERYWHERE, derandomize=True, max_examples=50)
hypothesis.settings.register_profile("fuzz", _EVERYWHERE, derandomize=False, max_examples=1000)
hypothesis.settings.load_profile("repeated")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--until", metavar="SECONDS", type=float, help="skip what begins after this Unix time")


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    if hypothesis.settings().derandomize:
        forget_the_codes_own_words()


def pytest_runtest_setup(item: pytest.Item) -> None:
    until = item.config.getoption("--until")
    if until is not None and time.time() > until:
        pytest.skip("the time is over")


def forget_the_codes_own_words() -> None:
    """Draw no constants of our modules: which these are depends on the modules that happen to be loaded,
    and even on the name of the folder in which the code lies."""
    providers._get_local_constants = lambda: providers._local_constants
