"""How the command line ends: which error becomes which line and which exit code.

0    done              1    an error of ours, in one line with its remedy
2    bad usage         130  interrupted (Ctrl-C), quietly
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import Any

import typer
from typer.core import TyperGroup

from peel_qa.errors import PeelQAError
from peel_qa.text import visible

FAILED, MISUSED, INTERRUPTED = 1, 2, 130


class CommandGroup(TyperGroup):
    """The commands, with every error that a user can do something about turned into one line."""

    def main(
        self, args: Sequence[str] | None = None, prog_name: str | None = None, *_: Any, standalone_mode: bool = True, **extra: Any
    ) -> Any:
        """Run a command; outside of `standalone_mode` its exit code is returned."""
        _soften_streams()
        try:
            code = super().main(args, prog_name, standalone_mode=False, **extra) or 0
            _flush()
        except PeelQAError as error:
            code = _say(str(error), FAILED)
        except typer.TyperException as error:
            code = _say(_with_help(error), error.exit_code)
        except OSError as error:
            code = FAILED if error.errno == errno.EPIPE else _say(_about_file(error), FAILED)
        except ModuleNotFoundError as error:
            if str(error.name).startswith("peel_qa"):
                raise
            code = _say(f"The package {error.name} is not installed. Run `make install`", FAILED)
        except typer.Abort:
            code = FAILED
        except KeyboardInterrupt:
            code = INTERRUPTED
        finally:
            _let_go_of_output()
        if standalone_mode:
            sys.exit(code)
        return code


def _say(message: str, code: int) -> int:
    """Write one line to standard error, without characters that could steer a terminal."""
    with contextlib.suppress(OSError):
        print(f"peel-qa: {' '.join(visible(message).split())}", file=sys.stderr)
    return code


class _Spoken(logging.Handler):
    """Log records as lines of ours, on the standard error of the moment, so that they do not cut through a progress bar."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record as one line."""
        _say(self.format(record), FAILED)


def speak_up() -> None:
    """Have our own warnings said, of libraries' only errors."""
    logging.captureWarnings(True)
    ours = logging.getLogger("peel_qa")
    ours.propagate = False
    for logger, level in ((ours, logging.WARNING), (logging.getLogger(), logging.ERROR)):
        logger.addHandler(_Spoken(level))


def _with_help(error: typer.TyperException) -> str:
    context = getattr(error, "ctx", None)
    message = error.format_message()
    stop = "" if message.endswith((".", "?")) else "."
    return f"{message}{stop} `{context.command_path} --help` shows what there is" if context else message


def _about_file(error: OSError) -> str:
    where = f" ({error.filename})" if error.filename else ""
    return f"{error.strerror or error}{where}. Check the path, its permissions and the free space"


def _soften_streams() -> None:
    """A character that the terminal's encoding lacks becomes a question mark, not an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def _flush() -> None:
    if sys.stdout is not None:
        sys.stdout.flush()


def _let_go_of_output() -> None:
    """What a reader who has gone away (`| head -1`) did not take is dropped, so that Python's end stays quiet too."""
    try:
        _flush()
    except (OSError, ValueError):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
