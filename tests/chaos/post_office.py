"""The stand-in for SendGrid, with a look over its shoulder: what it is asked, and how often it misbehaves."""

from __future__ import annotations

from roundup.providers.sendgrid.standin import StandIn
from roundup.providers.sendgrid.standin.answers import Call
from roundup.providers.sendgrid.standin.api import Admission
from roundup.providers.sendgrid.standin.faults import Fault
from tests.chaos.quiet import catch_up_before_logs


class PostOffice(StandIn):
    """`paths` holds every path, with its query, that it was asked; `misbehaved` counts its faults."""

    def __init__(self) -> None:
        super().__init__(keep_mails=False)
        self.paths: set[str] = set()
        self.misbehaved = 0
        self._remember_paths()
        self._count_faults()
        catch_up_before_logs(self)

    def _remember_paths(self) -> None:
        admit = self.api.admit

        def remembering(call: Call, length: int) -> Admission:
            self.paths.add(f"{call.path}?{call.query}")
            return admit(call, length)

        self.api.admit = remembering  # type: ignore[method-assign]

    def _count_faults(self) -> None:
        draw = self.faults.next

        def counting() -> Fault | None:
            fault = draw()
            self.misbehaved += fault is not None
            return fault

        self.faults.next = counting  # type: ignore[method-assign]
