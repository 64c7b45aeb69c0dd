"""People, couples, linking, sealing, mail, export and erasure."""
