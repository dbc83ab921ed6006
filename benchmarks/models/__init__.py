"""How answers hold with language models that lie, fail or are honest: `make models`. No real model takes part."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))  # the scripted server, and its ways of being honest and of lying
