"""Words of an article that are meant for a model and not for a reader."""
