"""The facts of this machine that explain figures; no names and no paths."""

import os
import platform
from importlib.metadata import version

import psutil


def facts() -> list[str]:
    """One fact a line."""
    memory = psutil.virtual_memory().total / 2**30
    return [
        f"{os.cpu_count()} cores, {memory:.0f} GiB of memory",
        f"{platform.system()} {platform.release()}, {platform.machine()}",
        f"{platform.python_implementation()} {platform.python_version()}",
        ", ".join(f"{name} {version(name)}" for name in ("aiohttp", "terminado", "tornado")),
    ]
