"""Since when letters lie unread in a queue, so that its alarm gets to see them too."""
