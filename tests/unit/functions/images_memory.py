"""Uploads five files of the largest size at once and prints the statuses and the most memory that was in use, in MB.

The kernel's VmHWM counts from this program's beginning. `ru_maxrss` would start with what the process that began it had
in use at that moment.
"""

import asyncio
import json
import sys
from pathlib import Path

import httpx

from tests.unit.functions.api_site import SITE
from tests.unit.functions.images_site import UPLOAD, ImagesSite
from tests.unit.images.world import ALICE, MAX_BYTES, jpeg


async def _upload(site: ImagesSite) -> list[int]:
    data = jpeg() + bytes(MAX_BYTES - len(jpeg()))
    files = {"file": ("photo.jpg", data, "image/jpeg")}
    transport = httpx.ASGITransport(app=site.application)
    async with httpx.AsyncClient(transport=transport, base_url=SITE) as client:
        requests = (
            client.post(UPLOAD, data={"bucket": "test"}, files=files, headers=site.headers(ALICE)) for _ in range(5)
        )
        return [response.status_code for response in await asyncio.gather(*requests)]


if __name__ == "__main__":
    statuses = asyncio.run(_upload(ImagesSite()))
    told = Path("/proc/self/status").read_text().split()
    peak = int(told[told.index("VmHWM:") + 1]) / 1024
    sys.stdout.write(json.dumps([statuses, peak]))
