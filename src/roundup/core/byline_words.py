"""The words that surround names in bylines, in the languages that magazines use.

Only words that are hardly ever names are here. `Per` is also a first name, and `Von` counts as a word only if
two more words follow it.
"""

from __future__ import annotations

import re
from typing import Final

_I: Final = re.IGNORECASE


def _any(words: str) -> str:
    return "|".join(word.replace("_", r"\s+") for word in words.split())


# How a byline says that somebody wrote it: "Words by", "Escrito por", "Ein Gastbeitrag von".
_WRITING: Final = _any(
    "written words text story posted published opinion analysis reporting reported report review commentary"
    " interview essay presented hosted told guest_post column compiled curated selected"
    " escrito texto publicado redactado postado reportagem entrevista análisis"
    " écrit texte rédigé publié recueillis propos_recueillis tribune"
    " geschrieben verfasst gastbeitrag kommentar analyse reportage bericht essay"
    " scritto testo pubblicato intervista geschreven tekst skrevet skriven"
)
_BY: Final = r"by|von|par|por|door|av|af|da|di"
# These come before a name with a colon or a space ...
_WROTE: Final = _any(
    "by authors? authored_by as_told_to autor(?:en|in|a|es)? auteure?s? autori"
    " reporter text tekst texte texto testo words"
    " yazan yazar szerző írta oleh penulis teksti kirjoittanut tác_giả per de di von par por door av af"
    " автор текст от від بقلم كتب كتبت بواسطة نوشته מאת συντάκτης από 文 撰文 作者 記者 记者 글"
)
# ... and these with a space only if a whole name follows, because names can begin with them, too.
_MAYBE_BY: Final = "von|par|por|di|door|av|af|от|від|από"
# What follows is not a whole name if it begins with one of these: "Von der Leyen".
_PARTICLES: Final = "(?:der|den|dem?|des|du|la|las|le|los|el|del|della|di|da|van|von|zu|y|e)"
_TWO_WORDS: Final = rf"(?!(?i:{_PARTICLES})\s)(?=[^\W\d_a-zß-öø-ÿа-я][^\s,;&]*+\s++[^\W\d_][^\s,;&]*)"

LEADING: Final = re.compile(
    rf"^(?:(?:an?|eine?|un[ae]?)\s+)?(?:{_WRITING})(?:\s+(?:and|&|und|et|y|e)\s+\w+)?\s+(?:{_BY})\b[:\s]+"
    rf"|^(?:by|as\s+told\s+to|author|بقلم|كتب|كتبت|بواسطة|نوشته|מאת|автор|текст)(?:\s*:\s*|\s+)"
    rf"|^a\s+cura\s+di\s+|^(?:{_WROTE})\s*[:：/／]\s*|^(?:本报|本報)?(?:记者|記者|撰文)\s*"
    rf"|^(?-i:{_MAYBE_BY}|{'|'.join(word.title() for word in _MAYBE_BY.split('|'))}|{_MAYBE_BY.upper()})"
    rf"\s+(?-i:{_TWO_WORDS})",
    _I,
)

_OTHER_WORK: Final = _any(
    "photos? photographs? photography pictures? images?"
    " illustrations? illustrated illustrators? art artwork video"
    " audio edited editing editor translated translation"
    " translator graphics? design designed produced producers?"
    " research researched fact-check(?:ed|ing)? narrated"
)
_OTHER_WORK_ABROAD: Final = _any(
    "fotos? fotografie bild(?:er)? illustration(?:en)? übersetzung übersetzt redaktion aus_dem_\\w+"
    " fotografías? ilustraci(?:ón|ones) traducción traducido edición"
    " fotografia ilustraç(?:ão|ões) tradução traduzido edição"
    " photos? crédit dessins? traduction traduit traduite illustré"
    " foto traduzione tradotto illustrazion[ei] vertaling vertaald oversat oversatt översättning"
    " фото перевод иллюстрации تصوير ترجمة 摄影 攝影 撮影 图 圖 翻译 翻譯 翻訳 译 사진 번역"
)
# "Words and pictures by Jo Roe" names a writer.
_AND_WORDS: Final = r"(?<!and )(?<!& )(?<!und )(?<!et )(?<! y )(?<! e )"
_FROM: Final = r"(?:\s+from\s[^,;|]{1,30}?)?"
# Other people's work, up to the next comma: "photos by Jo Roe and Al Fa", "Übersetzung: Jo Roe".
OTHER_WORK: Final = re.compile(
    rf"(?<!\w){_AND_WORDS}(?:with\s+)?(?:additional\s+)?"
    rf"(?:(?:{_OTHER_WORK})(?:\s+and\s+(?:{_OTHER_WORK}))?{_FROM}\s+by\b"
    rf"|(?:{_OTHER_WORK_ABROAD})\s+(?:{_BY}|de)\b"
    rf"|(?:{_OTHER_WORK}|{_OTHER_WORK_ABROAD})(?:\s*[:：]|(?<=[\u3000-\u9fff])\s*[/／]))[^,;|•\n]*",
    _I,
)
# In brackets, what the person named did: "Jo Roe (Fotos)".
OTHER_WORKER: Final = re.compile(rf"(?:{_OTHER_WORK}|{_OTHER_WORK_ABROAD})s?", _I)

_UNIT: Final = (
    r"(?:sec(?:ond)?s?|min(?:ute)?s?|mins?|h(?:ours?|rs?)?|days?|d|weeks?|months?|years?|stunden?|minuten?|tagen?"
    r"|heures?|jours?|horas?|minutos?|días?|dias?|ore|minuti|giorn[io]|uur|timer?|час\w*|минут\w*|дн\w+)"
)
_CHANGED: Final = _any(
    "updated published posted modified created first_published last_updated last_modified"
    " actualizado publicado atualizado aktualisiert veröffentlicht"
    " stand publié mis_à_jour aggiornato pubblicato"
    " bijgewerkt gepubliceerd opdateret oppdatert uppdaterad обновлено опубликовано تحديث نُشر"
)
_MONTH: Final = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_TOLD_WHEN: Final = r"(?=[^;|•\n]{0,60}(?:\d|\bago\b|today|yesterday|just now|heute|gestern|hoy|ayer))"
# Times, up to the end of the part: "Updated 3 hours ago", "Nov 25", "5 min read".
TIME: Final = re.compile(
    rf"(?:(?<=\w\w\w)\.\s+|(?<!\w))(?:(?:{_CHANGED})\b(?!\s+(?:{_BY})\b):?{_TOLD_WHEN}"
    rf"|\d+\s*(?:an?\s+)?{_UNIT}\s+(?:ago|read)\b|\ban?\s+{_UNIT}\s+ago\b|\d+[-\s]min(?:ute)?[-\s]read\b"
    rf"|(?:vor|hace|há|il\s+y\s+a)\s+\d+\s*{_UNIT}|\d+\s*{_UNIT}\s+(?:fa|geleden|siden|sedan|назад)\b"
    rf"|(?:on\s+)?(?:{_MONTH}\s*\d{{1,2}}(?:st|nd|rd|th)?,?|\d{{1,2}}\.?\s+{_MONTH},?)(?:\s+\d{{4}})?"
    r"(?=\s*(?:[,;|•\n]|at\b|\d|$))"
    r"|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d\d-\d\d|\d{1,2}:\d\d(?:\s*[ap]\.?m\.?)?"
    r"|(?<=,)\s*(?:19|20)\d\d(?=\s*(?:[,;|•]|$)))"
    r"[^,;|•\n]*",
    _I,
)

# "Senior political correspondent", "Redakteurin", "Special to The Quay".
_QUALIFIER: Final = _any(
    "the a an our senior chief staff special"
    " guest contributing deputy managing executive associate assistant junior"
    " founding political diplomatic foreign international national"
    " local world europe asia africa middle_east"
    " health science technology tech sports? culture"
    " arts? business economics finance education religion environment"
    " defen[cs]e security investigations? investigative news features? policy"
    " opinion books? music film food travel media"
    " legal crime social_affairs data visual web digital online city metro freelance former editorial"
    " leitender leitende politische[r]? freie[r]?"
)
_NOUN: Final = _any(
    "correspondents? reporters? writers? editors?"
    " editor-in-chief editor-at-large columnists? contributors? journalists?"
    " photographers? photojournalists? producers? critics? interns? freelancers? bureau_chief"
    " redakteur(?:in|e)? redaktor(?:in)? redaktion"
    " korrespondent(?:in|en)? reporterin(?:nen)? journalistin(?:nen)?"
    " autorin volontär(?:in)? kolumnist(?:in)? chefredakteur(?:in)?"
    " corresponsal redactora? redacción enviad[oa]_especial periodista columnista colaborador(?:a)?"
    " journaliste correspondante? envoyée?_spéciale? rédact(?:eur|rice) rédaction chroniqueu(?:r|se)"
    " inviat[oa] corrispondente giornalista redazione redação"
    " repórter correspondente enviad[oa]_especial jornalista colunista"
    " redacteur verslaggever correspondente redactie redaktør redaktör"
    " корреспондент редактор журналист обозреватель редакция колумнист"
    " مراسل مراسلة محرر صحفي صحفية كاتب كاتبة"
    " 기자 특파원 논설위원 记者 記者"
)
_AFTER: Final = r"(?:\s+(?:for|at|of|in|from|on|with|de|del|en|für|bei|pour|à|para|per|для|в)\b.*)?"
# A part that says only what somebody is.
ROLE: Final = re.compile(
    rf"(?:(?:[^\s,]+\s+){{0,5}}?(?:{_NOUN}){_AFTER}"
    r"|(?:(?:an?\s+)?(?:special|exclusive(?:ly)?|contribut(?:or|ed|ing)|guest|exklusiv|especial|spécial|speciale"
    r"|специально)\s+)"
    r"(?:to|for|from|für|para|pour|per|для)\b.*"
    r"|(?:professor|lecturer|researcher|phd (?:candidate|student)|(?:senior|research|visiting) fellow"
    r"|director|president|chair|ceo|founder|co-founder|head|member)s?\b(?:(?:\s+(?:of|at|in|for)\b|\s+emerit).*|$)"
    r"|.*\buniversi(?:ty|tät|té|dade?|teit|tà)\b.*|(?:she|he|they)/.*)",
    _I,
)
_WORD: Final = r"[a-zà-ÿа-я'’-]+\s+"
# The same without any name, for a role that stands where a name should.
ROLE_ALONE: Final = re.compile(rf"(?:{_WORD})?(?:(?:{_QUALIFIER})\s+)*(?:{_WORD})?(?:{_NOUN}){_AFTER}", _I)
_QUALIFIED: Final = rf"(?:\s++(?:{_QUALIFIER})(?=[\s–—-]))"
# A role that follows a name without a comma: "Jo Roe Senior Writer", "Jo Roe special to The Quay". A name
# ends before the first of a row of qualifiers or goes on after the last, so each qualifier is read once.
ROLE_BEHIND: Final = re.compile(
    rf"(?P<name>.(?>{_QUALIFIED}++|\s++|\S)*?(?<=\S)){_QUALIFIED}*(?:\s*+[–—-]\s++|\s++)"
    rf"(?:(?P<noun>{_NOUN}){_AFTER}|(?:special|exclusive)\s+(?:to|for)\b.*)",
    _I | re.DOTALL,
)
ROLE_BEFORE: Final = re.compile(
    rf"^(?:(?:{_QUALIFIER})\s++)*(?:{_NOUN})(?:\s*+:)?+\s++(?=(?-i:[^\W\d_a-z]\S*+\s++[^\W\d_]))", _I
)
# "in Berlin", "for The Quay": words after a name that do not belong to it.
PLACE_ALONE: Final = re.compile(r"(?:in|aus|en|à|from|for|of|at|из|в|من|في)\s.*", _I)
PLACE_BEHIND: Final = re.compile(
    r"(?<![\w .'’-])(?=[\w .'’-]*+$)([\w .'’-]*?\w) (?:in|aus|en|à|из|من|في) [^\W\d_a-zа-я].*"
)

# Bylines that name nobody.
NOBODY: Final = re.compile(
    r"(?:the\s++)?+(?:admin|administrator|webmaster|staff|editors?|editorial|root|guest|anonymous|anonym"
    r"|unknown|none|null|n/?a|nobody|author|user|noreply|no-reply|super\s?user|various(?:\s+authors)?|newsroom"
    r"|redaktion|redazione|redacción|redação|rédaction|редакция|администратор|编辑部|編集部|편집부|et\s+al\.?|others?|agenc(?:ies|y)"
    r"|(?:editorial|news|web)\s+(?:staff|team|board|desk)|guest\s+(?:author|contributor|writer|post)"
    r"|.*\b(?:staff|staff\s+writers?|staff\s+reporters?|newsroom|editorial\s+team))",
    _I,
)
AGENCY: Final = re.compile(
    r"(?:the\s+)?(?:reuters|associated\s+press|ap|afp|agence\s+france[-\s]presse|dpa|bloomberg|upi|efe|ansa|xinhua"
    r"|press\s+association|pa\s+media|canadian\s+press|kyodo(?:\s+news)?|yonhap|anadolu|tass|pti|ani|ians|lusa"
    r"|europa\s+press|belga|apa|kna|epd|ritzau|ntb|tt|stt|新华社|共同社|연합뉴스|رويترز|рейтер|тасс)"
    r"|.*\b(?:news|media|magazine|newspapers?|university|institute|foundation|college|agency|network|inc|llc|ltd|gmbh)\.?",
    _I,
)
# Suffixes that may follow a name after a comma and still be part of it.
SUFFIX: Final = re.compile(
    r"(?:jr|sr|ii|iii|iv|ph\.?\s?d|m\.?d|esq|j\.?d|m\.?p|obe|cbe|mbe|ret|usn|usa|usmc|usaf|s\.?j|o\.?p"
    r"|(?-i:D\.?Phil|Ed\.?D|Psy\.?D|Pharm\.?D|D\.?O|D\.?D\.?S|D\.?V\.?M|R\.?N|N\.?P|M\.?P\.?H|M\.?B\.?A|M\.?A|M\.?Sc"
    r"|M\.?S|B\.?A|B\.?Sc|LL\.?[BM]|KC|QC|FRS|FRCP|KBE|DBE|CFA|CPA|R\.?D|O\.?F\.?M|O\.?S\.?B|C\.?S\.?C|M\.?E\.?P))\.?",
    _I,
)

# The words that join two names. With a capital, they may also be part of one: "Loud And Quiet".
JOINING: Final = "and|und|with|mit|avec|con|och|og|ja|oraz|и|та|και|ve|اور|و|및|和"
# These can also join two parts of one name: "José Ortega y Gasset".
MAYBE_JOINING: Final = "y|e|et|i"
# In Arabic and Hebrew, "and" is a letter joined to the next word; names can begin with it, too.
WRITTEN_ON: Final = (
    r"(?!و(?:ليد|ائل|سام|فاء|جدي|حيد|ردة|سيم|صفي|ضاح|فيق|هبة|هيب|لاء|داد|جيه|رد|ديع|اصف|الي)\b"
    r"|ו(?:רד|יקטור|לדימיר)\b)[وו](?=[^\W\d_]{2})"
)
# By the article's language: the words that join two names, and the words that come before the first. They
# mean this only in that language: "en" is "in" in Spanish, and "Per" is a name in Norwegian.
IN_LANGUAGE: Final = {
    "ca": ("i", "per"),
    "cs": ("a", ""),
    "da": ("og", "af"),
    "el": ("και", ""),
    "fi": ("ja", ""),
    "hu": ("és", ""),
    "id": ("dan", "oleh"),
    "nl": ("en", "door"),
    "pl": ("i", "autor"),
    "ro": ("și|si", "de"),
    "sk": ("a", ""),
    "sl": ("in", ""),
    "sv": ("och", "av|text"),
    "tr": ("ve", "yazan"),
    "vi": ("và", "bởi"),
}
