"""What the best results share lifts the others that share it."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from search.analysis import words
from search.relevance_feedback import GIST_WORDS, MOST, gist, lifts


@dataclass
class Words:
    """A vocabulary in which every word is as rare as every other."""

    number: int = 100
    era: str = "the only one"

    def entries(self):
        return self.number

    def holding(self, stems):
        return dict.fromkeys(stems, 3)


def gists(*texts):
    return {n: gist([words(text), [], [], [], []]) for n, text in enumerate(texts, start=1)}


def test_a_record_that_shares_the_words_of_the_best_is_lifted_most():
    scores = {1: 3.0, 2: 2.9, 3: 1.0, 4: 1.0}
    found = lifts(
        scores,
        gists("catheter night visits", "catheter visits", "night visits", "payroll printing"),
        Words(),
    )

    assert found[3] > found[4]
    assert max(found.values()) == 1 + MOST


def test_a_new_era_of_the_index_is_learnt_anew():
    rare = {"bed:1": 1, "ward:1": 90}

    @dataclass
    class Counted(Words):
        held: dict = None

        def holding(self, stems):
            return {one: self.held[f"{one}:1"] for one in stems}

    told = {1: "bed:1 ward:1", 2: "bed:1", 3: "ward:1"}
    scores = dict.fromkeys(told, 1.0)
    first = lifts(scores, told, Counted(era="first", held=rare))
    second = lifts(scores, told, Counted(era="second", held={"bed:1": 90, "ward:1": 1}))

    assert first[2] > first[3]
    assert second[3] > second[2]


def test_one_result_has_nothing_to_be_compared_with():
    assert lifts({1: 2.0}, gists("beds"), Words()) == {1: 1.0}


def test_a_record_without_words_stays_where_it_is():
    found = lifts({1: 2.0, 2: 1.0, 3: 0.5}, {1: "bed:3", 2: "", 3: "bed:1"}, Words())

    assert found[2] == 1.0


def test_a_gist_leaves_out_what_says_nothing_and_counts_the_title_most():
    told = gist([["the", "beds"], [], ["rxx", "trust"], ["wards", "wards", "2024"], []])

    assert told == "bed:3 ward:2"


def test_a_gist_is_short_however_long_the_record():
    every = [f"{chr(97 + n // 26)}{chr(97 + n % 26)}x" for n in range(300)]

    assert len(gist([[], [], [], every, []]).split()) == GIST_WORDS


@given(
    st.lists(
        st.tuples(
            st.floats(0.001, 50), st.lists(st.sampled_from(["bed", "ward", "shift", "nurse"]))
        ),
        min_size=1,
        max_size=20,
    )
)
def test_nothing_is_lifted_beyond_the_bound_or_falls(records):
    ordered = sorted(records, key=lambda one: -one[0])
    scores = {n: score for n, (score, _) in enumerate(ordered)}
    told = {n: gist([found, [], [], [], []]) for n, (_, found) in enumerate(ordered)}

    assert all(1 <= value <= 1 + MOST + 1e-9 for value in lifts(scores, told, Words()).values())
