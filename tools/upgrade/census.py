"""What a database contains that no command shows. Runs inside the code that the database belongs to.

Prints, for every model of ours, the keys of its rows; and the contents of those in `CONTENTS`. It must not
import the modules next to it.
"""

from __future__ import annotations

import json
import os
import sys

CONTENTS = {
    "subscribers.Consent": ("subscriber_id", "act", "at", "channel", "wording", "network", "mailing_id"),
    "subscribers.Suppression": ("email_hash", "reason", "at", "source"),
    "auth.User": ("username", "password", "is_active", "groups__name"),
}


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "roundup.config.settings"
    import django

    django.setup()
    from django.apps import apps

    ours = [model for model in apps.get_models() if model.__module__.startswith("roundup.")]
    keys = {model._meta.label: sorted(map(str, model.objects.values_list("pk", flat=True))) for model in ours}
    contents = {
        label: sorted([*map(str, row)] for row in apps.get_model(label).objects.values_list(*fields))
        for label, fields in CONTENTS.items()
    }
    json.dump({"keys": keys, "contents": contents}, sys.stdout)


if __name__ == "__main__":
    main()
