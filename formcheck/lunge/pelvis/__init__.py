"""Sagittal pelvic tilt: its source, its value, its uncertainty."""
