"""Mailings: one approved edition to a frozen audience, in batches, with an account that closes."""
