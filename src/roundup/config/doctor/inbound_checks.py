"""Whether readers can leave by mail, where a publication lets them."""

from __future__ import annotations

from roundup.config.doctor.check_results import Note
from roundup.core.errors import RoundupError
from roundup.core.moments_and_counts import count_words
from roundup.events.inbound_mail import MailOutcome, lacks_for_mail, mail_takers, mails_by_outcome
from roundup.events.views import mail_hook_address
from roundup.providers import PROVIDERS, NoMail, ProviderDescription, dns, stays_here
from roundup.publications.models import Publication
from roundup.sending.outlet import our_outlet, our_provider


def leaving_by_mail() -> str:
    """Mail to the domains that publications name is handed to us, as mail that came in has shown."""
    rows = Publication.objects.exclude(leave_domain="").values_list("leave_domain", flat=True)
    domains = sorted(set(rows))
    if not domains:
        return "not offered: no publication has a domain for it"
    takers = mail_takers()
    if not takers:
        raise RoundupError(_not_taken(domains))
    unknown = "" if stays_here(our_outlet()) else _look_up(domains, takers)
    return _heard(domains, takers, unknown)


def _not_taken(domains: list[str]) -> str:
    needs = " or ".join(" and ".join(lacks_for_mail(one)) for one in PROVIDERS.values() if one.mail_hook)
    chosen = our_provider()
    why = f" ({chosen.title}: {chosen.inbound.because})" if isinstance(chosen.inbound, NoMail) else ""
    return (
        f"Emails tell readers to write to {', '.join(domains)} if they want to leave, but nothing takes that "
        f"mail in{why}. Set {needs}, or clear the domain in the newsroom's settings, Sending."
    )


def _look_up(domains: list[str], takers: list[ProviderDescription]) -> str:
    """Raise RoundupError for mail that goes elsewhere; return why this is unknown, or ''."""
    hosts = [taker.mail_hook.mail_host for taker in takers if taker.mail_hook]
    try:
        faults = [dns.fault_of_mail(domain, hosts, dns.look_up) for domain in domains]
    except dns.Silence as silence:
        return f" Where that mail goes was not checked, because {silence}: look up the MX records."
    if said := " ".join(filter(None, faults)):
        raise RoundupError(said)
    return ""


def _heard(domains: list[str], takers: list[ProviderDescription], unknown: str) -> str:
    counts = mails_by_outcome()
    if not (came := sum(counts.values())):
        posts = " or ".join(mail_hook_address(taker.name) for taker in takers)
        return Note(
            f"No mail to {', '.join(domains)} has come in yet. Write to any address there: within a minute "
            f"it should be posted to {posts}.{unknown}"
        )
    known = counts[MailOutcome.LEFT] + counts[MailOutcome.NO_CHANGE]
    mails = count_words(came, "mail", "mails")
    said = f"{mails} came in, {known} of them from readers who want to leave.{unknown}"
    return Note(said) if unknown else said
