"""`python -m adapters` is the `career` command, for where the script is not on the path."""

from adapters.cli import main

if __name__ == "__main__":
    main()
