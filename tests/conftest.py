"""What all tests share.

Credentials for AWS clients that must never reach AWS, metrics that allow no mistake, and searches for counterexamples
that a busy machine does not break.
"""

import os
from functools import cache

import httpx
from httpx._transports import default as connecting
from hypothesis import HealthCheck, settings

from curator.foundation.metrics import metrics

os.environ.update(
    AWS_ACCESS_KEY_ID="test",
    AWS_SECRET_ACCESS_KEY="test",
    AWS_DEFAULT_REGION="eu-central-1",
    AWS_EC2_METADATA_DISABLED="true",
)

metrics.strict = True

# The same examples each time, so that a change is judged by what it changed; `make search` looks for new ones.
settings.register_profile(
    "curator", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True, derandomize=True
)
settings.register_profile("search", settings.get_profile("curator"), derandomize=False)
settings.load_profile("curator")

# Every client would read the list of all certificate authorities, which takes longer than most tests.
vars(connecting).update(create_ssl_context=cache(httpx.create_ssl_context))
