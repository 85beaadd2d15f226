"""Structured logs: one JSON object a line, with the function's name and the ids of the request (`tracing`) in each.

Rooms log through the standard library (`logging.getLogger(__name__)`); a function makes one logger here, and everything
under `curator` and `functions` then writes in its form. `LOG_LEVEL` sets the level.
"""

import logging

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.logging.utils import copy_config_to_registered_loggers

from curator.foundation.tracing import TraceFilter

PACKAGES = frozenset({"curator", "functions"})


def function_logger(name: str) -> Logger:
    """Return the logger of the function `name`, whose form all of our packages take over."""
    logger = Logger(service=name)
    for handler in logger.handlers:
        handler.addFilter(TraceFilter())
    for package in PACKAGES:
        logging.getLogger(package)
    copy_config_to_registered_loggers(source_logger=logger, include=set(PACKAGES))
    return logger
