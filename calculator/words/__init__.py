"""What the engine says, in the reader's language: reasons, notes, assumptions, rates, sellers."""
