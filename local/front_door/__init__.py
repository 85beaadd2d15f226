"""One address for everything a browser asks, with API Gateway's limits, which the emulator does not hold."""
