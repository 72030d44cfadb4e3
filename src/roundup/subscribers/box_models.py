"""The box of each publication, and every wording that it has shown."""

from __future__ import annotations

from django.db import models

from roundup.publications.models import Publication


class Box(models.Model):
    """What a publication chose for the box that it pastes into its own pages. No row means the defaults."""

    publication = models.OneToOneField(Publication, on_delete=models.CASCADE, related_name="box")
    words = models.TextField(blank=True, help_text="Empty: the default, in the publication's language.")
    origins = models.TextField(blank=True, help_text="Sites whose scripts may read the answer, one a line.")

    def __str__(self) -> str:
        return f"box of publication {self.publication_id}"


class BoxWording(models.Model):
    """The words that a publication's box showed at some time. A snippet pasted then still shows them."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="+")
    version = models.CharField(max_length=16, help_text="A digest of the text.")
    text = models.TextField()
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["publication", "version"], name="one_box_wording_per_version")
        ]

    def __str__(self) -> str:
        return f"box wording {self.version}"
