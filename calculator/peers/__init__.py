"""Our price book beside other price lists: each difference with its cause, none averaged."""
