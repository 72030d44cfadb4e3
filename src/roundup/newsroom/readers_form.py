"""The form of the settings' page about readers: what they are mailed besides editions, and their privacy."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from roundup.core.newsroom_language import tell, tell_later
from roundup.newsroom.settings_forms import SettingsForm
from roundup.publications.models import Publication
from roundup.rendering.plain import without_control


class ReadersForm(SettingsForm):
    """The welcome, the best of each month, the note to those who leave, and the words about privacy."""

    class Meta:
        model = Publication
        fields: ClassVar = [
            *("welcome", "welcome_words", "offers_best_of_month", "mails_leave_notes", "is_offered"),
            "privacy_text",
        ]
        labels: ClassVar = {
            "offers_best_of_month": tell_later("Offer readers the best of each month"),
            "mails_leave_notes": tell_later("Mail a note to readers who leave on a page"),
            "is_offered": tell_later("Offer this publication to readers of your others"),
            "welcome": tell_later("Welcome new readers with"),
            "welcome_words": tell_later("Your words of welcome"),
            "privacy_text": tell_later("Your words about privacy"),
        }
        help_texts: ClassVar = {
            "offers_best_of_month": tell_later(
                "They get it instead of the weekly editions: the month’s leads, and the stories whose "
                "sections and writers have the most followers. If anybody has chosen it, its draft is made "
                "together with the next edition’s once the month has ended, and you approve it separately. "
                "If you stop offering it, those who have chosen it still get it."
            ),
            "mails_leave_notes": tell_later(
                "It says that they have left, and has a button that undoes it for thirty days. It helps "
                "those whom a program or a friend unsubscribed. Readers who leave with one click in their "
                "mail program get no note."
            ),
            "is_offered": tell_later(
                "Their preferences page then shows this one’s name, tagline and day. Readers "
                "who press “Subscribe” there confirm by email, as with the form."
            ),
            "welcome": tell_later(
                "Mailed once to each reader who has just confirmed, unless an edition is about to leave "
                "anyway. It says when the next one comes."
            ),
            "welcome_words": tell_later(
                "Plain text, in the language of your readers; each line is a paragraph. It is also mailed "
                "as long as there is no edition yet."
            ),
            "privacy_text": tell_later(
                "Readers find them under Privacy, if the publication has no privacy page of its own. Empty: "
                "a text that says what Roundup keeps."
            ),
        }
        widgets: ClassVar = {
            "welcome_words": forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
            "privacy_text": forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        }

    def clean_welcome_words(self) -> str:
        return "\n".join(without_control(self.cleaned_data["welcome_words"]).splitlines()).strip()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        needs_words = cleaned.get("welcome") == Publication.Welcome.WORDS
        if needs_words and not cleaned.get("welcome_words") and "welcome_words" not in self.errors:
            self.add_error(
                "welcome_words", tell("Write what the email should say, or choose something else.")
            )
        return cleaned
