"""Fetches a document from the web: where we may go, how long it may take, and what came back."""

from roundup.articles.sources.fetch.http import AnswerError, Fetched, Fetcher, Timeouts, Validators

__all__ = ["AnswerError", "Fetched", "Fetcher", "Timeouts", "Validators"]
