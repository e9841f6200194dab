"""What sessions take of the machine, as they tell it every minute."""
