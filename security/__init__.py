"""What is known against the packages that this is made with, and what it is made with."""
