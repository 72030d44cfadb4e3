"""How the web server takes requests, before a page of any room is asked.

`worker` serves with threads, which see whole requests only: `connections` holds those that are half sent,
and drops the slow ones. `hosts` refuses other names, `error_pages` answers what went wrong, `health` answers
whoever watches, and `templates` is the Jinja2 environment of all pages.
"""
