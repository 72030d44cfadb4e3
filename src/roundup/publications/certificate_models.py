"""What a worker last saw of the certificate that readers' browsers get from this installation."""

from __future__ import annotations

from django.db import models


class Certificate(models.Model):
    """The certificate of the base URL, in one row. `ends_at` is empty until the certificate has been seen."""

    base_url = models.CharField(max_length=300)
    looked_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    warn_at = models.DateTimeField(
        null=True, blank=True, help_text="From then on, nobody seems to have renewed it."
    )
    fault = models.CharField(max_length=200, blank=True, help_text="Why programs do not trust it.")

    def __str__(self) -> str:
        return f"certificate of {self.base_url}"
