"""The lower half of the page of bills: two offers side by side, and quality beside cost."""
