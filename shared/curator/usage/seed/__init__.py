"""A small invented world to try things on: five organisations, nine repositories, eight packages, nine dependencies."""
