"""Of what surrounds a text, nothing gets into its blurb; of the text, nothing is lost."""

from __future__ import annotations

import pytest

from roundup.articles.sources.text.furniture import Around
from roundup.articles.sources.text.summary import summary_of
from tests.articles.sources.feed.feeds import article

STORY = "The ferry to the island runs again after nine years, and the first boat was full."
AROUND = Around("Ferries are back", ("The Lantern",), ("Ana Mendes",))
POST = '<a href="https://lantern.example/ferries">{}</a>'
SITE = '<a href="https://lantern.example/">{}</a>'


@pytest.mark.parametrize(
    "footer",
    [
        f"L’articolo {POST.format('Traghetti')} proviene da {SITE.format('La Lanterna')}.",
        f"Wpis {POST.format('Promy')} pojawił się poraz pierwszy w {SITE.format('Latarnia')}.",
        f"{POST.format('フェリー')} は {SITE.format('灯台')} に最初に表示されました。",
        f"ظهرت المقالة {POST.format('العبارات')} أولاً على {SITE.format('الفنار')}.",
        f"Kirjoitus {POST.format('Lautat')} on peräisin sivustolta {SITE.format('Lyhty')}",
        "Inlägget Ferries are back dök först upp på The Lantern.",
        "La entrada Los barcos se publicó primero en El Faro.",
        "Der Beitrag Die Fähren erschien zuerst auf Die Laterne.",
        "L’article Les bateaux est apparu en premier sur La Lanterne.",
        "O post Os barcos apareceu primeiro em A Lanterna.",
    ],
)
def test_a_footer_that_says_where_a_post_appeared_is_no_text(footer: str) -> None:
    assert summary_of(f"<p>{STORY}</p>\n<p>{footer}</p>\n", around=AROUND) == STORY
    assert article(
        "<title>Ferries are back</title><link>https://lantern.example/f</link>"
        f"<description><![CDATA[<p>{STORY}</p><p>{footer}</p>]]></description>"
    ).summary.startswith(STORY)


@pytest.mark.parametrize(
    "head",
    [
        "<p>Update: This article was corrected on Monday.</p>",
        "<p>UPDATED (26 Nov): The name of the boat has been corrected.</p>",
        "<p>Actualización: se corrigió el nombre del barco.</p>",
        "<p>Editor’s note: this story first ran in May.</p>",
        "<p>By Ana Mendes</p>",
        "<p>Ana Mendes</p>",
        "<p>Von Ana Mendes</p>",
        "<p>26 November 2026</p>",
        "<p>Updated 3 hours ago</p>",
        "<p>5 min read</p>",
        "<p>Listen now (41 mins)</p>",
        "<p>Listen to this article</p><p><a href='/s'>Subscribe now</a></p>",
        "<p>Jetzt anhören</p><p>Teilen</p>",
        "<p>Compartir</p><p>Suscríbete</p>",
        "<p>Partager</p><p>S’abonner</p>",
        "<p>Share</p><p>12 comments</p><p>Open in app</p>",
        '<p class="wp-caption-text">The quay in 1950.</p>',
        '<div class="wp-caption"><img src="/a.jpg"><p>The quay in 1950.</p></div>',
        "[caption id='1']<img src='/a.jpg'> The quay in 1950.[/caption]",
        "<p><img src='/a.jpg'><br><em>The quay in 1950.</em></p>",
        "<p>Foto: City Archive</p>",
        "<p>Crédit photo : Rui Costa</p>",
        "<p>© Rui Costa</p>",
    ],
)
def test_what_stands_before_a_text_is_no_text(head: str) -> None:
    assert summary_of(f"{head}<p>{STORY}</p>", around=AROUND) == STORY


@pytest.mark.parametrize(
    "text",
    [
        f"By Ana Mendes {STORY}",
        f"By Ana Mendes | {STORY}",
        f"Listen now (41 mins) | {STORY}",
        f"{STORY} — Ana Mendes",
        f"{STORY} (By Ana Mendes)",
        f"{STORY} Leer más",
        f"{STORY} Weiterlesen →",
        f"{STORY} Lire la suite »",
        f"UPDATE: {STORY}",
    ],
)
def test_what_is_written_onto_a_text_is_cut_off(text: str) -> None:
    assert summary_of(f"<p>{text}</p>", around=AROUND) == STORY


@pytest.mark.parametrize(
    "text",
    [
        "Use fmt.Println or Node.js here.",
        "Listen to the sea, and it answers.",
        "Share prices fell.",
        "Updates from the quay arrive daily.",
        "July 31th 2020 was the last day of the ferry, she says.",
        "Ferries are back, says The Lantern.",
        "Ana Mendes is the mayor.",
        "By the sea, nobody waits.",
        "Photographers came by the hundred.",
    ],
)
def test_the_text_itself_stays(text: str) -> None:
    assert summary_of(f"<p>{text}</p>", around=AROUND) == text
    assert summary_of(f"<p>{text}</p><p>{STORY}</p>", around=AROUND) == f"{text} {STORY}"


def test_points_of_a_list_do_not_run_together() -> None:
    points = "<ul><li>Ports closed</li><li>Trains late.</li><li>Boats full</li></ul>"

    assert summary_of(points) == "Ports closed; Trains late. Boats full"
    assert summary_of("<p>It opens.The town waits.</p>") == "It opens. The town waits."


def test_a_caption_that_is_never_closed_takes_no_text_with_it() -> None:
    told = summary_of(f"<p>[caption id='1'] {STORY}</p>[caption id='2'] The quay in 1950.[/caption]")

    assert STORY in told
    assert "1950" not in told
