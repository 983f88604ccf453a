"""`python -m calculator` is `tokenfare`."""

from calculator.cli import main

main()
