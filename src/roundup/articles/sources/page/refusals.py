"""Refuses pages that are not articles: browser checks, consent walls, front pages and lists."""

from __future__ import annotations

import re
from itertools import islice

from roundup.articles.sources.page.body import body_of, paragraphs_of
from roundup.articles.sources.page.document import Page, is_home
from roundup.articles.sources.page.dom import Element, headline_element, seen_text
from roundup.articles.sources.page.jsonld import is_article, types_of
from roundup.core.errors import SourceError
from roundup.core.newsroom_language import tell
from roundup.core.urls import published_url

_LISTS = frozenset({"CollectionPage", "SearchResultsPage", "ProfilePage", "ItemList"})
# How the title or heading of such pages begins, in the languages that we have seen.
_CHECK = re.compile(
    r"just a moment|one moment,? please|please wait\b|checking (?:your|the|if|that) "
    r"|attention required"
    r"|(?:security|browser|robot|bot|human|captcha|ddos)[ -](?:check|verification|challenge|protection)"
    r"|captcha(?=\W*$|,)|access (?:to this page has been )?denied|are you (?:a )?(?:human|robot)"
    r"|(?:please )?verify(?:ing)? (?:that )?you|pardon our interruption|one more step(?=\W*$| \|)"
    r"|making sure you.re not a bot|i.?m not a robot|unusual traffic"
    r"|(?:please )?enable (?:java ?script|cookies)|java ?script is (?:required|disabled)"
    r"|(?:sorry, )?you have been blocked|nur einen moment|einen (?:moment|augenblick)\b"
    r"|(?:ihr|der) browser wird|sicherheits(?:über)?prüfung|sind sie ein (?:mensch|roboter)"
    r"|zugriff verweigert|bitte (?:warten|aktivieren sie java)|un instant(?=\W*$|,)"
    r"|veuillez patienter|vérification (?:de |du )|vérifi\w+ que vous|accès refusé"
    r"|êtes.vous (?:un )?(?:humain|robot)|un momento(?=\W*$|,)|(?:por favor,? )?espere"
    r"|comprobando (?:su|tu|el|si)|verificando (?:que|si|se|su|seu)\b"
    r"|verificación (?:de seguridad|humana)|comprobación de seguridad|acceso denegado|no soy un robot"
    r"|um momento(?=\W*$|,)|aguarde(?=\W*$|,)|verificação de segurança|acesso negado|não sou um robô"
    r"|solo un momento|un attimo(?=\W*$|,)|verifica (?:di sicurezza|del browser)|accesso negato"
    r"|non sono un robot|(?:een|even) (?:moment |ogenblik )?geduld|beveiligingscontrole|ett ögonblick"
    r"|et øjeblik|et øyeblikk|säkerhetskontroll|sikkerhedskontrol|jeszcze chwila|chwileczkę(?=\W*$|,)"
    r"|sprawdzanie (?:przeglądarki|zabezpiecz|czy)|один момент|подождите"
    r"|проверка (?:браузера|безопас)|доступ (?:запрещ|огранич)|зачекайте|bir dakika"
    r"|güvenlik (?:kontrol|doğrula)|لحظة(?=\W*$|,)|التحقق من|请稍候|請稍候|安全(?:验证|检查|檢查)"
    r"|人机验证|しばらくお待ち"
    r"|少々お待ち|ロボットではない|잠시만 기다|보안 확인",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"before you (?:continue|go)"
    r"|(?:cookies?|privacy|consent)[ -](?:consent|settings|preferences|notice|choices|gate|wall)"
    r"|(?:we|this site) (?:value|respect|care about|uses?) (?:your privacy|cookies)"
    r"|your (?:privacy|consent)(?: choices| matters| settings|\W*$)"
    r"|manage (?:your )?(?:cookies|consent|privacy)|accept (?:all )?cookies|consent(?=\W*$)"
    r"|bevor (?:sie|du) (?:fort|weiter)"
    r"|(?:cookie|datenschutz|privatsphäre)\w*[ -]?(?:einstellungen|hinweis|zustimmung)"
    r"|zustimmung(?=\W*$|,)|einwilligung(?=\W*$|,)|wir (?:verwenden|nutzen) cookies|mit werbung"
    r"|ihre (?:privatsphäre|zustimmung)(?=\W*$| ist)|avant de (?:continuer|poursuivre)"
    r"|(?:gestion|paramètres|préférences) (?:des |de (?:la )?)(?:cookies|confidentialité)"
    r"|votre (?:vie privée|consentement)(?=\W*$|,)|(?:nous utilisons|gérer) (?:des|les|vos) cookies"
    r"|(?:tout accepter|continuer sans accepter)|antes de continuar"
    r"|(?:configuración|preferencias|definições) de (?:cookies|privaci?da[cd]e?)"
    r"|(?:tu|su|a sua) privacidade?(?=\W*$|,)|(?:utilizamos|usamos) cookies"
    r"|aceptar (?:todo|y continuar|cookies)|prima di continuare"
    r"|(?:impostazioni|preferenze) (?:dei |sui )?cookie|la tua privacy(?=\W*$|,)|utilizziamo i cookie"
    r"|voordat (?:je|u) (?:verder|doorgaat)"
    r"|(?:cookie|privacy)-?(?:instellingen|toestemming|voorkeuren)|(?:wij|we) gebruiken cookies"
    r"|innan du fortsätter|før du fortsætter|før du fortsetter|zanim przejdziesz"
    r"|ustawienia (?:prywatności|plików cookie)|прежде чем продолжить|настройки (?:файлов )?cookie",
    re.IGNORECASE,
)
_CONSENT_PLACE = re.compile(
    r"^https?://(?:consent|guce|cmp|myprivacy|privacy-gate)\."
    r"|/(?:zustimmung|privacy-gate|cookie-?consent|consent)/?(?:\?|$)"
)
_CHECKERS = (
    "challenge-platform",
    "captcha-delivery",
    "_Incapsula_",
    "ddos-guard",
    "awswaf",
    "hcaptcha",
    "recaptcha",
    "turnstile",
    "px-captcha",
)
# A page with more text than this, in letters, is not only a wall.
_LONGEST_WALL = 1500
_NEARLY_EMPTY = 400
_MAX_FEEDS = 5
_MAX_TOLD = 8
_MAX_LINKS = 200
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")
_COMMENTS = re.compile(r"comment|kommentar|coment|reactie", re.IGNORECASE)


def refuse_walls(page: Page) -> None:
    """Raise SourceError for a page in front of an article: a browser check, or a request for consent."""
    if is_article(page.article) or _states_article(page):
        return
    letters = len(seen_text(page.tree.find("body")))
    # A paragraph is evidence only on a page with hardly any other text.
    told = ("title", "h1", "h2", *(("p", "noscript") if letters < _NEARLY_EMPTY else ()))
    said = [" ".join(found.text_content().split()) for found in islice(page.tree.iter(*told), _MAX_TOLD)]
    short = letters < _LONGEST_WALL
    if _CONSENT_PLACE.search(page.url) or (short and any(map(_CONSENT.match, said))):
        raise SourceError(
            "consent-wall",
            tell(
                "The site first asks visitors for their consent, so there is no article to read here. "
                "Use its feed, or ask the site to let Roundup in."
            ),
        )
    if (short and any(map(_CHECK.match, said))) or (letters < _NEARLY_EMPTY and _has_checker(page.tree)):
        raise SourceError(
            "browser-check",
            tell(
                "The site first checks the visitor's browser, so there is no article to read here. "
                "Use its feed, or ask the site to let Roundup in."
            ),
        )


def _states_article(page: Page) -> bool:
    says_so = page.meta.first("og:type").lower() == "article"
    return says_so or page.meta.first("article:published_time") != ""


def _has_checker(tree: Element) -> bool:
    scripts = [script.get("src") or (script.text or "")[:2000] for script in islice(tree.iter("script"), 50)]
    return any(name in script for name in _CHECKERS for script in scripts)


def refuse_lists(page: Page) -> None:
    """Raise SourceError for a front page, a list of articles, or a page without any article.

    The error contains the feeds that the page names.
    """
    if is_article(page.article) and not is_home(page.url):
        return
    body = body_of(page)
    lists = any(
        name in _LISTS for node in page.graph.nodes for name in types_of(node)
    ) or _is_list_of_teasers(page, body)
    says_something = body is not None or headline_element(page.tree) is not None
    stated = _states_article(page)
    if is_home(page.url) or (lists and not stated) or not (stated or says_something):
        feeds = feeds_of(page)
        raise SourceError("not-an-article", _no_article(feeds), feeds)


def _no_article(feeds: tuple[str, ...]) -> str:
    if feeds:
        return tell(
            "This page is a front page or a list, not an article. It names a feed: give the address %(feed)s",
            feed=feeds[0],
        )
    return tell("This page is a front page or a list, not an article; give the address of one article.")


def feeds_of(page: Page) -> tuple[str, ...]:
    """Return the addresses of the feeds that a page names, those of its comments last."""
    base = (
        published_url(next(iter(page.tree.xpath("//base/@href")), ""), page.url) or page.url or page.canonical
    )
    found: dict[str, bool] = {}
    for link in page.tree.xpath("//link[@href]")[:_MAX_LINKS]:
        kind = (link.get("type") or "").lower().partition(";")[0].strip()
        if "alternate" in (link.get("rel") or "").lower().split() and kind in _FEED_TYPES:
            named = f"{link.get('title')} {link.get('href')}"
            found.setdefault(published_url(link.get("href"), base), _COMMENTS.search(named) is not None)
    found.pop("", None)
    return tuple(sorted(found, key=lambda url: found[url]))[:_MAX_FEEDS]


def _is_list_of_teasers(page: Page, body: Element | None) -> bool:
    """Say whether the page shows many articles, each with a linked headline, but no text."""
    teasers = page.tree.xpath(
        "//article[.//h2//a[@href] or .//h3//a[@href] or .//a[@href]//h2 or .//a[@href]//h3]"
    )
    return len(teasers) >= 5 and (body is None or paragraphs_of(body) < 3)
