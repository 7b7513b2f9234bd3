"""What goes in: articles, how they are read, and how their text falls into sentences and page furniture."""
