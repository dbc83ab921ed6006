"""The words that a person may edit: synonyms, text-speak, intents, follow-ups, areas, offices, forces."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from peel_qa.data import read_table, without_comments
from peel_qa.facts.areas import areas
from peel_qa.facts.forces import forces
from peel_qa.facts.people import roles
from peel_qa.search.plain import written_out
from peel_qa.search.question import frame
from peel_qa.search.vocabulary import Synonym, covers, defined_synonyms, expansions, restated, synonyms
from peel_qa.stems import phrase, stopwords, terms

GROUPS: list[list[str]] = read_table("peel_qa.search", "synonyms.toml")["groups"]
EXPECTS = {"", "names", "percentage", "amount", "count", "money", "duration", "date", "frequency"}


def test_no_group_of_synonyms_holds_one_phrase_twice() -> None:
    assert [group for group in GROUPS if len({words.casefold() for words in group}) < len(group)] == []


def test_every_synonym_has_a_stem() -> None:
    assert [words for group in GROUPS for words in group if not phrase(words)] == []


def test_every_group_says_more_than_one_thing() -> None:
    assert [group for group in GROUPS if len(set(map(phrase, group))) < 2] == []


def test_no_two_groups_are_the_same() -> None:
    sets = [frozenset(map(phrase, group)) for group in GROUPS]
    assert len(sets) == len(set(sets))


def test_the_longest_phrase_counts() -> None:
    """Emergency calls are not asked about in a question for non-emergency calls."""
    found = synonyms(terms("How are non-emergency calls answered?"))
    assert phrase("101") in {other for synonym in found for other in synonym.others}
    assert phrase("999") not in {other for synonym in found for other in synonym.others}
    assert any(phrase("999") in synonym.others for synonym in synonyms(terms("How are emergency calls answered?")))


def test_two_words_that_each_mean_something_are_a_mention_of_both() -> None:
    """Those who are short of detectives are under-resourced, and detectives are the criminal investigation department."""
    others = {other for synonym in synonyms(terms("Are they short of detectives?")) for other in synonym.others}
    assert {phrase("under-resourced"), phrase("CID"), phrase("too few detectives")} <= others
    small = {other for synonym in synonyms(terms("who has to go over it")) for other in synonym.others}
    assert phrase("more than") not in small


def test_a_group_speaks_once_for_its_longest_phrase() -> None:
    for question in ("fieldwork of the inspection", "Special Constabulary and special constables", "101 calls"):
        found = synonyms(terms(question))
        groups = [frozenset((synonym.own, *synonym.others)) for synonym in found]
        assert groups
        assert len(groups) == len(set(groups))


def test_a_phrase_of_a_group_brings_the_others() -> None:
    found = synonyms(terms("How many body cameras are there?"))
    assert {phrase("body-worn video"), phrase("BWV")} <= {other for synonym in found for other in synonym.others}
    assert "bwv" in expansions(terms("How many body cameras are there?"), found)
    assert synonyms(terms("Who is Ada Quill?")) == []
    assert expansions([], []) == []


def test_the_longest_phrase_of_a_group_is_taken() -> None:
    (found,) = [one for one in synonyms(terms("the police and crime commissioner")) if phrase("PCC") in one.others]
    assert found.own == phrase("police and crime commissioner")
    assert found.own not in found.others


def test_a_sentence_covers_a_word_with_a_whole_phrase_that_means_the_same() -> None:
    found = synonyms(terms("How many detectives are there?"))
    (detective,) = terms("detectives")
    assert covers(detective, found, set(terms("The criminal investigation department is full")))
    assert not covers(detective, found, set(terms("The criminal courts are full")))
    assert not covers("other", found, set(terms("criminal investigation department")))


def test_every_word_of_text_speak_is_a_word_and_means_another() -> None:
    table = read_table("peel_qa.search", "plain.toml")["words"]
    assert [word for word in table if not re.fullmatch(r"[a-z0-9]+", word)] == []
    assert [word for word, meaning in table.items() if written_out(meaning) != meaning] == []


def test_every_intent_has_patterns_that_compile() -> None:
    entries = read_table("peel_qa.search", "intents.toml")["intent"]
    assert len({entry["name"] for entry in entries}) > 10
    for entry in entries:
        assert entry.get("expects", "") in EXPECTS
        assert entry["patterns"]
        for pattern in entry["patterns"]:
            assert re.compile(pattern, re.IGNORECASE).search("") is None, (entry["name"], pattern)


@pytest.mark.parametrize(
    ("name", "lists"),
    [("intents.toml", ("grading",)), ("follow_ups.toml", ("",))],
)
def test_every_other_pattern_compiles_and_does_not_match_everything(name: str, lists: tuple[str, ...]) -> None:
    table = read_table("peel_qa.search", name)
    for key in lists:
        for entries in (table[key] if key else table).values():
            for pattern in entries:
                assert re.compile(pattern, re.IGNORECASE).search("") is None, pattern


@pytest.mark.parametrize("name", ["grades.toml", "names.toml", "voices.toml"])
def test_every_pattern_of_the_facts_compiles_and_matches_something(name: str) -> None:
    for key, entries in read_table("peel_qa.facts", name).items():
        assert len(entries) == len(set(entries)), key
        for pattern in entries:
            assert re.compile(pattern).search("") is None, pattern


def test_every_office_has_a_name_a_pattern_and_words_of_its_own() -> None:
    found = roles()
    assert len({role.name for role in found.values()}) == len(found)
    owners: dict[str, str] = {}
    for key, role in found.items():
        assert re.compile(rf"(?i:{role.pattern})").search("") is None
        assert role.words
        for words in role.words:
            assert words == words.lower().strip()
            assert owners.setdefault(words, key) == key, words


def test_every_area_has_a_name_of_its_own() -> None:
    assert len({area.name for area in areas().values()}) == len(areas())
    for area in areas().values():
        names = [phrase(name) for name in area.names]
        assert all(names), area.key


def test_every_force_has_names_that_are_not_its_own_already() -> None:
    for force in forces():
        assert len({name.lower() for name in force.names}) == len(force.names)
        assert force.short != force.name or force.name.startswith("Police ")


def test_words_that_frame_a_question_are_listed_once() -> None:
    listed = [word for line in without_comments("peel_qa.search", "frame.txt") for word in line.split()]
    assert len(listed) == len(set(listed))
    assert {stem for word in listed for stem in terms(word)} == frame()


def test_no_stop_word_is_a_question_word_or_a_negation() -> None:
    assert not stopwords() & {"not", "no", "never", "more", "less", "number", "grade", "grades"}
    assert all(word == word.lower() for word in stopwords())


def restated_as(text: str, holds: Callable[[str], bool]) -> str:
    return restated(text, synonyms(terms(text)), holds)


def test_a_question_is_restated_in_words_that_the_documents_hold() -> None:
    held = set(terms("officers body-worn video domestic abuse victims are"))
    assert restated_as("Do the cops wear body cams?", held.__contains__) == "Do the officers wear body-worn video?"
    assert restated_as("Do the officers wear body-worn video?", held.__contains__) == "Do the officers wear body-worn video?"
    assert restated_as("Do the cops wear body cams?", lambda term: False) == "Do the cops wear body cams?"
    assert restated_as("Who is Ada Quill?", held.__contains__) == "Who is Ada Quill?"


def test_an_abbreviation_that_documents_define_and_what_it_stands_for_mean_the_same() -> None:
    defined = ((phrase("FCR"), phrase("force crime registrar")),)
    asked = terms("Who is the force crime registrar?")
    found = defined_synonyms(asked, defined, [])
    assert found == [Synonym(phrase("force crime registrar"), (phrase("FCR"),))]
    assert covers("registrar", found, {"fcr"})
    assert defined_synonyms(terms("Who is the FCR?"), defined, []) == [Synonym(phrase("FCR"), (phrase("force crime registrar"),))]
    assert defined_synonyms(asked, defined, found) == []
    assert defined_synonyms(terms("Who is the registrar?"), defined, []) == []


def test_an_abbreviation_that_no_list_knows_is_not_restated() -> None:
    """What it stands for is known by its stems alone: "child sexual abuse" by no word to write."""
    known = Synonym(("xyz",), (("child", "sexual", "abus"),))
    assert restated("how many xyz cases", [known], lambda term: term != "xyz") == "how many xyz cases"
