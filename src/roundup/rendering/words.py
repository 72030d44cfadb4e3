"""The words that a message adds of its own, and dates, in the edition's language.

A language we have no words for gets the English ones. Adding one means one entry in `WORDS`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class Words:
    """Sentences with `{name}`, `{headline}` or `{n}` where something is put in.

    `months` and `weekdays` are lists parted by spaces, from January and from Monday.
    """

    months: str
    weekdays: str
    date: str
    number: str
    minutes: str
    reading: str
    read: str
    more: str
    subscribers: str
    view: str
    unsubscribe: str
    preferences: str
    privacy: str
    reason: str
    forwarded: str
    subscribe: str
    confirm_subject: str
    confirm_text: str
    confirm_button: str
    confirm_link: str
    confirm_hours: str
    confirm_days: str
    confirm_ignore: str


def words_for(language: str) -> Words:
    """Return the words for a language tag such as `de` or `en-US`."""
    tag = language.lower()
    return WORDS.get(tag) or WORDS.get(tag.partition("-")[0]) or WORDS["en"]


def day(moment: date, words: Words) -> str:
    """Return a date as it is written out in that language, with its weekday."""
    return words.date.format(
        weekday=words.weekdays.split()[moment.weekday()],
        day=moment.day,
        month=words.months.split()[moment.month - 1],
        year=moment.year,
    )


def how_long(hours: int, words: Words) -> str:
    """Return the sentence that says how long a link works: in days from two whole days on."""
    if hours >= 48 and hours % 24 == 0:
        return words.confirm_days.format(n=hours // 24)
    return words.confirm_hours.format(n=hours)


_ENGLISH = Words(
    months="January February March April May June July August September October November December",
    weekdays="Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    date="{weekday} {day} {month} {year}",
    number="No. {n}",
    minutes="{n} min",
    reading="{n} min of reading",
    read="Read “{headline}”",
    more="{n} more on our site",
    subscribers="Subscribers",
    view="View in browser",
    unsubscribe="Unsubscribe",
    preferences="Your preferences",
    privacy="Privacy",
    reason="You get this mail because you subscribed to {name}.",
    forwarded="Has somebody forwarded this to you?",
    subscribe="Subscribe to {name}",
    confirm_subject="Please confirm your subscription to {name}",
    confirm_text="Somebody, we hope you, has asked for {name} at this address. Please confirm it.",
    confirm_button="Confirm my subscription",
    confirm_link="If the button does not work, open this link:",
    confirm_hours="The link works for {n} hours.",
    confirm_days="The link works for {n} days.",
    confirm_ignore="If it was not you, do nothing: you will not hear from us again.",
)
_AMERICAN = replace(_ENGLISH, date="{weekday}, {month} {day}, {year}")
_GERMAN = Words(
    months="Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    weekdays="Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    date="{weekday}, {day}. {month} {year}",
    number="Nr. {n}",
    minutes="{n} Min.",
    reading="{n} Min. Lesezeit",
    read="„{headline}“ lesen",
    more="{n} weitere auf unserer Website",
    subscribers="Für Abonnenten",
    view="Im Browser ansehen",
    unsubscribe="Abbestellen",
    preferences="Einstellungen",
    privacy="Datenschutz",
    reason="Sie erhalten diese Mail, weil Sie {name} abonniert haben.",
    forwarded="Wurde Ihnen diese Mail weitergeleitet?",
    subscribe="{name} abonnieren",
    confirm_subject="Bitte bestätigen Sie Ihr Abonnement: {name}",
    confirm_text="Jemand, hoffentlich Sie, hat {name} an diese Adresse bestellt. Bitte bestätigen Sie das.",
    confirm_button="Abonnement bestätigen",
    confirm_link="Falls die Schaltfläche nicht funktioniert, öffnen Sie diesen Link:",
    confirm_hours="Der Link gilt {n} Stunden.",
    confirm_days="Der Link gilt {n} Tage.",
    confirm_ignore="Wenn Sie es nicht waren, tun Sie nichts: Sie hören dann nicht mehr von uns.",
)
_FRENCH = Words(
    months="janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    weekdays="lundi mardi mercredi jeudi vendredi samedi dimanche",
    date="{weekday} {day} {month} {year}",
    number="Nº {n}",
    minutes="{n} min",
    reading="{n} min de lecture",
    read="Lire « {headline} »",
    more="Encore {n} sur notre site",
    subscribers="Abonnés",
    view="Voir dans le navigateur",
    unsubscribe="Se désabonner",
    preferences="Vos préférences",
    privacy="Confidentialité",
    reason="Vous recevez ce message parce que vous êtes abonné à {name}.",
    forwarded="On vous a transféré ce message ?",
    subscribe="S’abonner à {name}",
    confirm_subject="Merci de confirmer votre abonnement à {name}",
    confirm_text="Quelqu’un, vous sans doute, a demandé {name} à cette adresse. Merci de le confirmer.",
    confirm_button="Confirmer mon abonnement",
    confirm_link="Si le bouton ne fonctionne pas, ouvrez ce lien :",
    confirm_hours="Le lien est valable {n} heures.",
    confirm_days="Le lien est valable {n} jours.",
    confirm_ignore="Si ce n’était pas vous, ne faites rien : vous n’entendrez plus parler de nous.",
)
_SPANISH = Words(
    months="enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    weekdays="lunes martes miércoles jueves viernes sábado domingo",
    date="{weekday}, {day} de {month} de {year}",
    number="N.º {n}",
    minutes="{n} min",
    reading="{n} min de lectura",
    read="Leer «{headline}»",
    more="{n} más en nuestro sitio",
    subscribers="Suscriptores",
    view="Ver en el navegador",
    unsubscribe="Darse de baja",
    preferences="Sus preferencias",
    privacy="Privacidad",
    reason="Recibe este correo porque se suscribió a {name}.",
    forwarded="¿Le han reenviado este correo?",
    subscribe="Suscribirse a {name}",
    confirm_subject="Confirme su suscripción a {name}",
    confirm_text="Alguien, esperamos que usted, ha pedido {name} en esta dirección. Confírmelo, por favor.",
    confirm_button="Confirmar mi suscripción",
    confirm_link="Si el botón no funciona, abra este enlace:",
    confirm_hours="El enlace vale {n} horas.",
    confirm_days="El enlace vale {n} días.",
    confirm_ignore="Si no fue usted, no haga nada: no volverá a saber de nosotros.",
)
_ARABIC = Words(
    months="يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    weekdays="الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد",
    date="{weekday} {day} {month} {year}",
    number="العدد {n}",
    minutes="{n} د",
    reading="{n} دقيقة قراءة",
    read="اقرأ «{headline}»",
    more="المزيد على موقعنا ({n})",
    subscribers="للمشتركين",
    view="عرض في المتصفح",
    unsubscribe="إلغاء الاشتراك",
    preferences="تفضيلاتك",
    privacy="الخصوصية",
    reason="تصلك هذه الرسالة لأنك اشتركت في {name}.",
    forwarded="هل أعاد أحد توجيه هذه الرسالة إليك؟",
    subscribe="اشترك في {name}",
    confirm_subject="يرجى تأكيد اشتراكك في {name}",
    confirm_text="طلب شخص ما، نأمل أنه أنت، {name} على هذا العنوان. يرجى تأكيد ذلك.",
    confirm_button="تأكيد اشتراكي",
    confirm_link="إذا لم يعمل الزر، فافتح هذا الرابط:",
    confirm_hours="الرابط صالح لمدة {n} ساعة.",
    confirm_days="الرابط صالح لمدة {n} أيام.",
    confirm_ignore="إن لم تكن أنت، فلا تفعل شيئًا: لن نراسلك مجددًا.",
)

WORDS = {
    "en": _ENGLISH,
    "en-us": _AMERICAN,
    "de": _GERMAN,
    "fr": _FRENCH,
    "es": _SPANISH,
    "ar": _ARABIC,
}
