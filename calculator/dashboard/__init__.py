"""The pages of the dashboard, one file each; only `app.py` imports them."""
