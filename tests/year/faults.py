"""What goes wrong in the year: each fault by its name, from its moment until another."""

from __future__ import annotations

import resource
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from roundup.articles.models import Article
from roundup.editions.models import Edition
from roundup.rendering.renderer import default_templates
from roundup.sending import tasks as sending
from tests.e2e.backups import Restore, backup
from tests.editors.mailserver import MailHost
from tests.year.clock import Clock
from tests.year.engine import Engine
from tests.year.magazine import Item, Magazine
from tests.year.post_office import PostOffice
from tests.year.shapes import Fault

# By the name of a fault: what comes instead of the feed of `of`.
_FEEDS: Final = {
    "feed-answers-500": "500",
    "feed-is-a-web-page": "page",
    "feed-answers-301-elsewhere": "301",
    "feed-unchanged": "unchanged",
}
_POSTS: Final = frozenset(
    {
        "mail-send-answers-401",
        "mail-send-answers-429",
        "mail-send-answers-503",
        "mail-send-taken-without-answer",
        "everything-answers-401",
        "sendgrid-unreachable",
        "no-events-no-logs",
    }
)
# By the name of a fault: the attribute of the engine that it sets, and to what.
_MACHINE: Final[Mapping[str, tuple[str, object, object]]] = {
    "worker-dead": ("is_dead", True, False),
    "redis-gone": ("broker_is_gone", True, False),
    "two-schedulers": ("schedulers", 2, 1),
    "disk-nearly-full": ("free", 100_000_000, 10**12),
}
_PAYWALLED: Final = (
    '<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle", '
    '"isAccessibleForFree": false}</script>'
)


@dataclass
class Faults:
    """Begins and ends faults. `changed_article` is the article that a fault has changed last."""

    clock: Clock
    engine: Engine
    magazine: Magazine
    post: PostOffice
    host: MailHost
    settings: Any
    changed_article: int | None = None
    restore: Restore | None = None

    def begin(self, fault: Fault) -> None:
        self._change(fault, begins=True)

    def end(self, fault: Fault) -> None:
        self._change(fault, begins=False)

    def _change(self, fault: Fault, *, begins: bool) -> None:
        if fault.what in _FEEDS:
            self.magazine.wrong[fault.of] = _FEEDS[fault.what] if begins else ""
        elif fault.what in _MACHINE:
            name, wrong, right = _MACHINE[fault.what]
            setattr(self.engine, name, wrong if begins else right)
        elif fault.what in _POSTS:
            (self.post.go_wrong if begins else self.post.behave)(fault)
            self._restart_workers()
        else:
            _OTHERS[fault.what](self, fault, begins)

    def mend_key(self) -> None:
        """Give the workers a key that works, and restart them."""
        self.post.serve_key()
        self._restart_workers()

    def _restart_workers(self) -> None:
        sending.provider().close()
        sending.provider.cache_clear()

    def back_up(self) -> None:
        self.restore = backup(Path(self.settings.DATA) / f"backup-{self.clock.unix():.0f}")

    def _machine_off(self, _: Fault, begins: bool) -> None:
        self.engine.is_off = begins
        self._web_is_away(begins)

    def _web_is_away(self, begins: bool) -> None:
        (self.post.webhook.outage if begins else self.post.webhook.release)()

    def _clock_is_wrong(self, fault: Fault, begins: bool) -> None:
        minutes = fault.count if fault.what == "clock-ahead" else -fault.count
        self.clock.wrong_by = timedelta(minutes=minutes if begins else 0)

    def _database_is_restored(self, _: Fault, begins: bool) -> None:
        if self.restore and begins:
            self.restore()

    def _disk_is_full(self, _: Fault, begins: bool) -> None:
        """Let no file of this process grow, nor be written at all: that is what a full disk comes to."""
        self.engine.free, self.engine.disk_is_full = 0 if begins else 10**12, begins
        self._web_is_away(begins)
        limit = 0 if begins else resource.RLIM_INFINITY
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))

    def _mail_server_is_down(self, _: Fault, begins: bool) -> None:
        self.host.does = {"greeting": "421 4.3.2 Not now"} if begins else {}

    def _host_is_unknown(self, fault: Fault, begins: bool) -> None:
        with suppress(KeyError):
            (self.magazine.unknown_hosts.add if begins else self.magazine.unknown_hosts.remove)(fault.of)

    def _old_posts_are_redated(self, fault: Fault, begins: bool) -> None:
        self.magazine.wrong[fault.of] = "redated"
        self.magazine.redate(fault.of, fault.count, self.clock.now)

    def _proof_has_an_error(self, _: Fault, begins: bool) -> None:
        self.magazine.newest().told = "TK more about this."

    def _page_is_retracted(self, _: Fault, begins: bool) -> None:
        self._change_story().page_adds = "<p>This story has been retracted.</p>"

    def _page_is_paywalled(self, _: Fault, begins: bool) -> None:
        self._change_story().head_adds = _PAYWALLED

    def _item_is_corrected(self, _: Fault, begins: bool) -> None:
        self._change_story().title += " twice"

    def _change_story(self) -> Item:
        """Return what the magazine holds of the last story of the newest edition."""
        story = Edition.objects.of_weeks().order_by("period").last().stories.order_by("position").last()
        article = Article.objects.get(stories=story)
        self.changed_article = article.pk
        return self.magazine.found_at(article.url)

    def _template_is_changed(self, _: Fault, begins: bool) -> None:
        own = Path(self.settings.DATA) / "templates"
        frame = Path(shutil.copytree(default_templates(), own / "quay")) / "edition.mjml.j2"
        added = "{{ body }}<mj-section><mj-column><mj-text>New.</mj-text></mj-column></mj-section>"
        frame.write_text(frame.read_text().replace("{{ body }}", added))
        self.settings.OWN_TEMPLATES = own

    def _copies_come_back(self, fault: Fault, begins: bool) -> None:
        self.post.report("bounce" if fault.what == "bounces" else "complain", fault.count)


_OTHERS: Final[Mapping[str, Callable[[Faults, Fault, bool], None]]] = {
    "machine-off": Faults._machine_off,
    "clock-ahead": Faults._clock_is_wrong,
    "clock-behind": Faults._clock_is_wrong,
    "restored-to-backup-of": Faults._database_is_restored,
    "disk-full": Faults._disk_is_full,
    "editors-mail-server-down": Faults._mail_server_is_down,
    "feed-host-unknown": Faults._host_is_unknown,
    "feed-redates-old-posts": Faults._old_posts_are_redated,
    "proof-error": Faults._proof_has_an_error,
    "page-retracted": Faults._page_is_retracted,
    "page-paywalled": Faults._page_is_paywalled,
    "feed-item-corrected": Faults._item_is_corrected,
    "template-changed": Faults._template_is_changed,
    "bounces": Faults._copies_come_back,
    "complaints": Faults._copies_come_back,
}
