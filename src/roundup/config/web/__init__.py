"""How the web server takes requests, before any room's page gets them.

`worker` serves with threads, which get only whole requests: `connections` holds those that are half sent,
and drops the slow ones. `hosts` refuses other host names, `error_pages` shows errors, `health` answers
monitors, and `templates` is the Jinja2 environment of all pages.
"""
