"""What calls take and give; one module for each family."""
