"""What operators see of everybody's uploads, and what they may do to them."""
