"""`python -m heartlint`."""

from heartlint.cli import run

if __name__ == "__main__":
    run()
