"""What a category is called: with or without `Category:`, with blanks or underscores, it is the same."""

import re

CATEGORY_NAMESPACE = "Category:"
_PREFIX = re.compile(r"category *: *", re.IGNORECASE)  # a namespace is written in any case


def category_name(title: str) -> str:
    """Return a category's name without its namespace, with blanks for underscores."""
    name = title.replace("_", " ").strip()
    prefix = _PREFIX.match(name)
    return name[prefix.end() :].strip() if prefix else name


def category_title(title: str) -> str:
    """Return `Category:Name of it`, with blanks."""
    return CATEGORY_NAMESPACE + category_name(title)


def category_key(title: str) -> str:
    """Return the name as the database has it: with underscores, and its first letter in upper case."""
    name = category_name(title).replace(" ", "_")
    return name[:1].upper() + name[1:]
