"""Many articles: the run folder, the ledger, resuming, and the place where articles and models meet."""
