"""The words by which files say who is mailed and who is not, in the products and languages that we have met.

Only tables; `row_standing` says how they are used. All words are squeezed before they are compared:
`UNSUB_TIME`, `Unsub time` and `unsubTime` are the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from roundup.core.suppression import SuppressionReason

_UNSUBSCRIBED, _COMPLAINED = SuppressionReason.UNSUBSCRIBED, SuppressionReason.COMPLAINED
_BOUNCED, _INVALID, _BY_EDITOR = (
    SuppressionReason.BOUNCED,
    SuppressionReason.INVALID,
    SuppressionReason.BY_EDITOR,
)


def squeeze_word(text: str) -> str:
    """Return the letters and digits of a word, in lower case and without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if sign.isalnum())


def word_list(*lines: str) -> frozenset[str]:
    return frozenset(squeeze_word(word) for line in lines for word in line.split(","))


def _by_word(table: Iterable[tuple[SuppressionReason, str]]) -> dict[str, SuppressionReason]:
    return {word: reason for reason, line in table for word in word_list(line)}


# Cells that say no, and cells that say nothing.
NO = word_list(
    "false, no, n, f, off, never, not yet, none, not set, not",
    "nein, non, nao, nej, nei, nee, ei, nie, ne, faux, falso, falsch, нет, لا",
)
YES = word_list(
    "true, yes, y, t, on, x, 1, ok, ja, oui, si, sim, vrai, verdadero, verdadeiro, wahr, tak, ano, да, نعم"
)
ABSENT = word_list("null, nil, nan, na, undefined")

ACTIVE = word_list(
    "active, subscribed, resubscribed, confirmed, enabled, verified, opted in, optin, opt in, mailable",
    "single opt in, double opt in, allowed, granted, approved, valid, deliverable, current, live, normal",
    "subscriber, member, regular, free, premium, paid, comp, comped, gift, gifted, trial, trialed",
    " churned, churning, past due, upcoming",
    "aktiv, abonniert, angemeldet, bestätigt, actif, active, abonné, abonnée, inscrit, inscrite, confirmé",
    "activo, activa, suscrito, suscrita, confirmado, ativo, ativa, inscrito, inscrita, assinante",
    "attivo, attiva, iscritto, actief, ingeschreven, aangemeld, prenumererar, tilaaja, aktywny, aktivní",
    "активен, активный, подписан, نشط, مشترك",
)
# In a column about leaving, these say that the reader has not left.
STILL_HERE = word_list("active, subscribed, resubscribed, opted in, not unsubscribed, not bounced")
PENDING = word_list(
    "pending, unconfirmed, not confirmed, unactivated, unverified, not verified, validating, waiting",
    "opt in pending, pending confirmation, pending verification, awaiting confirmation, requested, invited",
    "nonsubscribed, non subscribed, transactional, not opted in, never subscribed",
    "ausstehend, unbestätigt, nicht bestätigt, wartend, en attente, non confirmé, pendiente, no confirmado",
    "pendente, não confirmado, in attesa, non confermato, onbevestigd, obekräftad, väntande, معلق",
)

# Words that make up a whole status.
CLOSING = _by_word(
    [
        (_COMPLAINED, "spam, junk, abuse, complaint, complained, spam report, reported, fbl"),
        (_BOUNCED, "cleaned, dead, returned, hard, failed, dropped"),
        (_INVALID, "invalid, invalid email, nonexistent, misspelled, ungültig, invalide, inválido"),
        (_BY_EDITOR, "removed, disallowed, rejected, archived, excluded, quarantined, prohibited"),
        (_UNSUBSCRIBED, "cancelled, canceled, cancel, inactive, deactivated, disabled, left, gone"),
        (_UNSUBSCRIBED, "expired, lapsed, stopped, quit, ended, closed, withdrawn, revoked, declined"),
        (_UNSUBSCRIBED, "opt out, out, denied, objected, deceased, erased, forgotten, not active"),
        (
            _UNSUBSCRIBED,
            "non active, trash, trashed, purged, refused, mail stopped, dnc, dnd, abgelehnt",
        ),
        (_UNSUBSCRIBED, "ausgetreten, kündigung, refusé, rejeté, verwijderd, slettet, borttagen"),
        (_UNSUBSCRIBED, "poistettu, usunięty, smazaný"),
        (_UNSUBSCRIBED, "inaktiv, gekündigt, storniert, widerrufen, inactif, annulé, résilié, retiré"),
        (_UNSUBSCRIBED, "inactivo, baja, de baja, dado de baja, cancelado, cancelada, anulado"),
        (_UNSUBSCRIBED, "inativo, saiu, removido, inattivo, annullato, cancellato, inactief, opgezegd"),
        (
            _UNSUBSCRIBED,
            "avslutad, uppsagd, nieaktywny, neaktivní, неактивен, غير نشط, غير مشترك, ملغى",
        ),
    ]
)

# Parts of words that mean leaving wherever they occur: in a status, and in the head of a column that is
# filled for those who left. The first that fits counts.
STEMS = tuple(
    (squeeze_word(stem), reason)
    for reason, line in [
        (
            _COMPLAINED,
            "complain, complaint, markedasspam, reportedspam, spamreport, isspam, abusereport",
        ),
        (_COMPLAINED, "beschwerde, plainte, reclamação, жалоба, شكوى"),
        (_BOUNCED, "bounce, undeliverab, cleantime, cleandate, cleancampaign, cleanreason, cleaned"),
        (_BOUNCED, "unzustellbar, zurückgewiesen, rebond, rebote, rebotad, devolvid, rimbalz"),
        (_UNSUBSCRIBED, "unsub, optout, optedout, optingout, emaildisabled, emailsdisabled"),
        (_UNSUBSCRIBED, "abgemeldet, abmeld, abbestell, ausgetragen, désabonn, désinscri, désouscri"),
        (_UNSUBSCRIBED, "desuscri, cancelósuscri, fechadebaja, fechabaja, dadodebaja, descadastr"),
        (
            _UNSUBSCRIBED,
            "desinscri, cancelouinscri, disiscri, uitgeschreven, uitschrij, afgemeld, afmeld",
        ),
        (
            _UNSUBSCRIBED,
            "avregistrer, avprenumer, avmeld, frameld, peruttu, poistunut, wypisan, odhlas",
        ),
        (_UNSUBSCRIBED, "leiratkoz, dezabon, odjavljen, abonelikten, отписа, відписа, ألغىالاشتراك"),
        (_UNSUBSCRIBED, "إلغاءالاشتراك, 退订, 退訂, 取消订阅, 取消訂閱, 配信停止, 購読解除, 수신거부"),
        (
            _UNSUBSCRIBED,
            "notsubscribed, nolongersub, deactivat, deaktivier, désactiv, desactivad, desativad",
        ),
        (_UNSUBSCRIBED, "disattivat, suspended, suspendu, suspendid"),
        (_UNSUBSCRIBED, "deleted, deletion, erasedat, gelöscht, supprimé, eliminado, excluído, удален"),
        (_BY_EDITOR, "suppress, blocklist, blacklist, blocked, banned, donot, dontmail, dontemail"),
        (_BY_EDITOR, "dontcontact, dontsend, nevermail, neveremail, mustnotbemailed"),
        (_BY_EDITOR, "excludedfrom, isexcluded, nichtanschreiben, nichtmailen, gesperrt, sperrliste"),
        (
            _BY_EDITOR,
            "blockiert, bloqué, bloqueado, bloccato, geblokkeerd, blockerad, listenoire, nepascontacter",
        ),
        (
            _BY_EDITOR,
            "nepasenvoyer, nocontactar, noenviar, nãocontatar, nãoenviar, заблокирован, محظور",
        ),
    ]
    for stem in line.split(",")
)
# A head with such a stem that means something else: a link for leaving, a share, a soft bounce.
ELSEWHERE = re.compile(
    r"(url|uri|links?|tokens?|hash|key|rate|ratio|score|page)$|soft|stripe|payment|invoice|sms|whatsapp|push"
)
# Heads that mean leaving if they are whole, but would say too little as a part; `FRAME` is removed first.
FRAME = re.compile(
    r"(?:is|has|was|date|email|mail)?(.+?)(?:at|on|date|datum|time|since|reason|am|le|em|il|op)?"
)
CLOSING_HEADS = _by_word(
    [
        (
            _UNSUBSCRIBED,
            "cancelled, canceled, left, leave, left the list, exit, disabled, inactive, removed",
        ),
        (
            _UNSUBSCRIBED,
            "ended, removal, archived, expired, erased, gdpr erased, anonymized, anonymised, deceased",
        ),
        (
            _UNSUBSCRIBED,
            "trashed, withdrawn, consent withdrawn, consent revoked, stop, stopped, stop status",
        ),
        (_UNSUBSCRIBED, "not subscribed, reason for leaving, leaving, inaktiv, gekündigt, kündigung"),
        (_UNSUBSCRIBED, "kündigungs, austritt, austritts, inactif, résilié, inactivo, baja, cancelado"),
        (_UNSUBSCRIBED, "cancelada, cancelamento, inativo, annullato, cancellato, opgezegd, avslutad"),
        (
            _BY_EDITOR,
            "no mail, no email, no mails, no emails, no newsletter, no contact, never, never mail",
        ),
        (_BY_EDITOR, "dnc, dnd, quarantine, quarantined"),
        (_COMPLAINED, "spam, junk, marked spam, abuse"),
        (_INVALID, "invalid, invalid email"),
    ]
)

# Columns with a word for the reader's standing; an unknown word there closes the address.
STATUS_HEADS = word_list(
    "status, subscription status, subscriber status, email status, e-mail status, mail status, list status",
    "member status, contact status, mailing status, newsletter status, email marketing status",
    "global status, sub status, mail state, list state, contact state, opt status",
    "marketing status, optin status, opt-in status, consent status, subscriber type, subscription state",
    "subscriber state, email state, member state",
    "statut, situação, stato, stav, tila, статус, حالة, الحالة",
)
# Columns of words; only words that close an address count.
KIND_HEADS = word_list("type, subscription")
# These are statuses, too, unless the file says where people live.
STATES = word_list("state, estado")
PLACES = word_list(
    "city, zip, zip code, postal code, postcode, country, country code, region, address, address 1, street",
    "address line 1, town, province, county, ciudad, código postal, país, cidade, cep, endereço, dirección",
)
# A head that ends like this is about a status other than the reader's.
OTHER_STATUS = re.compile(r"pay|stripe|order|plan|marital|invoice|billing|premium|tier|job|family")

# Columns of yes and no; “no” closes the address.
OPEN_HEADS = word_list(
    "subscribed to emails, subscribed, is subscribed, email subscribed, email enabled, emails enabled",
    "is email enabled, enabled, is enabled, active, is active, active subscriber, accepts marketing",
    "accepts email marketing, accepts email, accepts emails, email opt in, email optin, optin, opt in",
    "opted in, is opted in, opt in email, has opted in, marketing opt in, email consent, marketing consent",
    "email marketing consent, email permission, receive emails, receive email, receives email",
    "receives emails, wants email, wants emails, wants newsletter, email allowed, emailable, mailable",
    "can email, can be emailed, can contact, contactable, abonniert, angemeldet, abonné, inscrit, suscrito",
    "inscrito, iscritto, prenumererar, ingeschreven, aangemeld, aktiv, actif, activo, ativo, attivo, مشترك",
)
# Similar columns, whose cells may also contain something else: the name of a newsletter, the text agreed to.
LOOSE_OPEN_HEADS = word_list(
    "newsletter, mailing list, mailings, email marketing, marketing, subscribe, gdpr",
    "consent, gdpr consent, permission, einwilligung, consentement, consentimiento",
    "consentimento, consenso, samtycke",
)
# Parts of heads that ask whether somebody may be mailed: there, too, "no" closes, and nothing else counts.
OPEN_STEMS = tuple(
    word_list(
        "subscribed, subscribe, optin, opted in, consent, receive email, receive newsletter, receive mail",
        "send email, send newsletter, send mail, wants mail, wants email, allow email, allow mail",
        "email allowed, mailing allowed, email notification, email permission, deliverable, valid",
        "list member, subscription active, email subscription, mailing preferences",
    )
)
# Columns that are filled for people who agreed.
AGREED_HEADS = word_list(
    "confirmed at, confirmed, is confirmed, confirmed on, confirm time, confirmation date, confirmation time",
    "confirmation at, optin time, optin date, optin at, opted in at, opted in on, double optin",
    "double opt-in, double optin at, consent date, consent at, consented at, verified at, is verified",
    "verified, email verified, bestätigt, bestätigt am, confirmé le, confirmado",
)
# Columns in which "yes" says that the reader has not confirmed.
WAITING_HEADS = word_list(
    "optin pending, is optin pending, pending, is pending, unconfirmed, needs confirmation"
)

# Words that close an address in any column, as a whole cell or as one of its tags.
ANYWHERE = _by_word(
    [
        (_UNSUBSCRIBED, "unsubscribed, unsubscribe, unsubscriber, unsub, opted out, optout, opt-out"),
        (_UNSUBSCRIBED, "globally unsubscribed, abgemeldet, désabonné, désabonnée, désinscrit"),
        (_UNSUBSCRIBED, "désinscrite, dado de baja, dada de baja, descadastrado, disiscritto"),
        (_UNSUBSCRIBED, "uitgeschreven, avregistrerad, отписан, отписался, ملغي الاشتراك"),
        (
            _BOUNCED,
            "bounced, hard bounced, hard bounce, hardbounce, undeliverable, cleaned, unzustellbar",
        ),
        (_COMPLAINED, "complained, spam complaint, marked as spam, reported spam, complaint"),
        (_BY_EDITOR, "blocklisted, blacklisted, suppressed, do not mail, do not email, do not contact"),
        (_BY_EDITOR, "donotmail, donotemail, donotcontact, banned"),
    ]
)

# Names of files, by their parts.
FILES = _by_word(
    [
        (
            _UNSUBSCRIBED,
            "unsubscribed, unsubscribes, unsubscribers, unsubscribe, unsubs, unsub, optouts",
        ),
        (
            _UNSUBSCRIBED,
            "optout, abgemeldet, abmeldungen, désabonnés, désinscrits, bajas, descadastrados",
        ),
        (_BOUNCED, "bounced, bounces, hardbounces, undeliverable"),
        (_COMPLAINED, "complaints, complained, complainers, spamreports"),
        (_INVALID, "invalidemails"),
        (_BY_EDITOR, "suppressed, blocklist, blocklisted, blacklist, blacklisted, blocked, banned"),
        (_BY_EDITOR, "donotmail, donotemail, donotcontact"),
    ]
)
# SendGrid puts this before the kind of its lists; even alone it says that the addresses are suppressed.
SUPPRESSION_FILES = word_list("suppression, suppressions")
# With one of these beside it, such a word may well mean the opposite.
UNLESS = word_list(
    "not, no, non, without, but, except, minus, less, excluding, excl, subscribed, active, clean",
    "ohne, nicht, sans, sauf, sin, sem, senza",
)
