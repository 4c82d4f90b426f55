"""The clinician's page: videos are dropped into it, watched, corrected and judged again, and kept or not."""
