"""What other price lists state, read as they state it: never converted, never averaged."""
