"""All checks, one after the other; none can stop the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from peel_qa.doctor import machine, parts
from peel_qa.doctor.record import Check
from peel_qa.environment import prepare_environment
from peel_qa.errors import PeelQAError, SettingsError
from peel_qa.settings import Settings


def examine(read_settings: Callable[[], Settings]) -> Iterator[Check]:
    """Every check as it is made; `read_settings` may raise, which is a finding too."""
    yield from _guarded("Software", "software", machine.check_software)
    yield from _guarded("Software", "sqlite", machine.check_sqlite)
    yield from _guarded("Environment", "environment", machine.check_environment)
    prepare_environment()
    try:
        settings = read_settings()
    except SettingsError as error:
        yield Check("Settings", "settings", "error", error.problem, error.remedy)
        return
    yield from _guarded("Settings", "settings", lambda: parts.check_settings(settings))
    yield from _guarded("Disk", "disk", lambda: machine.check_disk(settings.index))
    yield from _guarded("Model", "tiktoken cache", parts.check_tokens)
    yield from _guarded("Model", "sentence data", parts.check_sentences)
    yield from _guarded("Model", "embedding model", lambda: parts.check_model(settings))
    yield from _guarded("Corpus", "corpus", lambda: parts.check_corpus(settings))
    yield from _guarded("Index", "index", lambda: parts.check_index(settings))


def _guarded(group: str, name: str, check: Callable[[], Iterator[Check]]) -> Iterator[Check]:
    """What a check finds; where it fails, its failure."""
    try:
        yield from check()
    except PeelQAError as error:
        yield Check(group, name, "error", error.problem, error.remedy)
    except Exception as error:  # a broken library may raise anything, and that is what is looked for
        yield Check(group, name, "error", f"the check failed ({type(error).__name__}: {error})", "Run `make install`")
