"""The form of the settings of the last look: a field for its hours, and one for each kind of finding."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from roundup.core.last_look import Kind, Policy, policies_for, policy_of
from roundup.core.newsroom_language import tell_later
from roundup.newsroom.settings_forms import SettingsForm
from roundup.publications.models import Publication

_KINDS = {
    Kind.RETRACTED: tell_later("A story was withdrawn: its page says “retracted”, for instance"),
    Kind.GONE: tell_later("Its page is gone"),
    Kind.REDIRECTED: tell_later("Its address leads to a front page"),
    Kind.CORRECTED: tell_later("Its headline or its opening was changed, or it is marked as corrected"),
    Kind.PAYWALLED: tell_later("It is no longer free to read"),
    Kind.NO_PICTURE: tell_later("Its picture is gone"),
    Kind.UNREAD: tell_later("Its page could not be read again"),
}
_POLICIES = {
    Policy.TELL: tell_later("Tell the editors; the edition goes out"),
    Policy.HOLD: tell_later("Hold the edition, and tell the editors"),
    Policy.DROP: tell_later("Leave without the story if the approval allows that; otherwise hold"),
}


def _choice(kind: Kind) -> forms.ChoiceField:
    choices = [(policy.value, _POLICIES[policy]) for policy in policies_for(kind)]
    return forms.ChoiceField(choices=choices, label=_KINDS[kind])


class LastLookForm(SettingsForm):
    """When the sources of an approved edition are read once more, and what follows from each finding."""

    policy_retracted = _choice(Kind.RETRACTED)
    policy_gone = _choice(Kind.GONE)
    policy_redirected = _choice(Kind.REDIRECTED)
    policy_corrected = _choice(Kind.CORRECTED)
    policy_paywalled = _choice(Kind.PAYWALLED)
    policy_no_picture = _choice(Kind.NO_PICTURE)
    policy_unread = _choice(Kind.UNREAD)

    class Meta:
        model = Publication
        fields: ClassVar = ["last_looks"]
        labels: ClassVar = {"last_looks": tell_later("Minutes before an edition leaves")}
        help_texts: ClassVar = {
            "last_looks": tell_later(
                "Separated by commas: 60, 5. “Send now” also looks first. Empty: nothing is read again."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in Kind:
            self.fields[_name(kind)].initial = policy_of(kind, self.instance.look_policies).value

    @property
    def policies(self) -> list[forms.BoundField]:
        """The fields for what follows from a finding, one for each kind."""
        return [self[_name(kind)] for kind in Kind]

    def _columns(self) -> list[str]:
        chosen = {kind.value: self.cleaned_data[_name(kind)] for kind in Kind if _name(kind) in self.changed}
        self.instance.look_policies = self.instance.look_policies | chosen
        return [*({"last_looks"} & self.changed), "look_policies"]


def _name(kind: Kind) -> str:
    return f"policy_{kind.name.lower()}"
