"""The real web in a process of its own: gunicorn, as `roundup up` starts it."""

from __future__ import annotations

import sys

from gunicorn.app.wsgiapp import WSGIApplication


def main(address: str) -> None:
    options = "--worker-class gthread --threads 8 --graceful-timeout 2 --log-level info --access-logfile -"
    sys.argv = ["gunicorn", *options.split(), "--bind", address, "roundup.config.wsgi"]
    WSGIApplication("%(prog)s [OPTIONS] [APP_MODULE]").run()
