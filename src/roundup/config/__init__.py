"""Settings, the command line and the processes. This room knows all others; none of them knows it.

`environment` reads the settings, and `settings` turns them into Django's. `cli` and `commands` are the
command `roundup`; `processes` keeps `roundup up` running, `web` takes requests for every room, and `celery`
is the worker. `doctor` checks an installation, `tables` brings the database up to date, `logs` formats the
log, and `demo` is the sample publication.
"""
