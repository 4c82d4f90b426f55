"""Visit after visit: what is kept of each patient, and what has changed."""
