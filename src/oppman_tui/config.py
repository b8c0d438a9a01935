"""Settings: one TOML file, all of it optional, checked by pydantic."""

from __future__ import annotations

import getpass
import os
import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from oppman_tui import toml_file
from oppman_tui.domain.values.money import Rates
from oppman_tui.domain.values.text import clean_line, is_blank
from oppman_tui.errors import ConfigError


def _rate(text: str) -> str:
    try:
        rate = Decimal(text)
    except InvalidOperation:
        rate = Decimal(0)
    if not rate.is_finite() or rate <= 0:
        raise ValueError('a number above 0 in quotes, such as "0.087"')
    return text


def _visible(text: str) -> str:
    if is_blank(cleaned := clean_line(text)):
        raise ValueError("a name that can be seen")
    return cleaned


def _by_id(table: Any) -> Any:
    """The quotes around an id can be left out, though it is a table within a table to TOML then."""
    if not isinstance(table, Mapping):
        return table
    found: dict[Any, Any] = {}
    for name, value in table.items():
        inner = value if isinstance(value, Mapping) else {}
        found |= {f"{name}.{key}": keys for key, keys in inner.items()} or {name: value}
    for name, keys in found.items():
        if not isinstance(keys, str):
            raise ValueError(f'text in quotes for {name}, such as "f"')
    return found


def _three_capitals(text: str) -> str:
    if len(text) != 3 or not (text.isascii() and text.isalpha() and text.isupper()):
        raise ValueError("three capital letters, such as EUR")
    return text


Currency = Annotated[str, AfterValidator(_three_capitals)]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Rate(_Table):
    """What one unit of a currency is worth in the base currency, and since when."""

    rate: Annotated[str, AfterValidator(_rate)]
    """A decimal number in quotes, so that it stays exact."""
    since: date


class Config(_Table):
    """Every setting with what holds where it is left out."""

    name: Annotated[str, Field(max_length=200), AfterValidator(_visible)] | None = None
    """Who I am: the owner of new deals, the author of changes. The login's name if left out."""
    base_currency: Currency = "EUR"
    rates: dict[Currency, Rate] = {}
    """Dated rates to the base currency; deals in a currency without one stand outside totals."""
    playbook: str | None = None
    """A team's playbook; relative to this file's folder."""
    theme: str = "oppman-dark"
    ascii: bool | None = None
    """Only ASCII marks; found out from the terminal if left out."""
    linear: bool = False
    """Words for drawings: plain lines, for a screen reader."""
    mouse: bool = True
    stock_driver: bool = False
    """Textual's own way of writing to the terminal instead of sending only what has changed."""
    keys: Annotated[dict[str, str], BeforeValidator(_by_id)] = {}
    """One's own keys by id, such as ``"list.find" = "f"``, several with commas between; what may
    stand here is known where the keys are."""
    format: Literal[1] = 1

    @property
    def me(self) -> str:
        return self.name or _login()

    @property
    def money(self) -> Rates:
        """The rates as the domain takes them."""
        return Rates(
            self.base_currency,
            {code: (Decimal(r.rate), r.since) for code, r in self.rates.items()},
        )


def load(path: Path) -> Config:
    """The settings at `path`, the defaults where there is no file.

    Raises `ConfigError` naming file, key, what was expected and what stood there.
    """
    if not os.path.lexists(path):
        return Config()
    return toml_file.parse(toml_file.read(path, ConfigError), str(path), Config, ConfigError)


def keys_at(path: Path) -> dict[str, str]:
    """One's own keys by id as they stand there, whatever else is wrong with the file."""
    try:
        found = _by_id(tomllib.loads(path.read_text("utf-8-sig")).get("keys", {}))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _login() -> str:
    """The person's name as this system knows it, else the login's."""
    try:
        import pwd

        told = clean_line(pwd.getpwuid(os.getuid()).pw_gecos.split(",")[0])
    except (ImportError, KeyError):
        told = ""
    if told and told.casefold() != "root":
        return told
    try:
        return clean_line(getpass.getuser()) or "me"
    except (OSError, KeyError):
        return "me"
