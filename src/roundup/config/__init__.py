"""Settings, the command line and the processes. Knows every room; known by none.

`environment` reads the settings, and `settings` makes Django's of them. `cli` and `commands` are the command
`roundup`; `processes` keeps `roundup up` running, `web` takes requests for every room, and `celery` is the
worker. `doctor` checks an installation, `tables` brings the database up to date, `logs` says what a line of
the log looks like, and `demo` is the sample publication.
"""
