"""A folder for PYTHONPATH: every process below it has its discord.py led to the fake at FAKE_DISCORD, once it is imported."""

import importlib.util
import os
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType


class Led(MetaPathFinder):
    """Finds discord.py as it would have been found; what never imports it is neither led nor slowed."""

    def find_spec(self, name: str, path: object, target: ModuleType | None = None) -> ModuleSpec | None:
        if name != "discord":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        assert spec and spec.loader
        load = spec.loader.exec_module

        def exec_module(module: ModuleType) -> None:
            load(module)
            lead()

        spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


def lead() -> None:
    """Lead the discord.py of this process to the fake."""
    from tests.fakes.discord.launch import redirect

    redirect(os.environ["FAKE_DISCORD"], ready=0.2, again=0.2)


if os.environ.get("FAKE_DISCORD"):
    if "discord" in sys.modules:
        lead()
    else:
        sys.meta_path.insert(0, Led())
