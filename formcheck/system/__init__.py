"""What has to do with the computer rather than with the stretch: processes, threads, files, memory, the log."""
