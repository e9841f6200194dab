"""Money: what was spent on models, by whom; shared by gateway and hub."""
