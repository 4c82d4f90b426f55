"""The results of one review on disk: summary, tables, series, poses, exports."""
