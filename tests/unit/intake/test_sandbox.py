"""Reading in a process of its own: what goes wrong there costs one line here."""

from __future__ import annotations

import os
import time
from pathlib import Path

import documents
import pytest

from peel_qa.corpus.readers.reading import Unreadable
from peel_qa.intake import sandbox
from peel_qa.intake.sandbox import Limits, read_apart, unpack_apart

LIMITS = Limits(20_000_000, 60, 2_000)


def child_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, does: str) -> None:
    """Put a program in the child's place that sets the child's limits, then misbehaves."""
    package = tmp_path / "code" / "peel_qa" / "intake"
    package.mkdir(parents=True)
    (package.parent / "__init__.py").touch()
    (package / "__init__.py").touch()
    real = (sandbox._CODE / "peel_qa" / "intake" / "child.py").read_text(encoding="utf-8")
    body = "\n".join(f"    {line}" for line in does.splitlines())
    (package / "child.py").write_text(real.replace('    form = form_of(path, request["content_type"])', f"    import os, time\n{body}"))
    for name in ("corpus", "errors.py", "text.py", "environment.py", "records.py", "data.py", "dates.py"):
        (package.parent / name).symlink_to(sandbox._CODE / "peel_qa" / name)
    monkeypatch.setattr(sandbox, "_CODE", tmp_path / "code")
    monkeypatch.setattr(sandbox, "_GRACE_S", 0.5)
    monkeypatch.setenv("PYTHONPATH", "")
    for name in [name for name in os.environ if name.startswith("COV")]:
        monkeypatch.delenv(name)  # this child is no code of ours


def read(path: Path, limits: Limits = LIMITS) -> sandbox.Read:
    return read_apart(path, path.stem, "", "", {}, limits)


def test_a_file_comes_back_as_markdown_with_proposals(tmp_path: Path) -> None:
    outcome = read(documents.write_pdf(tmp_path / "a.pdf"))
    assert (outcome.form, outcome.pages) == ("pdf", 5)
    assert outcome.markdown.startswith(f"# {documents.TITLE}\n")
    assert {proposal.key: proposal.value for proposal in outcome.proposals}["force"] == documents.FORCE


def test_a_broken_file_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 and nothing")
    with pytest.raises(Unreadable) as caught:
        read(tmp_path / "a.pdf")
    assert caught.value.problem.startswith("is broken")
    assert caught.value.remedy


def test_bad_front_matter_names_its_line_and_not_the_scratch_file(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\nid: a\nid: b\n---\n\n# T\n\nText.\n", encoding="utf-8")
    with pytest.raises(Unreadable) as caught:
        read(tmp_path / "a.md")
    assert "'id' stands twice" in caught.value.problem
    assert str(tmp_path) not in caught.value.problem


@pytest.mark.parametrize(
    ("does", "problem"),
    [
        ("while True: pass", "takes more than 1 seconds"),
        ("time.sleep(60)", "takes more than 1 seconds"),
        ("x = [b'0' * 10_000_000 for _ in range(1000)]", "needs more than 300 MB of memory"),
        ("os.abort()", "breaks its reader"),
        ("os.kill(os.getpid(), 11)", "breaks its reader"),
        ("os._exit(0)", "breaks its reader"),
        ("raise ValueError('a fault of ours')", "breaks its reader"),
        ("f = lambda: f()\nf()", "nested too deep"),
    ],
)
def test_whatever_a_reader_does_costs_one_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, does: str, problem: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(documents.TEXT, encoding="utf-8")
    child_that(tmp_path, monkeypatch, does)
    with pytest.raises(Unreadable) as caught:
        read(path, Limits(1_000_000, 1 if "seconds" in problem else 30, 300))
    assert problem in caught.value.problem
    assert caught.value.remedy


def test_what_a_reader_started_ends_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text(documents.TEXT, encoding="utf-8")
    mark = tmp_path / "pid"
    child_that(
        tmp_path,
        monkeypatch,
        f"import subprocess\nopen({str(mark)!r}, 'w').write(str(subprocess.Popen(['sleep', '60']).pid))\ntime.sleep(60)",
    )
    with pytest.raises(Unreadable):
        read(path, Limits(1_000_000, 2, 2000))
    pid = int(mark.read_text())
    deadline = time.monotonic() + 10
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_alive(pid)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def test_the_child_sees_no_secrets_and_no_way_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SOME_API_KEY", "secret")
    environment = sandbox._environment(str(tmp_path))
    assert "SOME_API_KEY" not in environment
    assert environment["https_proxy"] == "http://127.0.0.1:9"


def test_a_zip_is_unpacked_within_limits(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    archive = documents.write_zip(
        tmp_path / "a.zip",
        {
            "../../escape.txt": b"words",
            "/root.txt": b"more",
            "in/side.md": b"# T",
            "__MACOSX/x": b"",
            ".hidden": b"",
            "big.txt": b"0" * 3000,
        },
    )
    members = unpack_apart(archive, folder, Limits(2000, 60, 2000))
    told = {member.name: (Path(member.path).read_bytes() if member.path else member.problem) for member in members}
    assert told == {
        "../../escape.txt": b"words",
        "/root.txt": b"more",
        "big.txt": "unpacks to more than the 2,000 bytes allowed",
        "in/side.md": b"# T",
    }
    assert sorted(path.parent for path in tmp_path.rglob("*.txt")) == [folder, folder]
    assert not (tmp_path.parent / "escape.txt").exists()


def test_a_bomb_does_not_go_off(tmp_path: Path) -> None:
    (tmp_path / "bomb.zip").write_bytes(documents.bomb(200_000_000))
    folder = tmp_path / "out"
    folder.mkdir()
    (member,) = unpack_apart(tmp_path / "bomb.zip", folder, Limits(1_000_000, 60, 2000))
    assert member.problem == "unpacks to more than the 1,000,000 bytes allowed"
    assert sum(path.stat().st_size for path in folder.iterdir()) == 0


def test_an_archive_without_documents_says_so(tmp_path: Path) -> None:
    (member,) = unpack_apart(documents.write_zip(tmp_path / "a.zip", {"__MACOSX/a": b"x"}), tmp_path, LIMITS)
    assert member.problem == "is an archive without a document"


def test_an_encrypted_member_says_so(tmp_path: Path) -> None:
    path = documents.write_zip(tmp_path / "a.zip", {"a.txt": b"words"})
    raw = bytearray(path.read_bytes())
    for start in (raw.index(b"PK\x03\x04") + 6, raw.index(b"PK\x01\x02") + 8):
        raw[start] |= 1  # the flag that says so
    path.write_bytes(raw)
    (member,) = unpack_apart(path, tmp_path, LIMITS)
    assert member.problem == "is encrypted: it needs a password"


def test_no_process_is_left(tmp_path: Path) -> None:
    before = set(Path("/proc").iterdir())
    read(documents.write_word(tmp_path / "a.docx"))
    left = [path.name for path in set(Path("/proc").iterdir()) - before if path.name.isdecimal() and _is_ours(path.name)]
    assert left == []


def _is_ours(pid: str) -> bool:
    try:
        return (
            b"peel_qa.intake.child" in Path(f"/proc/{pid}/cmdline").read_bytes()
            and f" {os.getpid()} " in Path(f"/proc/{pid}/stat").read_text()
        )
    except OSError:
        return False


@pytest.mark.parametrize("damage", [slice(0, 30), slice(0, -30)])
def test_a_broken_archive_costs_one_error(tmp_path: Path, damage: slice) -> None:
    path = documents.write_zip(tmp_path / "a.zip", {"a.txt": b"some words", "b.txt": b"more words"})
    path.write_bytes(path.read_bytes()[damage])
    try:
        (member,) = unpack_apart(path, tmp_path, LIMITS)
    except Unreadable as error:
        problem = error.problem
    else:
        problem = member.problem
    assert problem.startswith("is broken")


def test_a_member_whose_bytes_are_damaged_costs_itself_only(tmp_path: Path) -> None:
    path = documents.write_zip(tmp_path / "a.zip", {"a.txt": b"some words " * 50, "b.txt": b"more words"})
    raw = bytearray(path.read_bytes())
    start = raw.index(b"a.txt") + 5
    raw[start : start + 8] = b"\xff" * 8
    path.write_bytes(raw)
    folder = tmp_path / "out"
    folder.mkdir()
    first, second = unpack_apart(path, folder, LIMITS)
    assert first.problem.startswith("is broken")
    assert Path(second.path).read_bytes() == b"more words"
