"""Adds, finds and removes the sections of a publication."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max

from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell
from roundup.publications.keys import free_key, has_letters, same_name
from roundup.publications.models import Publication, Section

MOST_SECTIONS = 20


def typed_words(typed: str) -> list[str]:
    """Return the words of a rule, which are typed with commas between them; each word once."""
    return list(dict.fromkeys(filter(None, (word.strip() for word in typed.split(",")))))


def new_key(publication: Publication, name: str) -> str:
    """Return the key of a new section. Readers follow sections by key, so it stays if the name changes."""
    return free_key(name, "section", publication.section_keys)


def require_name(name: str) -> str:
    """Return the name of a section. Raises Refused if it has no letter or digit of any script."""
    if not has_letters(name):
        raise Refused(tell("A section needs a name with letters in it."))
    return name


def add_section(
    publication: Publication,
    name: str,
    *,
    words: Sequence[str] = (),
    style: str = Section.Style.STORIES,
    cap: int = 4,
    position: int | None = None,
) -> Section:
    """Add a section, by default after all others.

    Raises Refused for a name without letters or one that another section has, and if there are too many.
    """
    require_name(name)
    with transaction.atomic():
        Publication.objects.select_for_update().get(pk=publication.pk)
        _require_room(publication, name)
        last = publication.sections.aggregate(last=Max("position"))["last"]
        return Section.objects.create(
            publication=publication,
            key=new_key(publication, name),
            name=name,
            words=list(words),
            style=style,
            cap=cap,
            position=(0 if last is None else last + 1) if position is None else position,
        )


def find_section(publication: Publication, named: str) -> Section:
    """Return the section with this key or name. Raises Refused if there is none, or several with the name."""
    sections = list(publication.sections.all())
    found = [s for s in sections if s.key == named] or [
        s for s in sections if same_name(s.name) == same_name(named)
    ]
    if not found:
        raise Refused(f"There is no section called {named[:60]!r}: see `roundup section list`.")
    if len(found) > 1:
        raise Refused(f"Several sections have this name: say which, {' or '.join(s.key for s in found)}.")
    return found[0]


def _require_room(publication: Publication, name: str) -> None:
    names = [same_name(each) for each in publication.sections.values_list("name", flat=True)]
    if same_name(name) in names:
        raise Refused(tell("There is already a section called %(name)s.", name=repr(name)))
    if len(names) >= MOST_SECTIONS:
        raise Refused(tell("A publication can have %(most)s sections at most.", most=MOST_SECTIONS))
