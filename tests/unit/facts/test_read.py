from __future__ import annotations

from collections.abc import Callable

from peel_qa.facts.read import facts_version, read_facts
from peel_qa.facts.records import Facts
from peel_qa.records import Document

Read = Callable[..., Document]


def test_the_facts_of_all_documents_come_in_their_order(report: Read, news: Read) -> None:
    first = report(
        "# R\n\n## Investigating crime\n\nNorthmoor Police is good at investigating crime. It tackles child sexual exploitation (CSE).\n\n"
        "### Areas for improvement\n\n- The force should hire detectives.\n\n## Protecting vulnerable people\n\nIt does.\n",
        markdown=True,
    )
    second = news(
        "Inspectors rated the force.\nChief Constable Ada Quill said: “We agree.”\nThe force was rated good in preventing crime.\n"
    )
    facts = read_facts([first, second])
    assert [(grade.document, grade.area) for grade in facts.grades] == [(first.id, "investigating"), (second.id, "preventing")]
    assert [(fact.document, fact.area) for fact in facts.ungraded] == [(first.id, "vulnerable")]
    assert [(person.document, person.name) for person in facts.people] == [(second.id, "Ada Quill")]
    assert [(voice.document, voice.speaker) for voice in facts.voices] == [(second.id, "inspectorate"), (second.id, "Ada Quill")]
    assert [(finding.document, finding.area) for finding in facts.findings] == [(first.id, "investigating")]
    assert [(term.document, term.short) for term in facts.terms] == [(first.id, "CSE")]


def test_no_documents_hold_no_facts() -> None:
    assert read_facts([]) == Facts()


def test_the_version_of_the_rules_is_steady() -> None:
    assert facts_version() == facts_version()
    assert len(facts_version()) == 12
