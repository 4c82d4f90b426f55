"""`python -m formcheck`: the same as the command."""

from formcheck.cli import main

if __name__ == "__main__":  # the processes of a review of many videos import this, too
    main()
