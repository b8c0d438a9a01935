"""What is loaded when it is first used, so that the list is there before all that it leads to.

For type checkers the import stands beside it, under `TYPE_CHECKING`; the layers hold for both.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any


class _Late:
    """Stands for a module, or for one of its names, and loads it when anything is asked of it."""

    def __init__(self, module: str, name: str) -> None:
        self.__dict__.update(_module=module, _name=name)

    def _loaded(self) -> Any:
        module = import_module(self.__dict__["_module"])
        name = self.__dict__["_name"]
        return getattr(module, name) if name else module

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loaded(), name)

    def __call__(self, *given: Any, **named: Any) -> Any:
        return self._loaded()(*given, **named)

    def __instancecheck__(self, thing: object) -> bool:
        return isinstance(thing, self._loaded())

    def __getitem__(self, key: Any) -> Any:
        return self._loaded()[key]

    def __iter__(self) -> Any:
        return iter(self._loaded())


def late(module: str, name: str = "") -> Any:
    """The module, or what is called `name` in it."""
    return _Late(module, name)
