"""The pages that are read, printed and sent on: of one review, of many, of progress, of a validation."""
