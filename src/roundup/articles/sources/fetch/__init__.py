"""The way to a document on the web: where it may lead, how long it may take, what came back."""

from roundup.articles.sources.fetch.http import AnswerError, Fetched, Fetcher, Timeouts, Validators

__all__ = ["AnswerError", "Fetched", "Fetcher", "Timeouts", "Validators"]
