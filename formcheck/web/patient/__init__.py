"""The patient, live."""
