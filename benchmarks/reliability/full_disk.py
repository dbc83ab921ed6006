"""A disk that fills up during a build, at every point: the build fails in words, the old version answers, and the next build works.

The disk is a small file system in memory within a mount namespace of its own; nothing outside sees it.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from benchmarks.reliability import ROOT
from benchmarks.reliability.outcome import SHOWN, Outcome

SIZE = 60
"""Points at which the disk is full."""
DISK_MB = 24
_NAMESPACE = ("unshare", "--mount", "--map-root-user")


def measure(size: int = SIZE, seed: int = 1) -> Outcome:
    """Leave less and less room; a failure is a version that does not answer, an error that is not ours, or a build that fails with room."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as disk:
        work = f"mount -t tmpfs -o size={DISK_MB}m tmpfs {disk} && exec {sys.executable} -m benchmarks.reliability.full_disk {disk} {size}"
        done = subprocess.run([*_NAMESPACE, "sh", "-c", work], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"The small disk could not be used: {done.stderr.strip()[-300:]}")
    seen = json.loads(done.stdout.splitlines()[-1])
    return Outcome(
        "full_disk",
        "T11",
        "A build on a full disk ends in one line of ours, the version in force answers, and with room again the next build works.",
        size,
        len(seen["reasons"]),
        seed,
        time.perf_counter() - began,
        tuple(seen["reasons"][:SHOWN]),
        {"size of the disk (MB)": DISK_MB, **{f"builds that {end}": count for end, count in seen["ends"].items()}},
    )


def main(disk: Path, size: int) -> dict[str, object]:
    """Within the namespace: so many builds, each with another amount of room."""
    from small_corpora import write_document, write_small_corpus
    from stub_embedder import StubEmbedder

    import peel_qa.index.build as building
    from peel_qa.engine import PeelQA
    from peel_qa.errors import SearchIndexError
    from peel_qa.settings import Settings

    building._FREE_BYTES = 0  # the check before a build is left out, so that the disk fills up in the midst of it
    with tempfile.TemporaryDirectory() as elsewhere:
        settings = Settings(corpus=(write_small_corpus(Path(elsewhere) / "corpus"),), index=disk / "index", reader="off")
        body = "# Title\n\n## Calls\n\n" + "".join(f"The force answered call {n} in year {{}}.\n\n" for n in range(200))

        def change(year: int) -> None:
            write_document(settings.corpus[0], "changing", body.format(*[f"Y{year}"] * 200))

        def answered() -> str:
            with PeelQA.open(settings, refresh=False, embedder=StubEmbedder()) as qa:
                qa.index.verify()
                return qa.index.documents["changing"].text.split(" in year ")[1].split(".")[0]

        change(0)
        building.build_index(settings, StubEmbedder())
        change(1)
        building.build_index(settings, StubEmbedder())
        used = DISK_MB * 1_000_000 - _free(disk)
        ends: Counter[str] = Counter()
        reasons: list[str] = []
        in_force = "Y1"
        for attempt in range(size):
            year, room = attempt + 2, used * attempt // size
            change(year)
            ballast = disk / "ballast"
            _fill(ballast, _free(disk) - room)
            try:
                building.build_index(settings, StubEmbedder())
                ends["had room enough"] += 1
                wanted = {f"Y{year}"}
            except SearchIndexError as error:
                ends["ended in a line of ours"] += 1
                wanted = {in_force, f"Y{year}"}
                reasons += [f"room {room}: more than a line"] if "\n" in str(error) else []
            except Exception as error:  # whatever else comes is what is looked for
                ends["ended otherwise"] += 1
                wanted = {in_force, f"Y{year}"}
                reasons.append(f"room {room}: {type(error).__name__}: {error}")
            try:
                if (now := answered()) not in wanted:
                    reasons.append(f"room {room}: {now} answered, not {sorted(wanted)}")
                ballast.unlink()
                building.build_index(settings, StubEmbedder())
                if (in_force := answered()) != f"Y{year}":
                    reasons.append(f"room {room}: the next build gave {in_force}")
            except Exception as error:
                reasons.append(f"room {room}: afterwards {type(error).__name__}: {error}")
                ballast.unlink(missing_ok=True)
        return {"ends": ends, "reasons": reasons}


def _free(disk: Path) -> int:
    return shutil.disk_usage(disk).free


def _fill(ballast: Path, size: int) -> None:
    block = bytes(65_536)
    with suppress(OSError), ballast.open("wb") as file:  # a little less fits than is said to be free
        for _ in range(max(0, size) // len(block)):
            file.write(block)


if __name__ == "__main__":
    from peel_qa.environment import prepare_environment

    prepare_environment()
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]))))
