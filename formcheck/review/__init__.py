"""Recorded videos judged for the clinic: tables, summary, report."""
