"""The failure table (`docs/decisions/0012-chaos.md`), row by row: what happens, and how it must end.

In every row nobody is mailed twice and nobody is lost; what a row says beside that is its `end`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.chaos.children import Child
from tests.chaos.founder import address_of
from tests.chaos.house import House, Stuck
from tests.chaos.judge import Verdict, judge

Happening = Callable[[House, Child], Any]


def _nothing(house: House, victim: Child) -> None:
    pass


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One row: what is prepared, the worker to which it happens, what others do meanwhile, the end.

    `fail` names the victim's failpoints. `uncertain` says that readers stay uncertain until a person
    decides; `web` that the provider can tell of events; `events` that it tells all, and that they must
    add up. `end` checks what is particular.
    """

    row: str
    says: str
    fail: str = ""
    kind: str = "loop"
    settings: Mapping[str, str] = field(default_factory=dict)
    web: bool = False
    events: bool = False
    before: Callable[[House], Any] = lambda house: None
    during: Happening = _nothing
    uncertain: int = 0
    end: Callable[[House, Verdict], Any] = lambda house, verdict: None
    again: frozenset[int] = frozenset()
    moved: Mapping[int, str] = field(default_factory=dict, hash=False)

    def play(self, house: House, mutant: str = "") -> Verdict:
        """Let it happen in a new installation, and return what the judge found."""
        if self.web or self.events:
            house.web()
        self.before(house)
        if self.kind == "celery":
            house.broker.start()
        victim = house.engine(self.kind, fail=self.fail, mutant=mutant, **self.settings)
        if ":die" in self.fail:
            house.until(lambda: not victim.lives)
        if ":freeze" in self.fail:
            house.until(victim.is_stopped)
        self.during(house, victim)
        stuck = self._until_over(house, victim, mutant)
        verdict = judge(
            house,
            uncertain=bool(self.uncertain),
            again=self.again,
            moved=self.moved,
            events=self.events,
        )
        verdict.problems += stuck
        self.end(house, verdict)
        return verdict

    def _until_over(self, house: House, victim: Child, mutant: str) -> list[str]:
        """Let another go on where the victim cannot, and wake the victim last; return what got stuck."""
        try:
            if not victim.lives or victim.is_stopped():
                heir = house.engine("loop", mutant=mutant)
            house.until_over(uncertain=self.uncertain)
            if victim.is_stopped():
                victim.thaw()
                house.until_it_has_looked(victim)
                house.until_it_has_looked(heir)
                house.until_over(uncertain=self.uncertain)
            if self.events:
                house.until_told()
        except Stuck as stuck:
            return [str(stuck)]
        return []


def sent(house: House) -> int:
    return len(house.provider.inbox)


def _expect(verdict: Verdict, **where: int) -> None:
    found = {word: verdict.where[word] for word in where}
    if found != where:
        verdict.problems.append(f"expected {where}, found {found}")


def _alarm(about: str) -> Callable[[House, Verdict], None]:
    def end(house: House, verdict: Verdict) -> None:
        if not any(about in alarm for alarm in house.ask("facts")["alarms"]):
            verdict.problems.append(f"there is no alarm about {about}")

    return end


def _refused_one(house: House, verdict: Verdict) -> None:
    _expect(verdict, refused=1)


def _kill_when_accepted(house: House, victim: Child) -> None:
    house.until(lambda: sent(house) > 60)
    victim.kill()
    house.until(lambda: not victim.lives)


def _flush_often(house: House, victim: Child) -> None:
    for batch in range(1, 6):
        house.until(lambda batch=batch: sent(house) >= min(batch * 30, 250))
        house.broker.flush()


def _kill_the_broker(house: House, victim: Child) -> None:
    house.until(lambda: sent(house) > 0)
    house.broker.kill()
    house.sample()
    house.broker.start()


def _second_beat(house: House, victim: Child) -> None:
    house.engine("celery")


def _revive(house: House, victim: Child) -> None:
    """Let it meet a provider that cannot be reached, and then one that can."""
    house.until_it_has_looked(victim)
    victim.kill()
    house.until(lambda: not victim.lives)


def _resume_when_held(house: House, victim: Child) -> None:
    house.until(lambda: house.sample()["status"] == "held")
    before = sent(house)
    house.until_it_has_looked(victim)
    assert sent(house) == before
    house.ask("resume")


def _readers_leave(house: House, victim: Child) -> None:
    house.ask("unsubscribe", ids=[35, 135])
    house.ask("erase", ids=[36, 136])
    house.ask("delete", ids=[37, 137])
    house.ask("move", number=38, address=_NEW)


_NEW = "moved-38@readers.example"


def _those_who_left(house: House, verdict: Verdict) -> None:
    counts = house.provider.inbox.counts()
    for number in (35, 36, 37, 38, 135, 136, 137):
        if counts[address_of(number)]:
            verdict.problems.append(f"reader {number} was mailed after leaving")
    if counts[_NEW] != 1:
        verdict.problems.append("who moved got no copy at the new address")


def _hold_in_mid_post(house: House, victim: Child) -> None:
    house.until(lambda: sent(house) > 60)
    house.ask("hold")
    house.until_it_has_looked(victim)
    before = sent(house)
    house.until_it_has_looked(victim)
    assert sent(house) == before
    house.ask("resume")


def _cancel_in_mid_post(house: House, victim: Child) -> None:
    house.until(lambda: sent(house) > 60)
    house.ask("cancel")


def _some_stayed(house: House, verdict: Verdict) -> None:
    if verdict.where["excluded"] < 150:
        verdict.problems.append("a cancelled mailing went on")


def _silent_provider(house: House) -> None:
    """Nobody can tell what became of the fourth and fifth request, of which the provider took one."""
    house.provider.logs.permitted = False
    house.provider.webhook.lose(1.0)
    house.provider.faults.behave(3)
    house.provider.faults.disconnect(accepted=True)
    house.provider.faults.disconnect(accepted=False)


def _listed(house: House, verdict: Verdict) -> None:
    _expect(verdict, uncertain=60)
    found = house.sample()
    if sum(batch["readers"] for batch in found["uncertain"]) != 60:
        verdict.problems.append(f"not all uncertain ones are listed: {found['uncertain']}")
    _alarm(":uncertain")(house, verdict)


def _late_webhook(house: House) -> None:
    house.provider.logs.permitted = False
    house.provider.webhook.outage()
    house.provider.faults.behave(3)
    house.provider.faults.disconnect(accepted=True)


def _webhook_returns(house: House, victim: Child) -> None:
    house.until(lambda: house.sample()["batches"].get("uncertain") == 1 and sent(house) > 270)
    house.until_it_has_looked(victim)
    house.provider.webhook.release()


def _late_and_shuffled(house: House) -> None:
    _late_webhook(house)
    house.provider.webhook.duplicate(5)
    house.provider.webhook.shuffle()


def _no_logs(house: House) -> None:
    """Only its neighbours can tell that the fourth request was never taken."""
    house.provider.logs.permitted = False
    house.provider.faults.behave(3)
    house.provider.faults.disconnect(accepted=False)


def _mangled(house: House) -> None:
    house.provider.webhook.duplicate(7)
    house.provider.webhook.shuffle()


def _restore(house: House, victim: Child) -> None:
    """Restore the database of a moment at which most was still to be sent."""
    house.until(victim.is_stopped)
    victim.kill()
    house.until(lambda: not victim.lives)
    house.close_desk()
    backup = f"{house.name}_backup"
    house.databases.copy(house.name, backup)
    house.open_desk()
    later = house.engine()
    house.until_over()
    house.until_it_has_looked(later)
    later.kill()
    house.until(lambda: not later.lives)
    house.close_desk()
    house.databases.copy(backup, house.name)
    house.databases.drop(backup)
    house.open_desk()


def _held_by_the_fence(house: House, verdict: Verdict) -> None:
    if house.sample()["status"] != "held":
        verdict.problems.append("a restored database holds nothing")
    _alarm("installation:restored")(house, verdict)
    house.ask("lift_fence")
    house.ask("resume")
    before = sent(house)
    house.until_it_has_looked(house.engines[-1])
    if sent(house) != before:
        verdict.problems.append("a restored database sent by itself")


def _until_told(house: House, victim: Child) -> None:
    """Wait until an editor is told of what cannot be known."""
    house.until(lambda: str(house.ask("facts")["alarms"]).count(":uncertain") == 2)


def _send_again(house: House, victim: Child) -> None:
    """A person sends again what may have been taken, and marks the other as taken; both are wrong."""
    house.until(lambda: house.sample()["batches"].get("uncertain") == 2 and sent(house) > 200)
    counts = house.provider.inbox.counts()
    for batch, numbers in house.ask("uncertain").items():
        taken = bool(counts[address_of(numbers[0])])
        house.ask("decide", batch=int(batch), taken=taken)


def _every_fault(house: House) -> None:
    for kind in _DOUBTS:
        house.provider.faults.behave()
        house.provider.faults.plan(kind)


_DOUBTS = (
    "hang", "hang-accepted", "disconnect", "disconnect-accepted", "cut", "drip", "drip-accepted",
    "nonsense", "nonsense-accepted",
)  # fmt: skip


def _server_errors(house: House) -> None:
    house.provider.faults.behave()
    house.provider.faults.server_error(accepted=True, status=500)
    house.provider.faults.server_error(accepted=False, status=502)
    house.provider.faults.behave()
    house.provider.faults.server_error(accepted=True, status=503)
    house.provider.faults.server_error(accepted=False, status=504)


def _hangs_accepted(house: House) -> None:
    house.provider.faults.behave(2)
    house.provider.faults.hang(accepted=True)


def _quota(house: House) -> None:
    house.provider.faults.behave(2)
    house.provider.faults.answer(401, "Maximum credits exceeded")


def _sandbox(house: House) -> None:
    house.provider.faults.behave(2)
    house.provider.faults.answer(200)


def _poison(house: House) -> None:
    house.provider.faults.refuse(address_of(65))


def _nameless_poison(house: House) -> None:
    """A 400 that names nobody: the batch is halved until it passes."""
    house.provider.faults.answer(400, "Bad Request", times=3)


def _too_large(house: House) -> None:
    house.provider.faults.plan("too-large", times=3)


def _too_many(house: House) -> None:
    house.provider.faults.behave(2)
    house.provider.faults.rate_limit(wait=1, times=3)


_NO_PROVIDER = {"SENDGRID_HOST": "http://127.0.0.1:1"}

ROWS = (
    Row("1", "killed while a step of the planning is being written", "planning:die@2"),
    Row("2", "killed between two steps of the planning", "planned-a-step:die@2"),
    Row("2", "the commit of a step is not acknowledged", "planned-a-step:fail@2"),
    Row("2", "the commit of the beginning is not acknowledged", "started:fail"),
    Row("3", "killed when all is planned", "planned:die"),
    Row("4", "the broker loses every wake-up, again and again", kind="celery", during=_flush_often),
    Row("5", "two workers with a beat each", kind="celery", during=_second_beat),
    Row("6", "killed after a claim", "claimed:die@2"),
    Row("7", "frozen after a claim, and wakes late", "claimed:freeze@2"),
    Row("8", "killed while posting begins", "beginning:die@2"),
    Row("8", "killed when posting has begun, before any byte", "posting:die@2"),
    Row("8", "killed between the check of the deadline and the first byte", "sending:die@2"),
    Row("9", "killed in the middle of a body", "half-sent:die@2"),
    Row("10", "killed while it waits for the answer to what was taken", before=_hangs_accepted,
        during=_kill_when_accepted),
    Row("10", "killed with the answer read and nothing written", "answered:die@2"),
    Row("10", "killed when the result is written", "wrote:die@2"),
    Row("11", "the database does not take a result", "writing:fail@2-4"),
    Row("11", "the commit of a result is not acknowledged", "wrote:fail@2"),
    Row("11", "killed when the result is in the journal only", "writing:fail@2 journaled:die"),
    Row("11", "killed in the middle of the journal's replay", "writing:fail@2-3 replayed:die"),
    Row("12", "frozen when posting has begun, and wakes after everybody gave up", "posting:freeze@2"),
    Row("13", "time-outs, broken lines and nonsense, taken or not", before=_every_fault),
    Row("13", "server errors, taken or not", before=_server_errors),
    Row("13", "killed with the word about an uncertain batch at hand", "asked:die@2", before=_server_errors),
    Row("13", "killed when an uncertain batch is settled", "settled:die", before=_server_errors),
    Row("14", "the provider cannot be reached", settings=_NO_PROVIDER, during=_revive),
    Row("14", "the provider asks to wait", before=_too_many),
    Row("15", "the quota is used up", before=_quota, during=_resume_when_held),
    Row("15", "the provider only checks", before=_sandbox, during=_resume_when_held),
    Row("16", "one address is refused", before=_poison, end=_refused_one),
    Row("16", "killed while the refused one is taken out", "excised:die", before=_poison, end=_refused_one),
    Row("16", "a batch is refused without a reason", before=_nameless_poison),
    Row("17", "a request is too large", before=_too_large),
    Row("17", "killed while a batch is halved", "split:die", before=_too_large),
    Row("18", "the provider takes copies and drops them over its quota", events=True,
        end=_alarm("over-quota")),
    Row("19, 25", "readers leave, move and are erased between claim and post", "claimed:freeze@2",
        during=_readers_leave, end=_those_who_left, moved={38: _NEW}),
    Row("21", "held while a batch is being posted", before=_hangs_accepted, during=_hold_in_mid_post),
    Row("21", "cancelled while a batch is being posted", before=_hangs_accepted, during=_cancel_in_mid_post,
        end=_some_stayed),
    Row("22", "the webhook is away for a while", events=True, before=_late_webhook, during=_webhook_returns),
    Row("22", "the webhook was away, and tells all in any order", events=True, before=_late_and_shuffled,
        during=_webhook_returns),
    Row("22", "only its neighbours tell that a batch never arrived", events=True, before=_no_logs),
    Row("23", "nobody can tell what became of two batches", web=True, before=_silent_provider,
        during=_until_told, uncertain=60, end=_listed),
    Row("24", "seven copies of every event in any order", events=True, before=_mangled),
    Row("24", "killed while events are being applied", "applying:die", events=True, before=_mangled),
    Row("24", "the commit of applied events is not acknowledged", "applied:fail@1-3", events=True,
        before=_mangled),
    Row("27", "the database is restored from a backup", "answered:freeze@4", during=_restore,
        uncertain=300, end=_held_by_the_fence),
    Row("28", "the broker is killed and comes back", kind="celery", during=_kill_the_broker),
    Row("30", "a person decides about two batches", web=True, before=_silent_provider, during=_send_again,
        end=lambda house, verdict: _expect(verdict, uncertain=0)),
)  # fmt: skip
