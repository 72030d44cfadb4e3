"""Undoes and redoes changes of an edition, and restores its earlier revisions."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell, tell_later
from roundup.editions.approvals import revive_approval, why_not_revived
from roundup.editions.draft_changes import lock_draft, save_changed
from roundup.editions.form_versions import require_version
from roundup.editions.history import write_line
from roundup.editions.models import Edition, EditionRevision
from roundup.editions.pictures import link_pictures
from roundup.editions.revisions import (
    Act,
    apply_revision,
    edition_content,
    find_revision,
    is_same,
    record_revision,
    revision_number,
    revision_to_redo_to,
    revision_to_undo_to,
)


@dataclass(frozen=True, slots=True)
class Undone:
    """What undoing or redoing did: the change, what could not be brought back, and whether the edition is
    approved again. If it is not, although an edit had voided its approval, `why_not` says why.
    """

    what: str
    lost: tuple[str, ...] = ()
    is_approved: bool = False
    why_not: str = ""


def undo_change(edition: Edition, act: Act, *, seen: str | None = None) -> Undone:
    """Take back the change that led to the present revision.

    If it had voided an approval, and nothing else has changed, that approval is valid again. `seen` is the
    number of the revision that the editor was looking at. Raises StaleForm if there has been another revision
    since, and Refused if there is nothing to undo, or if the edition can no longer be changed.
    """
    with transaction.atomic():
        locked = _lock_as_seen(edition, seen)
        target = revision_to_undo_to(locked)
        if target is None or locked.revision is None:
            raise Refused(tell("There is nothing to undo."))
        undone = _go_to(locked, target, locked.revision.what, tell_later("Undid: %(what)s"), act)
    edition.refresh_from_db()
    return undone


def redo_change(edition: Edition, act: Act, *, seen: str | None = None) -> Undone:
    """Redo what was undone last. Raises as `undo_change` does."""
    with transaction.atomic():
        locked = _lock_as_seen(edition, seen)
        target = revision_to_redo_to(locked)
        if target is None:
            raise Refused(tell("There is nothing to redo."))
        redone = _go_to(locked, target, target.what, tell_later("Redid: %(what)s"), act)
    edition.refresh_from_db()
    return redone


def restore_revision(edition: Edition, number: int, act: Act, *, seen: str | None = None) -> list[str]:
    """Make the edition what it was in an earlier revision; this is a change like others, and can be undone.

    Returns what could not be brought back, in words. Raises as `undo_change` does.
    """
    with transaction.atomic():
        locked = _lock_as_seen(edition, seen)
        before = edition_content(locked)
        lost = apply_revision(locked, find_revision(locked, number).content)
        if not is_same(before, after := edition_content(locked)):
            record_revision(locked, before, after, act)
            save_changed(locked, act.now, act.by)
    link_pictures(edition)
    return lost


def _lock_as_seen(edition: Edition, seen: str | None) -> Edition:
    locked = lock_draft(edition)
    require_version(
        seen,
        revision_number(locked),
        tell_later("Somebody else has changed this edition since this page was loaded, so nothing was done."),
    )
    return locked


def _go_to(edition: Edition, target: EditionRevision, what: str, line: str, act: Act) -> Undone:
    lost = apply_revision(edition, target.content)
    edition.revision = target
    write_line(edition, tell(line, what=what), act.now, act.by)
    save_changed(edition, act.now, act.by)
    # This comes before its bytes are compared, because the approved edition showed our copies.
    link_pictures(edition)
    if is_approved := not lost and revive_approval(edition, act.now, act.by):
        edition.save()
    return Undone(what, tuple(lost), is_approved, "" if is_approved else why_not_revived(edition))
