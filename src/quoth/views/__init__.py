"""What a person looks at: a run or a record, laid out to be read."""
