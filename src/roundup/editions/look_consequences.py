"""What follows from a last look: the editors are told, the edition is held, or a story leaves it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from roundup.core.errors import Refused, RoundupError
from roundup.core.last_look import Kind, LookFinding, Policy, policy_of
from roundup.core.newsroom_language import tell, tell_count, tell_later
from roundup.core.standing_words import names_headline
from roundup.editions.approvals import keep_approval
from roundup.editions.composing import stories_of
from roundup.editions.corrections import corrections_of, mark_told
from roundup.editions.draft_changes import proposals_of, recording_change, take_out
from roundup.editions.history import write_line
from roundup.editions.lifecycle import hold_edition
from roundup.editions.look_models import LastLook
from roundup.editions.models import Approval, Edition, Story
from roundup.editions.proof import proof_of
from roundup.editions.revisions import Act
from roundup.editions.state_words import period_in_words
from roundup.publications.alarms import raise_alarm
from roundup.publications.models import Publication

# The action for a finding that an editor already knows and let go: nothing is done.
_KNOWN: Final = "known"
_MOST_TOLD: Final = 3
_SENTENCES: Final = {
    Kind.RETRACTED: tell_later("“%(headline)s” was retracted by its source: “%(detail)s”."),
    Kind.GONE: tell_later("The page of “%(headline)s” is gone (%(detail)s)."),
    Kind.REDIRECTED: tell_later("The address of “%(headline)s” now leads to %(detail)s."),
    Kind.CORRECTED: tell_later("The source of “%(headline)s” now says: “%(detail)s”."),
    Kind.PAYWALLED: tell_later("“%(headline)s” is no longer free to read."),
    Kind.NO_PICTURE: tell_later("The picture of “%(headline)s” is no longer at its source."),
    Kind.UNREAD: tell_later("The page of “%(headline)s” could not be read again."),
}


@dataclass(frozen=True, slots=True)
class Found:
    """One finding about a story of the edition."""

    story: Story
    finding: LookFinding

    @property
    def key(self) -> tuple[int, str, str]:
        """What identifies a finding from look to look; a further correction is a new finding."""
        kind = self.finding.kind
        return self.story.article_id, kind.value, self.finding.detail if kind is Kind.CORRECTED else ""

    @property
    def sentence(self) -> str:
        detail = self.finding.detail[:200]
        return tell(_SENTENCES[self.finding.kind], headline=self.story.headline, detail=detail)


def follow_up(
    edition: Edition, approval: Approval, look: LastLook, found: Sequence[Found], now: datetime
) -> list[dict[str, Any]]:
    """Apply the publication's policies to what a look at a locked edition found.

    Returns the findings as the look keeps them, each with what was done. If a story is dropped, the look then
    belongs to the new approval.
    """
    decided = {each.key: (each, action) for each, action in _open(edition, found)}
    decided = _without_known(edition, decided)
    why_not = _drop(
        edition, approval, look, [e for e, action in decided.values() if action == Policy.DROP], now
    )
    if why_not:
        decided = {
            key: (each, Policy.HOLD if action == Policy.DROP else action)
            for key, (each, action) in decided.items()
        }
    _tell(edition, [*decided.values()], why_not, now)
    return [
        {"article": key[0], "kind": key[1], "detail": each.finding.detail[:300], "action": str(action)}
        for key, (each, action) in decided.items()
    ]


def drops_possible(publication: Publication) -> bool:
    """Say whether a last look may drop a story, so that an approval has to say whether that is allowed."""
    chosen = publication.look_policies
    return bool(publication.minutes_of_looks) and any(policy_of(kind, chosen) == Policy.DROP for kind in Kind)


def _action(edition: Edition, found: Found) -> str:
    return policy_of(found.finding.kind, edition.publication.look_policies)


def _open(edition: Edition, found: Sequence[Found]) -> list[tuple[Found, str]]:
    """Return the findings with the actions of their policies, without corrections that are already decided.

    A correction that an alarm has already reported is not reported again.
    """
    stories = {story.pk: story for story in stories_of(edition)}
    undecided = corrections_of(edition, stories.values())
    new = {pk for pk, correction in undecided.items() if mark_told(stories[pk], correction)}
    decided = []
    for each in found:
        action, is_correction = _action(edition, each), each.finding.kind is Kind.CORRECTED
        if is_correction and action == Policy.TELL and each.story.pk not in new:
            action = _KNOWN
        if not is_correction or each.story.pk in undecided:
            decided.append((each, action))
    return decided


def _without_known(
    edition: Edition, decided: dict[tuple[int, str, str], tuple[Found, str]]
) -> dict[tuple[int, str, str], tuple[Found, str]]:
    """Mark known findings: those already told, and those that held the edition until a person resumed it."""
    before: dict[tuple[int, str, str], set[str]] = {}
    for look in edition.last_looks.filter(ended_at__isnull=False):
        for each in look.findings:
            detail = each["detail"] if each["kind"] == Kind.CORRECTED else ""
            before.setdefault((each["article"], each["kind"], detail), set()).add(each["action"])
    return {
        key: (each, _KNOWN if _is_known(before.get(key, set()), action) else action)
        for key, (each, action) in decided.items()
    }


def _is_known(before: set[str], action: str) -> bool:
    return Policy.HOLD in before or (action == Policy.TELL and Policy.TELL in before)


def _drop(edition: Edition, approval: Approval, look: LastLook, found: Sequence[Found], now: datetime) -> str:
    """Let the edition leave without these stories, if its approval allows that; otherwise return why not."""
    if not found:
        return ""
    if not approval.may_drop:
        return tell("Its approval does not say that it may leave without a story.")
    try:
        with transaction.atomic():
            look.approval = _approve_without(
                edition, approval, [*{e.story.pk: e.story for e in found}.values()], now
            )
    except RoundupError as error:
        edition.refresh_from_db()
        return str(error)
    return ""


def _approve_without(
    edition: Edition, approval: Approval, stories: Sequence[Story], now: datetime
) -> Approval:
    """Drop stories from a locked edition, and keep the rest as approved.

    Raises RoundupError if the rest may not go out.
    """
    headlines = [story.headline for story in stories]
    named = ", ".join(f"“{headline}”" for headline in headlines)
    act = Act(tell("Dropped by the last look: %(named)s", named=named), now)
    with recording_change(edition, act, lambda changed, now, by: changed.save()):
        for story in stories:
            take_out(edition, story)
    _require_fit(edition, headlines)
    seen = proof_of(edition)
    if seen.errors and not approval.override_reason:
        raise Refused(
            tell(
                "Without it the proof has errors, the first of which is: %(finding)s",
                finding=seen.first_error,
            )
        )
    fields = ("by", "through", "audience", "send_at", "override_reason", "may_drop")
    return keep_approval(
        edition,
        seen,
        why=tell_later("A story was withdrawn by its source."),
        said=tell("Leaves without %(named)s, as its approval allows.", named=named),
        at=now,
        **{name: getattr(approval, name) for name in fields},
    )


def _require_fit(edition: Edition, headlines: Sequence[str]) -> None:
    """Raise Refused if too few stories are left, or if an editor's own words name a dropped story."""
    if len(stories_of(edition)) < max(1, edition.publication.least_stories):
        raise Refused(tell("Without it the edition has too few stories."))
    proposed = {text for words in proposals_of(edition) for text in words}
    own = {edition.subject, edition.preheader, edition.note}.difference(proposed)
    if any(names_headline(text, headline) for text in own for headline in headlines):
        raise Refused(tell("The subject, the preheader or the note mentions it."))


def _tell(edition: Edition, decided: Sequence[tuple[Found, str]], why_not: str, now: datetime) -> None:
    """Record what was found; tell the editors if any of it is new, and hold the edition if necessary."""
    new = [(each, action) for each, action in decided if action != _KNOWN]
    if not new:
        write_line(edition, tell("Read the sources once more: nothing new was found."), now)
        return
    said = " ".join(_sentences([each for each, _ in new]))
    is_held = any(action == Policy.HOLD for _, action in new)
    write_line(edition, tell("Read the sources once more. %(found)s", found=said), now)
    if is_held:
        reasons = " ".join(_sentences([each for each, action in new if action == Policy.HOLD]))
        hold_edition(edition, " ".join(filter(None, (reasons, why_not))), now)
    message = " ".join(filter(None, (said, why_not, _what_follows(edition, new, is_held=is_held))))
    raise_alarm(edition.publication, f"edition:{edition.pk}:look", message, now)


def _sentences(found: Sequence[Found]) -> list[str]:
    unread = [each for each in found if each.finding.kind is Kind.UNREAD]
    if len(unread) <= _MOST_TOLD:
        return [each.sentence for each in found]
    many = tell_count(
        "The page of %(n)s story could not be read again.",
        "The pages of %(n)s stories could not be read again.",
        len(unread),
    )
    return [*(each.sentence for each in found if each not in unread), many]


def _what_follows(edition: Edition, new: Sequence[tuple[Found, str]], *, is_held: bool) -> str:
    day = period_in_words(edition)
    if is_held:
        return tell(
            "The edition of %(day)s is held. Change or drop the story, approve the edition again and resume "
            "it; or resume it to send it as it is.",
            day=day,
        )
    if any(action == Policy.DROP for _, action in new):
        return tell("The edition of %(day)s leaves without it, as its approval allows.", day=day)
    return tell("The edition of %(day)s goes out as it was approved, unless you hold it.", day=day)
