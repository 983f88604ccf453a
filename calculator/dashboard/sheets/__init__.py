"""What the page of price sheets shows: all prices, one offer opened up, changes, and two lists."""
