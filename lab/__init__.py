"""The laboratory: drawn people with known angles, for samples, tests, fitting and benchmarks. Not installed."""
