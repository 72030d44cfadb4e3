"""Every registered provider before the contract: a module for each, found by the name of the provider."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from importlib import import_module
from pathlib import Path
from types import ModuleType

from roundup.providers import PROVIDERS
from tests.contracts.inbound_case import InboundCase
from tests.contracts.lists_case import ListsCase
from tests.contracts.provider_case import ProviderCase
from tests.contracts.report_case import ReportCase

THERE = {path.stem for path in Path(__file__).parent.glob("[a-z]*.py")}
_MODULES: Mapping[str, ModuleType] = {
    name: import_module(f"{__name__}.{name}") for name in PROVIDERS if name in THERE
}
CASES: Mapping[str, Callable[[Path], AbstractContextManager[ProviderCase]]] = {
    name: module.provider_case for name, module in _MODULES.items()
}
REPORTS: Mapping[str, ReportCase] = {
    name: module.REPORT for name, module in _MODULES.items() if hasattr(module, "REPORT")
}
INBOUND: Mapping[str, InboundCase] = {
    name: module.INBOUND for name, module in _MODULES.items() if hasattr(module, "INBOUND")
}
LISTS: Mapping[str, Callable[[], AbstractContextManager[ListsCase]]] = {
    name: module.lists_case for name, module in _MODULES.items() if hasattr(module, "lists_case")
}
REPORTING = {name: one.hook for name, one in PROVIDERS.items() if one.hook}
TAKING_MAIL = {name: one.mail_hook for name, one in PROVIDERS.items() if one.mail_hook}
