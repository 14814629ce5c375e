"""`python -m kg`: the command `celadon` without `serve`."""

from kg.cli import main

if __name__ == "__main__":
    main(prog_name="celadon")
