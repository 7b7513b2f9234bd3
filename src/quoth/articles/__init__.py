"""What goes in: articles, how they are read, and how their text falls into sentences and page furniture."""

from quoth.articles.article import Article, Sentence, Unreadable
from quoth.articles.columns import Columns
from quoth.articles.notices import Notice
from quoth.articles.reading import read
from quoth.articles.sentences import segment

__all__ = ["Article", "Columns", "Notice", "Sentence", "Unreadable", "read", "segment"]
