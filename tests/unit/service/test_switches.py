"""The switch that closes the page: at once, with the operator's words, for every process."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from stub_engine import StubEngine, desk_over

from peel_qa.errors import SettingsError
from peel_qa.service.desk import Refused
from peel_qa.service.switches import CLOSED, SERVICE, Switches


def test_off_and_on_again(tmp_path: Path) -> None:
    switches = Switches(tmp_path / "switches")
    assert switches.reason(SERVICE) is None
    switches.turn_off(SERVICE, "Under repair\x1b[31m until\nnoon. " + "x" * 1000)
    reason = Switches(tmp_path / "switches").reason(SERVICE)
    assert reason is not None
    assert reason.startswith("Under repair")
    assert "\x1b" not in reason
    assert len(reason) == 300
    switches.turn_off(SERVICE)
    assert switches.reason(SERVICE) == CLOSED
    switches.turn_on(SERVICE)
    switches.turn_on(SERVICE)
    assert switches.reason(SERVICE) is None


def test_a_switch_that_cannot_be_read_is_off_and_one_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "service.off").mkdir()
    assert Switches(tmp_path).reason(SERVICE) == CLOSED
    with pytest.raises(SettingsError, match=r"no switch '\.\./x'"):
        Switches(tmp_path).reason("../x")


def test_a_closed_desk_answers_nobody(tmp_path: Path) -> None:
    engine = StubEngine(switches=tmp_path)
    desk = desk_over(engine)
    request = desk.read("How many?")
    desk.switches.turn_off(SERVICE, "Back at noon.")
    with pytest.raises(Refused, match="Back at noon") as told:
        asyncio.run(desk.ask(request))
    assert (told.value.reason, told.value.status) == ("closed", 503)
    assert engine.asked == []
    desk.switches.turn_on(SERVICE)
    assert asyncio.run(desk.ask(request)).status == "answered"
