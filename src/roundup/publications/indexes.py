"""Makes indexes during an upgrade on tables that others are writing to."""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations import AddIndex


class AddIndexBesideWriters(AddIndex):
    """Adds an index while others continue to write; otherwise PostgreSQL would lock them out until it is
    done.

    Its migration is not `atomic` and does nothing else, so after an interruption it can simply start again.
    """

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        if not self.allow_migrate_model(schema_editor.connection.alias, model):
            return
        beside = {"concurrently": True} if schema_editor.connection.vendor == "postgresql" else {}
        # An earlier run may have left half an index behind, or one without a recorded migration.
        name = schema_editor.quote_name(self.index.name)
        # SQL written by hand, because Django can drop an index only if it certainly exists.
        schema_editor.execute(f"DROP INDEX {'CONCURRENTLY ' if beside else ''}IF EXISTS {name}")
        schema_editor.add_index(model, self.index, **beside)
