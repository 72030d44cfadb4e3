"""Removes what surrounds a text but is not part of it: buttons, bylines, captions, notes and footers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from roundup.articles.sources.text.updates import without_update_mark
from roundup.core.byline_words import LEADING, TIME
from roundup.core.dates import parse_moment

_I: Final = re.IGNORECASE
_LONGEST_MOMENT: Final = 40


@dataclass(frozen=True, slots=True)
class Around:
    """What may surround an article's text: its own headline, its site's name and its writers."""

    title: str = ""
    sites: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()


_NOTHING: Final = Around()
_CAPTIONED: Final = (
    # A caption that is never closed does not remove the text up to the next one.
    re.compile(
        r"\[caption\b(?:(?!\[caption\b)[^\]])*+\](?:(?!\[/?caption\b).){0,2000}+\[/caption\]",
        _I | re.DOTALL,
    ),
    re.compile(
        r"<(p|div|span|small|em|cite|dd)\b[^<>]*\bclass\s*=\s*[\"'][^\"'<>]*"
        r"(?:caption|photo-?credit|image-?credit|img-?legend|bildunterschrift|media-(?:info"
        r"|legend))[^\"'<>]*[\"'][^<>]*>"
        r"(?:(?!<\1\b).){0,2000}?</\1>",
        _I | re.DOTALL,
    ),
    # A picture with words in small or italic letters below it.
    re.compile(
        r"<(p|div)\b[^<>]*>\s*(?:<a\b[^<>]*>\s*)?<img\b[^<>]*>\s*(?:</a>\s*)?(?:<br\s*/?>\s*)?"
        r"<(em|i|small|sub)\b[^<>]*>[^<]{0,500}</\2>\s*</\1>",
        _I,
    ),
)
# The last paragraph, with a link to the article and one to the front page: "The post … appeared first on …",
# in whatever language.
_FOOTER: Final = re.compile(
    r"<(p|div)\b[^<>]*>(?P<before>[^<]{0,60})<a\b[^<>]*?href\s*=\s*[\"']?(?P<host>https?://[^/\"'<>\s]+)[^<>]*>[^<]*</a>"
    r"(?P<between>[^<]{1,80})<a\b[^<>]*?href\s*=\s*[\"']?(?P=host)/?(?:[?#][^\"'<>\s]*)?[\"'\s>][^<>]*?>?[^<]*</a>"
    r"(?P<after>[^<]{0,40})</\1>\s*$",
    _I,
)
# No text contains this sign. It marks the end of a list item that has no full stop.
_ITEM_END: Final = "\ue0f2"
_ITEM: Final = re.compile(r"(?<=[^\s.!?…:;,>])(\s*(?:</\w+>\s*)*)</li>(?=\s*<li\b)", _I)
_BULLET: Final = re.compile(r"(?<!\s)\s*[•▪●‣◦]\s*")
_ENDS_POINT: Final = f".!?…:;,{_ITEM_END}"
# "… comes back.The town waits": a program has joined a list or lines.
_RUN_TOGETHER: Final = re.compile(
    r"(?<=[a-zß-öø-ÿ]{2}[.!?])(?=(?:The|This|That|These|It|He|She|We|They|You|In|On|At|But|And|For"
    r"|From|With|When|While|If|As"
    r"|After|Before|How|Why|What|Who|Where|Two|Three|One|Der|Die|Das|Ein|Eine|Er|Sie|Es|Wir|Le|La|Les"
    r"|Un|Une|Il|Elle"
    r"|El|Los|Las|Una|Os?|As|No|Na|Em|De|Do|A|An)\s)"
)

_LABELLED: Final = (
    r"(?:updated?|correction|corrected|clarification|editor['’]?s['’]? note|note|actualizaci[óo]n"
    r"|actualizado|correcci[óo]n"
    r"|mise à jour|rectificatif|note de la rédaction|aktualisier(?:t|ung)|korrektur"
    r"|anmerkung der redaktion|hinweis"
    r"|aggiornamento|errata|rettifica|atualizaç[ãa]o|atualizado|correç[ãa]o|bijgewerkt|correctie"
    r"|обновлено|исправление|تحديث)"
    r"(?:\s*[(\[]?[^:–—\n]{0,30}?\d[^:–—\n]{0,20}[)\]]?)?\s*[:：]\s*"
)
_NOTE: Final = re.compile(_LABELLED, _I)
_PLAYER: Final = re.compile(
    r"^(?:listen|watch|play|read|escuchar?|escucha|jetzt anhören|anhören|écouter|ascolta|ouça|ouvir|luister)"
    r"(?:\s++(?:now|to|this|the|article|episode|story|podcast|ahora|agora|aloud))*+\s*+"
    r"(?:[(\[]\s*+\d++\s*+(?:mins?|minutes?|minutos?|minuten|sec|h)?\.?\s*+[)\]]\s*+[|•·–—:-]?|[|•])\s*+",
    _I,
)
_BUTTON: Final = re.compile(
    r"(?:listen|watch|play|download|subscribe|share|save|follow|donate|upgrade|comment|like|restack|get)"
    r"(?:\s+(?:now|to|this|the|us|it|here|paid|later|on|via|app|article|episode|post|story|podcast"
    r"|full|video|for|free"
    r"|more|a|as|pdf|comment|apple|spotify|youtube|facebook|x|twitter))*\W*"
    r"|open in app\W*|(?:give a )?gift (?:a )?subscription\W*|thanks for reading\b.*"
    r"|leave a (?:comment|reply)\W*"
    r"|support (?:us|our work)\W*|\d+\s*(?:shares?|comments?|likes?)\W*|(?:print|email"
    r"|copy)\s*(?:this|link|article)?\W*"
    r"|(?:compartir?|comparte|suscr[íi]bete|escuchar?(?: ahora)?|leer más|seguir leyendo|síguenos.*"
    r"|anuncio|publicidad"
    r"|teilen|abonnieren|jetzt (?:anhören|abonnieren|lesen)|anhören|weiterlesen|mehr lesen|merken"
    r"|drucken|anzeige|werbung"
    r"|partager|s['’]abonner|écouter|lire (?:la suite|plus)|publicité|condividi|iscriviti|ascolta"
    r"|leggi (?:tutto|di più)"
    r"|continua a leggere|pubblicità|compartilh(?:ar|e)|assine|ouça|ler mais|leia mais|continue lendo"
    r"|publicidade"
    r"|delen|luister|lees (?:meer|verder)|advertentie|подписаться|поделиться|читать далее|слушать"
    r"|مشاركة|اشترك|اقرأ المزيد|استمع|续读|阅读全文|分享|订阅|続きを読む|購読する|공유|구독|더 보기)"
    r"(?:\s+\w+){0,2}\W*"
    r"|(?:photo|foto|fotograf\w*|image|imagen|imagem|bild|picture|credits?|crédit(?:\s+photo)?"
    r"|copyright|фото|صورة|사진|写真|图)"
    r"(?:\s+(?:by|credit|courtesy|de|von|par))?\s*[:：=/©].{0,120}"
    r"|©.{0,80}",
    _I,
)
_READ_ON: Final = (
    r"(?:read (?:more|the full (?:story|article|post))|continue reading|leer más|seguir leyendo"
    r"|weiterlesen|mehr lesen"
    r"|lire la suite|leggi tutto|continua a leggere|ler mais|leia mais|lees (?:meer|verder)|läs mer"
    r"|les mer|læs mere"
    r"|czytaj (?:więcej|dalej)|читать далее|اقرأ المزيد|阅读全文|続きを読む|더 보기)"
)
# No footer is longer than 600 characters, so a text is read from that far before its end.
_APPEARED: Final = re.compile(
    r"(?:(?<=[.!?…»”\"。)\]])|^)\s*+(?=.{1,600}+$)(?:"
    r"the (?:post|article|story) (?=.{0,450}+$).{1,300} (?:appeared first on|first appeared (?:on|in)"
    r"|was originally published (?:on|in))"
    r"|(?:la entrada|el artículo|el post|la nota) .{1,300} (?:se publicó primero en|(?:apareció"
    r"|aparece|fue publicad[oa]) primero en)"
    r"|der (?:beitrag|artikel) .{1,300} erschien zuerst (?:auf|bei|in)"
    r"|l['’]article .{1,300} (?:est apparu en premier|a été publié en premier|est apparu d['’]abord) sur"
    r"|(?:o|a) (?:post|conteúdo|artigo|notícia|matéria) .{1,300} (?:apareceu|aparece"
    r"|foi publicad[oa]) primeiro (?:em|no|na)"
    r"|(?:l['’]articolo|il post) .{1,300} (?:proviene da|sembra essere il primo su|è apparso per primo su)"
    r"|het (?:bericht|artikel) .{1,300} (?:verscheen|is) (?:als )?eerst(?:e)? (?:verschenen )?op"
    r"|(?:inlägget|indlægget|innlegget|artikkelen?) .{1,300} (?:först|først|ensimmäisenä)\b.{0,20}+"
    r"|(?:artykuł|post|wpis) .{1,300} (?:pochodzi z serwisu|pojawił się poraz pierwszy)"
    r"|(?:сообщение|запись|статья|допис) .{1,300} (?:появил|вперш|впервые)\w*+\s.{0,12}+"
    r"|.{1,300} (?:yazısı|gönderisi) ilk (?:önce|olarak) .{1,80}+"
    r"|(?:ظهرت? ال\w+|المقال) .{1,300} أول\w* (?:على|في)|投稿 .{1,300} は .{1,80} に最初に表示されました"
    r").{0,120}+$",
    _I,
)
_TAIL: Final = re.compile(
    rf"(?:(?<=[.!?…»”\"。)\]])|(?<=\S\s)|(?<=^\s))\s*+\(?{_READ_ON}\b[^.!?]{{0,60}}\W*$", _I
)


def without_furniture(markup: str) -> str:
    """Return `markup` without captions, and without a footer that only says where the text appeared."""
    for pattern in _CAPTIONED:
        markup = pattern.sub(" ", markup)
    markup = _FOOTER.sub("", markup.replace(_ITEM_END, "").rstrip())
    return _ITEM.sub(rf"{_ITEM_END}\1</li>", markup)


def join_lines(lines: Iterable[str]) -> str:
    """Return the lines as one text in which the items of a list do not run together."""
    return " ".join(lines).replace(f"{_ITEM_END} ", "; ").replace(_ITEM_END, "")


def without_mark(line: str) -> str:
    """Return a line without the mark that `without_furniture` puts at the end of a list item."""
    return line.removesuffix(_ITEM_END)


def story_of(lines: Sequence[str], around: Around) -> list[str]:
    """Return the lines that tell the story, without labels and bylines at its head and foot."""
    # If a name stands alone, it is all that the text says.
    named = around if len(lines) > 1 else _NOTHING
    shown = [line for line in lines if not _is_furniture(without_mark(line), named)]
    cut = [(line, _without_ends(without_mark(line), around)) for line in shown]
    told = [text + line[len(without_mark(line)) :] for line, text in cut if text]
    while len(told) > 1 and _NOTE.match(told[0]):
        told.pop(0)
    if told:
        told[0] = without_update_mark(told[0])
        told[0] = _NOTE.sub("", told[0], count=1) if _NOTE.match(told[0]) else told[0]
        last = _without_footer(told[-1], around)
        told[-1:] = [last or told[-1]] if len(told) == 1 else [last]
    return [_without_bullets(_RUN_TOGETHER.sub(" ", line)) for line in told if line]


def _without_bullets(line: str) -> str:
    """Return a line without its bullets; the items between them then end like those of a list."""
    points = [point for point in _BULLET.split(line) if point]
    if not points or (len(points) < 3 and not _BULLET.match(line)):
        return line
    return " ".join(point if point[-1] in _ENDS_POINT else point + _ITEM_END for point in points)


def _is_furniture(line: str, around: Around) -> bool:
    if len(line) > 300:
        return False
    if _BUTTON.fullmatch(line) or (
        len(line) <= _LONGEST_MOMENT and (TIME.fullmatch(line) or parse_moment(line))
    ):
        return True
    name = LEADING.sub("", line).strip(" ,;.|–—-")
    return bool(name) and name.casefold() in {each.casefold() for each in (*around.authors, *around.sites)}


def _without_ends(line: str, around: Around) -> str:
    line = _TAIL.sub("", _APPEARED.sub("", _PLAYER.sub("", line)))
    lowered = line.casefold()
    for name in (name for name in around.authors if name.casefold() in lowered):
        line = _without_name(line, re.escape(name))
    return line.strip()


def _without_name(line: str, name: str) -> str:
    """Return `line` without "By" and a writer's name at its beginning or end."""
    by = r"(?:by|von|par|por|di|door|av|af|text:|words:|от|بقلم)"
    line = re.sub(rf"^{by}\s+{name}(?:\s*[|•·,:.–—-]\s*|\s+(?=[A-ZÀ-ÞА-Я]))", "", line, flags=_I)
    return re.sub(rf"(?<=[.!?…”\"»)])\s*(?:[–—(|-]\s*)?{by}?\s*{name}\s*\)?\.?$", "", line, flags=_I)


def _without_footer(line: str, around: Around) -> str:
    """Return `line` without a last sentence that has little but the article's headline and its site."""
    for site in filter(None, around.sites):
        if len(around.title) > 3 and (start := line.rfind(around.title)) >= 0 and site in line[start:]:
            sentence = max(line.rfind(sign, 0, start) for sign in (". ", "! ", "? ", "… ")) + 1
            if len(line) - sentence - len(around.title) - len(site) <= 60:
                return line[:sentence].strip()
    return line
