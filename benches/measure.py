"""What the scripts next to this one share: the repository's path, and the CPU time of commands."""

import os
import pathlib
import resource
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
ENV = {**os.environ, "CARGO_INCREMENTAL": "0", "CARGO_TERM_QUIET": "true"}


def run(*command, directory, **options):
    return subprocess.run(command, cwd=directory, check=True, **{"env": ENV, **options})


def cpu_seconds(*command, directory, env):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run(*command, directory=directory, env=env)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)
