"""What knows English: one lexicon, and what is read off words by it. What reads it abstains elsewhere."""
