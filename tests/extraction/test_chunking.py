from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quoth.articles import segment
from quoth.extraction.chunking import Chunk, chunk
from quoth.tokens import count_tokens

SENTENCES = st.lists(st.integers(1, 40), min_size=0, max_size=30)


def written(lengths: list[int]) -> str:
    return "\n\n".join("The " + "envoy " * length + "left." for length in lengths)


@given(SENTENCES, st.integers(10, 300), st.integers(0, 4))
def test_every_sentence_is_in_exactly_one_chunk_in_order_and_under_budget(
    lengths: list[int], budget: int, context: int
) -> None:
    text = written(lengths)
    sentences = segment(text)
    chunks = chunk(text, sentences, budget, context)
    assert [number for part in chunks for number in part.own] == list(range(len(sentences)))
    assert [part.index for part in chunks] == list(range(len(chunks)))
    for part in chunks:
        size = sum(count_tokens(text[sentences[n].start : sentences[n].end]) + 4 for n in part.own)
        assert size <= budget or len(part.own) == 1
        assert part.context == tuple(range(max(0, part.own[0] - context), part.own[0]))


def test_what_fits_is_one_chunk() -> None:
    text = written([5] * 12)
    assert len(chunk(text, segment(text), 10_000)) == 1


def test_chunks_are_of_about_equal_length() -> None:
    text = written([10] * 21)
    sizes = [len(part.own) for part in chunk(text, segment(text), 160)]
    assert max(sizes) - min(sizes) <= 3


def test_halves_keep_index_and_context() -> None:
    halves = Chunk(3, (4, 5, 6, 7), (2, 3)).halves(2)
    assert halves == (Chunk(3, (4, 5), (2, 3)), Chunk(3, (6, 7), (4, 5)))
    assert Chunk(0, (1,)).halves(2) is None


def test_counting_tokens_is_monotonous_and_offline() -> None:
    assert count_tokens("") == 0
    assert count_tokens("The envoy left.") == 4
    assert count_tokens("internationalisation") > 1
    assert count_tokens("谈判破裂") >= 2
