"""Text-speak and shorthand are written out; what only looks like it stays."""

from __future__ import annotations

import pytest

from peel_qa.search.plain import written_out


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("did they bother keeping victims informed", "did they keeping victims informed"),
        ("do officers ever bother to record it", "do officers record it"),
        ("How many w/o in-date vetting, Mar 2019?", "How many without in-date vetting, March 2019?"),
        ("YE 31 Dec 2023: U18 searches", "year ending 31 December 2023: under 18 searches"),
        ("999 answered, YE Jun 2024, Nat'l", "999 answered, year ending June 2024, national"),
        ("N'hood abstraction, Mar-May 2024", "neighbourhood abstraction, March-May 2024"),
        ("budget 23/24 and FY24/25", "budget 2023/24 and 2024/25"),
        ("PEEL 21/22 and PEEL 23-25", "PEEL 2021/22 and PEEL 2023-25"),
        ("in '24, Sept. 2019 v Oct 2021", "in 2024, September 2019 v October 2021"),
        ("list the areas that are good, i'm doing homework", "list the areas that are good"),
        ("who got the second-worst mark", "who got the requires improvement grade"),
        ("w/ AA present, who is CC", "with AA present, who is chief constable"),
        ("VfM and org management", "value for money and organisational management"),
    ],
)
def test_shorthand_is_written_out(text: str, full: str) -> None:
    assert written_out(text) == full


@pytest.mark.parametrize(
    "text",
    [
        "are they bothered about children",
        "14/66 cases",
        "8/10",
        "24/7 cover",
        "12/24 hours",
        "£23/24",
        "you may 2 things",
        "the jan report",
        "is CCTV used",
        "DCC and ACC",
        "oct",
    ],
)
def test_what_only_looks_like_shorthand_stays(text: str) -> None:
    assert written_out(text) == text
