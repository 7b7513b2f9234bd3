"""A page on which a person corrects predictions, or labels from nothing; what they decide is gold."""
