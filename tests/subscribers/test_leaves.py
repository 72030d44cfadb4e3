"""Who leaves by a page can undo it for thirty days, come back with less, and say why."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from roundup.core.suppression import SuppressionReason
from roundup.publications.models import Publication
from roundup.subscribers import consent_wording, leaves, sign_ups, subscriptions
from roundup.subscribers.links import reader_links, undo_path
from roundup.subscribers.models import Confirmation, Consent, Leave, SignUp, Subscriber
from roundup.subscribers.suppressions import reason_of, suppress_subscriber
from tests.making import FRIDAY, make_mailed_edition, make_reader
from tests.subscribers.patience import PatientClient, shown_a_while_ago

DAY = timedelta(days=1)


@pytest.fixture
def ann(publication: Publication) -> Subscriber:
    return make_reader(publication, "ann", created_at=timezone.now(), confirmed_at=timezone.now())


def path(reader: Subscriber, name: str = "unsubscribe") -> str:
    return reader_links(reader, 12)[name].removeprefix("http://127.0.0.1:8000")


def left(client: Client, ann: Subscriber) -> str:
    """Press the button of the page, and return where it leads."""
    return str(client.post(path(ann), {"leave": "1"})["Location"])


def kept(ann: Subscriber) -> Subscriber:
    return Subscriber.objects.get(pk=ann.pk)


@pytest.mark.parametrize(
    ("name", "fields"), [("unsubscribe", {"leave": "1"}), ("preferences", {"action": "leave"})]
)
def test_the_button_leaves_at_once_and_leads_to_the_page_of_this_leave(
    name: str, fields: dict[str, str], client: Client, ann: Subscriber
) -> None:
    answer = client.post(path(ann, name), fields)

    assert (answer.status_code, kept(ann).status) == (303, "unsubscribed")
    assert answer["Location"] == undo_path(Leave.objects.get())
    for _ in range(2):
        page = client.get(answer["Location"])
        assert "You have left" in page.content.decode()
    assert Leave.objects.get().at == kept(ann).unsubscribed_at


@pytest.mark.parametrize("fields", [{"List-Unsubscribe": "One-Click"}, {}, {"any": "thing"}])
def test_a_mail_programs_press_is_answered_at_once_and_led_nowhere(
    fields: dict[str, str], client: Client, ann: Subscriber
) -> None:
    answer = client.post(path(ann), fields)

    assert (answer.status_code, kept(ann).status) == (200, "unsubscribed")
    assert Leave.objects.count() == ("List-Unsubscribe" not in fields)


def test_pressing_twice_leads_to_the_same_page_and_an_old_link_to_none(
    client: Client, ann: Subscriber
) -> None:
    assert left(client, ann) == left(client, ann)

    Leave.objects.update(at=timezone.now() - DAY)
    Subscriber.objects.update(unsubscribed_at=Leave.objects.get().at)
    assert left(client, ann) == f"{path(ann)}?done=left"
    assert "You have already left" in client.get(path(ann)).content.decode()
    assert "/r/" not in client.get(path(ann)).content.decode()


def test_for_an_hour_the_way_out_leads_on_to_the_page_of_the_leave(client: Client, ann: Subscriber) -> None:
    own = left(client, ann)
    assert f'href="{own}"' in client.get(path(ann)).content.decode()

    Subscriber.objects.update(link_generation=1)
    assert "/r/" not in client.get(path(ann)).content.decode()


def test_an_old_link_asks_the_mailbox_and_brings_back_nobody(client: Client, ann: Subscriber) -> None:
    subscriptions.unsubscribe(ann, "one-click", timezone.now() - DAY)
    shown = client.get(path(ann)).content.decode()
    fields = {"action": "ask", "shown": shown_a_while_ago(ann)}

    assert "once more" in client.post(path(ann), {"action": "ask"}).content.decode()
    assert "Subscribe again" in shown
    assert consent_wording.asking(ann.publication) in shown
    answer = client.post(path(ann), fields, follow=True).content.decode()
    sign_ups.take_up(timezone.now())

    assert "an email is on its way" in answer
    assert (kept(ann).status, Confirmation.objects.count()) == ("unsubscribed", 1)
    asked = Consent.objects.get(act="asked")
    assert (asked.channel, asked.wording) == ("link", consent_wording.asking(ann.publication))


@pytest.mark.parametrize("change", [{"link_generation": 1}, {"erased_at": timezone.now()}])
def test_only_a_link_that_is_good_asks_the_mailbox(
    change: dict[str, Any], client: Client, ann: Subscriber
) -> None:
    subscriptions.unsubscribe(ann, "one-click", timezone.now() - DAY)
    Subscriber.objects.update(**change)

    page = client.post(path(ann), {"action": "ask", "shown": shown_a_while_ago(ann)}).content.decode()

    assert 'value="ask"' not in page
    assert not SignUp.objects.exists()


def test_a_stale_page_that_asks_does_not_unsubscribe_anybody(client: Client, ann: Subscriber) -> None:
    client.post(path(ann), {"action": "ask", "shown": shown_a_while_ago(ann)})

    assert kept(ann).status == "active"


def test_coming_back_keeps_everything_as_it_was(client: Client, ann: Subscriber) -> None:
    Subscriber.objects.update(sections=["culture"], language="fr")
    link = left(client, ann)

    assert client.post(link, {"action": "return"}).status_code == 303

    assert (kept(ann).status, kept(ann).sections, kept(ann).language) == ("active", ["culture"], "fr")
    assert "Re-bonjour" in client.get(link).content.decode() or kept(ann).unsubscribed_at is None
    assert Consent.objects.filter(act="confirmed").latest("pk").wording


def test_coming_back_after_a_pause_mails_nothing_until_it_is_over(client: Client, ann: Subscriber) -> None:
    client.post(left(client, ann), {"action": "return", "weeks": "4"})

    today = timezone.now().astimezone(ann.publication.zone).date()
    assert (kept(ann).status, kept(ann).paused_until) == ("active", today + timedelta(weeks=4))


@pytest.mark.parametrize("rhythm", ["second", "monthly"])
def test_coming_back_for_fewer_editions(client: Client, ann: Subscriber, rhythm: str) -> None:
    client.post(left(client, ann), {"action": "return", "rhythm": rhythm})

    assert (kept(ann).status, kept(ann).rhythm) == ("active", rhythm)


@pytest.mark.parametrize(
    ("less", "day"),
    [
        ({}, "27 November"),
        ({"rhythm": "second"}, "4 December"),
        ({"rhythm": "monthly"}, "4 December"),
        ({"weeks": "4"}, "25 December"),
    ],
)
@time_machine.travel(FRIDAY, tick=False)
def test_who_comes_back_is_told_the_day_of_the_next_email_of_their_own(
    client: Client, publication: Publication, less: dict[str, str], day: str
) -> None:
    make_mailed_edition(publication, "Jo Roe")
    bea = make_reader(publication, "bea", confirmed_at=FRIDAY - DAY)
    link = left(client, bea)
    page = client.post(link, {"action": "return", **less}, follow=True).content.decode()

    assert f"on Friday, {day} 2026." in page
    assert "Every email has a link to choose your sections" in page


def test_only_what_would_be_less_is_offered_to_who_left(client: Client, ann: Subscriber) -> None:
    Subscriber.objects.filter(pk=ann.pk).update(rhythm="second")
    page = client.get(left(client, ann)).content.decode()

    assert ('value="second"' in page, 'value="monthly"' in page) == (False, True)


def test_coming_back_for_some_sections_follows_only_these(client: Client, ann: Subscriber) -> None:
    client.post(left(client, ann), {"action": "return", "only": "yes", "sections": ["world"]})

    assert (kept(ann).status, kept(ann).sections) == ("active", ["world"])


@pytest.mark.parametrize("choice", [{"weeks": "5000"}, {"only": "yes"}, {"only": "yes", "sections": ["no"]}])
def test_a_choice_that_is_not_on_the_page_is_explained_and_changes_nothing(
    choice: dict[str, Any], client: Client, ann: Subscriber
) -> None:
    answer = client.post(left(client, ann), {"action": "return"} | choice)

    assert (answer.status_code, kept(ann).status) == (422, "unsubscribed")
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.parametrize(("days", "status"), [(29, "active"), (31, "unsubscribed")])
def test_a_leave_can_be_undone_for_thirty_days(
    days: int, status: str, client: Client, ann: Subscriber
) -> None:
    link, moment = left(client, ann), timezone.now() - days * DAY
    Leave.objects.update(at=moment)
    Subscriber.objects.update(unsubscribed_at=moment)

    client.post(link, {"action": "return"})

    assert kept(ann).status == status
    assert ("<button" in client.get(link).content.decode().partition("why")[0]) is False


def test_an_undo_works_for_its_own_leave_only(client: Client, ann: Subscriber) -> None:
    link = left(client, ann)
    subscriptions.come_back(ann, timezone.now())
    subscriptions.unsubscribe(ann, "one-click", timezone.now() + timedelta(seconds=1))

    assert client.post(link, {"action": "return"}).status_code == 422
    assert kept(ann).status == "unsubscribed"


@pytest.mark.parametrize(
    "reason", [SuppressionReason.COMPLAINED, SuppressionReason.INVALID, SuppressionReason.BY_EDITOR]
)
def test_an_undo_lifts_nothing_that_only_others_may_lift(
    reason: SuppressionReason, client: Client, ann: Subscriber
) -> None:
    link = left(client, ann)
    suppress_subscriber(ann.pk, reason, timezone.now())

    page = client.post(link, {"action": "return"})

    assert (kept(ann).status, reason_of(ann.email_hash)) == ("unsubscribed", reason)
    assert "Mail has stopped" in client.get(link).content.decode()
    assert 'value="return"' not in page.content.decode()


def test_whoever_was_erased_has_no_leave_any_more(client: Client, ann: Subscriber) -> None:
    link = left(client, ann)
    subscriptions.erase(ann, timezone.now())

    assert client.get(link).status_code == 404
    assert client.post(link, {"action": "return"}).status_code == 404
    assert not Leave.objects.exists()


def test_a_reason_is_kept_with_the_leave_and_can_be_changed(client: Client, ann: Subscriber) -> None:
    link = left(client, ann)

    for reason, words in (("often", ""), ("other", "  Too\nmany\tlighthouses ")):
        page = client.post(link, {"action": "reason", "reason": reason, "words": words}, follow=True)
        assert "Thank you" in page.content.decode()

    assert Leave.objects.values_list("reason", "words").get() == ("other", "Too many lighthouses")


@pytest.mark.parametrize("sent", [{}, {"reason": "made up"}, {"words": "x" * 201}, {"words": "\x00"}])
def test_a_reason_that_says_nothing_or_too_much_is_not_kept(
    sent: dict[str, str], client: Client, ann: Subscriber
) -> None:
    answer = client.post(left(client, ann), {"action": "reason"} | sent)

    assert answer.status_code == 422
    assert Leave.objects.values_list("reason", "words").get() == ("", "")


def test_leaves_are_forgotten_after_a_year(client: Client, ann: Subscriber) -> None:
    left(client, ann)
    now: datetime = timezone.now()

    assert (leaves.forget_old_leaves(now + 364 * DAY), leaves.forget_old_leaves(now + 366 * DAY)) == (0, 1)


@pytest.mark.parametrize("language", ["de", "fr", "es", "pt", "ar"])
def test_the_pages_of_a_leave_speak_the_readers_language(
    language: str, publication: Publication, client: Client, ann: Subscriber
) -> None:
    Subscriber.objects.update(language=language)
    pages = [client.get(left(client, ann)), Client().post(left(client, ann), {"action": "return"})]

    for page in pages:
        text = page.content.decode()
        assert f'lang="{language}"' in text
        assert "come back" not in text
        assert "once more" not in text


def test_a_reader_who_never_confirmed_leaves_without_a_way_back(
    publication: Publication, client: Client
) -> None:
    bea = make_reader(publication, "bea", status="pending", confirmed_at=None)

    assert "You have left" in client.post(path(bea), {"leave": "1"}, follow=True).content.decode()
    assert not Leave.objects.exists()
    assert PatientClient().get(path(bea)).status_code == 200
