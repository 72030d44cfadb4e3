"""Reads the environment. `variables` has every setting with its default, its help and its reader.

`database`, `folders` and `secret_key` have the longer readers. `config.settings` turns the settings into
Django's.
"""
