"""Brings the template onto the emulator, adds what is left out there, and proves that nothing is missing."""
