"""The clinician's page: videos are dropped into it, watched, corrected and judged anew, and kept or not."""
