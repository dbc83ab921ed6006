"""The folder that an export makes: network, tokeniser and card, checked file by file before anything of it is used."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from peel_qa.errors import ReaderError
from peel_qa.reading.layout import Layout
from peel_qa.reading.spans import Calibration

FORMAT = 2
CARD = "card.json"
NETWORK = "model.onnx"
TOKENISER = "tokenizer.json"
REMEDY = "Restore the folder, or set PEEL_QA_READER to `bundled`, to a folder that training/ exported, or to `off`"


class Card(BaseModel):
    """What stands in `card.json`: hashes of the other files, the calibration, and what was measured."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    format: int
    sha256: dict[str, str]
    calibration: Calibration
    name: str = ""
    licence: str = ""
    figures: dict[str, Any] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bundle:
    """A checked folder."""

    folder: Path
    card: Card
    network: bytes

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read a folder and hold every file of it against its hash; the bytes that were checked are the bytes that are used.

        Raises:
            ReaderError: for an absent folder or file, a card that cannot be read, or a file that was changed.
        """
        card = _card(folder)
        for name in (NETWORK, TOKENISER):
            if name not in card.sha256:
                raise ReaderError(f"The reader's card {folder / CARD} has no hash of {name}", REMEDY)
        contents = {name: _checked(folder / name, wanted) for name, wanted in card.sha256.items()}
        return cls(folder, card, contents[NETWORK])

    def layout(self) -> Layout:
        """The layout with the folder's tokeniser.

        Raises:
            ReaderError: if the tokeniser cannot be used.
        """
        try:
            return Layout.load(self.folder / TOKENISER)
        except ValueError as error:
            raise ReaderError(f"The reader in {self.folder} cannot be used: {error}", REMEDY) from error


def _card(folder: Path) -> Card:
    try:
        card = Card.model_validate_json((folder / CARD).read_bytes())
    except OSError as error:
        raise ReaderError(f"There is no reader in {folder} ({CARD}: {error.strerror})", REMEDY) from error
    except ValidationError as error:
        raise ReaderError(f"The reader's card {folder / CARD} cannot be read ({error.errors()[0]['msg']})", REMEDY) from error
    if card.format != FORMAT:
        raise ReaderError(f"The reader in {folder} has format {card.format}, and this version reads format {FORMAT}", REMEDY)
    return card


def _checked(path: Path, wanted: str) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ReaderError(f"The reader's file {path} cannot be read ({error.strerror})", REMEDY) from error
    found = hashlib.sha256(content).hexdigest()
    if found != wanted:
        raise ReaderError(f"The reader's file {path} is not as it was exported (SHA-256 {found[:12]}…, not {wanted[:12]}…)", REMEDY)
    return content
