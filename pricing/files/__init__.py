"""How hand-written files are read: strictly, every mistake told at its line in plain words."""
