"""`python -m formcheck.cli`: the same as the command."""

from formcheck.cli import main

if __name__ == "__main__":
    main()
