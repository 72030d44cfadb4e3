"""Reads the environment. `variables` has every setting with its default, its help and its reader.

`database` and `secret_key` have the longer readers; the others are in `core.settings`. `config.settings`
turns the settings into Django's.
"""
