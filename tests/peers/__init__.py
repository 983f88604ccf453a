"""The same requests priced by us and by others, and who is right where the sums differ."""
