"""What all tests share: credentials for AWS clients that must never reach AWS, and metrics that allow no mistake."""

import os

from curator.foundation.metrics import metrics

os.environ.update(
    AWS_ACCESS_KEY_ID="test",
    AWS_SECRET_ACCESS_KEY="test",
    AWS_DEFAULT_REGION="eu-central-1",
    AWS_EC2_METADATA_DISABLED="true",
)

metrics.strict = True
