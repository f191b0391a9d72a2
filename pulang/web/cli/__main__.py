"""`python -m pulang.web.cli`."""

from pulang.web.cli import main

main()
