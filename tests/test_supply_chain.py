"""Pins, advisories and the bill of materials: complete, current, and failing when they are not."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from security.audit import OLDEST_DAYS, findings, main, pinned, read, unpinned
from security.sbom import bill

ROOT = Path(__file__).resolve().parents[1]
TODAY = date(2026, 11, 26)
ADVISORY = {"id": "CVE-1", "package": "Some_Package", "affected": "<2", "summary": "It leaks."}
EXCUSE = {"id": "CVE-1", "since": TODAY, "until": TODAY + timedelta(days=9), "reason": "The part that leaks is never loaded here."}


@pytest.fixture(scope="module")
def pins() -> dict[str, str]:
    return pinned((ROOT / "constraints.txt").read_text(encoding="utf-8"))


def test_every_package_that_is_needed_is_pinned_as_it_is_installed(pins: dict[str, str]) -> None:
    assert len(pins) > 100
    assert unpinned("peel-qa", pins) == []


def test_a_package_without_a_pin_or_with_another_is_named(pins: dict[str, str]) -> None:
    assert unpinned("peel-qa", {name: number for name, number in pins.items() if name != "numpy"}) == [
        f"numpy {pins['numpy']} is installed, and pinned is no version"
    ]
    assert len(unpinned("peel-qa", {**pins, "tokenizers": "0.0.1"})) == 1


@pytest.mark.parametrize("line", ["numpy>=1", "numpy", "numpy=="])
def test_what_pins_nothing_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="pins no version"):
        pinned(f"# a comment\n{line}\n")


def test_the_audit_passes_as_of_the_list() -> None:
    as_of = read("advisories.toml")["as_of"]
    pins = pinned((ROOT / "constraints.txt").read_text(encoding="utf-8"))
    assert findings(pins, read("advisories.toml"), read("accepted.toml"), as_of) == []


@pytest.mark.parametrize(
    ("pin", "excuses", "today", "told"),
    [
        ("2.0", [], TODAY, ""),
        ("1.9", [], TODAY, "Some_Package 1.9: CVE-1, It leaks."),
        ("1.9", [EXCUSE], TODAY, ""),
        ("1.9", [EXCUSE], TODAY + timedelta(days=10), "was accepted until 2026-12-05"),
        ("2.0", [EXCUSE], TODAY, "reaches nothing any more"),
        ("1.9", [EXCUSE | {"reason": "ok"}], TODAY, "without a reason"),
        ("2.0", [], TODAY + timedelta(days=OLDEST_DAYS + 1), "days old"),
    ],
)
def test_what_stops_it(pin: str, excuses: list[dict[str, Any]], today: date, told: str) -> None:
    found = findings({"some-package": pin}, {"as_of": TODAY, "advisory": [ADVISORY]}, {"accepted": excuses}, today)
    assert [told in line for line in found] == ([True] if told else [])


def test_accepted_advisories_stand_in_the_document_with_their_days() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    for each in read("accepted.toml")["accepted"]:
        assert each["id"] in text
        assert f"{each['until']}" in text


def test_the_audit_says_what_it_looked_at(capsys: pytest.CaptureFixture[str]) -> None:
    if date.today() > read("advisories.toml")["as_of"] + timedelta(days=OLDEST_DAYS):
        pytest.skip("the list is too old by now, which `make check` says")
    assert main() == 0
    assert "pinned packages" in capsys.readouterr().out


def test_the_bill_names_every_package_and_the_weights_with_their_hash(pins: dict[str, str]) -> None:
    found = bill(list(pins))
    named = {component["name"]: component for component in found["components"]}
    assert {"chromadb", "gradio", "torch", "numpy"} <= named.keys()
    assert named["chromadb"]["version"] == pins["chromadb"]
    references = {component["bom-ref"] for component in found["components"]}
    assert all(set(each["dependsOn"]) <= references for each in found["dependencies"])
    models = [component for component in found["components"] if component["type"] == "machine-learning-model"]
    assert len(models) >= 2
    ours = next((ROOT / "peel_qa" / "reading" / "model").glob("*.onnx"), None)
    if ours is not None:
        assert hashlib.sha256(ours.read_bytes()).hexdigest() in {model["hashes"][0]["content"] for model in models}
