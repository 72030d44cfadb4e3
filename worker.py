"""Celery's entry: `celery --app worker worker --beat`."""

from roundup.config.celery import app

__all__ = ["app"]
