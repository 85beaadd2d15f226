"""What a user fills upload forms with: titles, captions and categories, kept per source."""
