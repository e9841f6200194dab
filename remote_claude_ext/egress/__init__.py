"""Who may leave by the egress proxy, and the record of who did."""
