"""One question in a fresh process: none of the heavy libraries is loaded, and the answer is the one that a server gives."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from peel_qa.engine import PeelQA
from peel_qa.settings import Settings

CODE = """
import json, sys
from pathlib import Path
from peel_qa.engine import PeelQA
from peel_qa.settings import Settings

settings = Settings(corpus=(Path(sys.argv[1]),), index=Path(sys.argv[2]))
with PeelQA.open(settings, refresh=False, is_one_question=True) as qa:
    found = [hit.passage.id for hit in qa.search(sys.argv[3], 5)]
    answer = str(qa.ask(sys.argv[3]))
heavy = {"torch", "transformers", "sentence_transformers", "chromadb", "bm25s", "scipy", "onnx", "llama_index.core", "gradio"}
print(json.dumps([found, answer, sorted(heavy & set(sys.modules))]))
"""


def test_one_question_loads_nothing_heavy_and_is_answered_the_same(small_corpus: Path, tmp_path: Path) -> None:
    question = "Who supervises investigations?"
    settings = Settings(corpus=(small_corpus,), index=tmp_path / "index")
    with PeelQA.open(settings) as qa:
        wanted = [hit.passage.id for hit in qa.search(question, 5)], str(qa.ask(question))
    run = [sys.executable, "-c", CODE, str(small_corpus), str(tmp_path / "index"), question]
    done = subprocess.run(run, capture_output=True, text=True, check=True, cwd=Path(__file__).resolve().parents[2])
    found, answer, heavy = json.loads(done.stdout.splitlines()[-1])
    assert (found, answer) == wanted
    assert heavy == []
