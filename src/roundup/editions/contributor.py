"""People who write for a publication, as an edition introduces them."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower

from roundup.articles.models import Picture
from roundup.publications.models import Publication, validate_line


class Contributor(models.Model):
    """Somebody who writes for a publication, introduced in two lines below an edition with their byline."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="contributors")
    name = models.CharField(max_length=120, validators=[validate_line])
    about = models.CharField(max_length=300, blank=True, validators=[validate_line])
    url = models.URLField(max_length=500, blank=True)
    image_url = models.URLField(max_length=2000, blank=True)
    picture = models.ForeignKey(Picture, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint("publication", Lower("name"), name="one_contributor_per_name")]

    def __str__(self) -> str:
        return self.name
