"""`python -m formcheck`: the same as the command."""

from formcheck.cli import main

main()
