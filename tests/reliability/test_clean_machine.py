"""T25: no network, a root file system that cannot be written, an ordinary user: asking works, and only the given folder is written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = (
    "import os, sys\nfrom pathlib import Path\nsys.path[:0] = [sys.argv[1], sys.argv[2]]\n"
    "from peel_qa.environment import prepare_environment; prepare_environment()\n"
    "from small_corpora import write_small_corpus; from stub_embedder import StubEmbedder\n"
    "from peel_qa.engine import PeelQA; from peel_qa.settings import Settings\n"
    "scratch = Path(os.environ['TMPDIR'])\n"
    "try:\n    Path(sys.argv[1], 'stray').write_text('x')\n    print('the root can be written')\nexcept OSError:\n    pass\n"
    "settings = Settings(corpus=(write_small_corpus(scratch / 'corpus'),), index=scratch / 'index', reader='off')\n"
    "with PeelQA.open(settings, embedder=StubEmbedder()) as qa:\n"
    "    print(os.getuid() != 0, qa.ask('How many investigations had a plan?').status)\n"
)


def _is_for_everybody(program: Path) -> bool:
    """Whether an ordinary user may run it: no folder on the way to it, or to what it links to, is closed."""
    return all(parent.stat().st_mode & 0o001 for path in (program, program.resolve(), ROOT) for parent in path.parents)


@pytest.mark.slow
def test_it_answers_where_only_its_scratch_folder_can_be_written(tmp_path: Path) -> None:
    mount = f"mount --bind / / && mount -o remount,bind,ro / && mount -t tmpfs -o size=64m,mode=1777 tmpfs {tmp_path}"
    is_root = os.getuid() == 0
    user = "setpriv --reuid=65534 --regid=65534 --clear-groups" if is_root and _is_for_everybody(Path(sys.executable)) else ""
    run = f'{user} {sys.executable} -B -c "$CODE" {ROOT} {ROOT / "tests" / "support"}'
    probe = ["unshare", "--mount", "--net", *([] if is_root else ["--map-root-user"])]
    try:
        allowed = subprocess.run([*probe, "sh", "-c", mount], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("no unshare on this machine")
    if allowed.returncode:
        pytest.skip(f"no namespace with a root that cannot be written on this machine ({allowed.stderr.strip()[:80]})")
    environment = {"PATH": os.environ["PATH"], "TMPDIR": str(tmp_path), "HOME": str(tmp_path), "CODE": CODE}
    done = subprocess.run(
        [*probe, "sh", "-c", f"{mount} && {run}"], env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[-1] == "answered"
    assert "can be written" not in done.stdout
    assert list(tmp_path.iterdir()) == []
