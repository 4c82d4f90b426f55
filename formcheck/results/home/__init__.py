"""The loop with home: the plan a clinician gives along, and the numbers of practice that come back."""
