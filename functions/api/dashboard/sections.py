"""All parts of the dashboard's numbers."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import cache

from curator.operations.overview.attention import concerns
from functions.api.dashboard import operating, original, uploading
from functions.api.dashboard.guarding import DOWN, Reply, Section, guarded
from functions.api.services import Services

SECTIONS: Mapping[str, Section] = {
    "system": Section(show=original.system, when_down={}),
    "database": Section(show=original.database, when_down={**DOWN, "connection_ok": False}),
    "redis": Section(show=original.redis, when_down={**DOWN, "connected": False}),
    "celery": Section(show=original.celery, when_down=DOWN),
    "processing": Section(show=original.processing, when_down={}),
    "storage": Section(show=original.storage, when_down={}),
    "rate_limits": Section(show=original.rate_limits, when_down={}),
    "errors": Section(show=original.errors, when_down={}),
    "configuration": Section(show=original.configuration, when_down={}),
    "queues": Section(show=operating.queues, when_down=DOWN),
    "dead_letters": Section(show=operating.dead_letters, when_down=DOWN),
    "lanes": Section(show=uploading.lanes, when_down=DOWN),
    "uploads": Section(show=uploading.uploads, when_down=DOWN),
    "failures": Section(show=uploading.failures, when_down=DOWN),
    "functions": Section(show=operating.functions, when_down=DOWN),
    "connections": Section(show=operating.connections, when_down=DOWN),
    "callers": Section(show=operating.callers, when_down=DOWN),
    "settings": Section(show=operating.settings, when_down=DOWN),
}
"""The parts: first the nine that scripts know from the original, in its order."""


def all_sections(services: Services) -> Reply:
    """Return every part, and as the last one what of them somebody should look at."""
    once = replace(services, counted=cache(services.counted))  # several parts tell of it
    parts = {name: guarded(name, one.show, one.when_down, once) for name, one in SECTIONS.items()}
    return {**parts, "attention": [asdict(concern) for concern in concerns(parts)]}
