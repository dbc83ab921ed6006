"""The long form of the reliability tests: `make reliability`. Each module measures one thing and says how often it failed."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))  # the small corpora and the stand-in for the model
