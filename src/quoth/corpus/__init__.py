"""Many articles read together: who is the same actor, and which targets mean the same."""

from quoth.corpus.groups import Corpus, Group

__all__ = ["Corpus", "Group"]
