"""Prepares one mailing and says what it took, as a child: `python -m benchmarks.preparation MAILING`."""

from __future__ import annotations

import os
import sys
import time

import django

django.setup()

from benchmarks import cores
from benchmarks.desk import prepare
from roundup.sending.models import Mailing


def main(mailing_id: int) -> None:
    began = time.perf_counter()
    prepare(Mailing.objects.get(pk=mailing_id))
    print(time.perf_counter() - began, cores.peak_megabytes(os.getpid()))


if __name__ == "__main__":
    main(int(sys.argv[1]))
