"""The command: `formcheck`, or `python -m formcheck`."""

import sys


def main() -> None:
    """Run the command line; who stops it while it is still being loaded gets no traceback, either."""
    try:
        from formcheck.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(130)  # EXIT_STOPPED, which may not have been loaded yet


if __name__ == "__main__":  # the processes of a review of many videos import this, too
    main()
