"""What a fresh process runs. It stands in a string because that process finds nothing of ours but a built function.

Lambda's interpreter has imported little more than this when it imports a handler, so nothing is imported here that is
not counted: `sys` and `builtins` are in every interpreter.
"""

BARE = "pass"
YARDSTICK = "import sys\nsys.path[:0] = {path!r}\nimport botocore.session\n"
START = "import sys\nsys.path[:0] = {path!r}\nimport {module}\n"
CLIENT = "from curator.foundation import aws\naws.dynamodb()\n"

# What each function makes when its commonest first event comes, so that nothing hides behind an import that is late.
# Their work needs a network, so it is not begun; but the api can say without one that it does not know somebody.
EVENTS = {
    "api": """
from functions.api.app import _adapter
_adapter({
    "version": "2.0", "routeKey": "$default", "rawPath": "/auth/whoami", "rawQueryString": "",
    "headers": {"host": "example.org"}, "isBase64Encoded": False,
    "requestContext": {"stage": "$default", "requestId": "1", "http": {
        "method": "GET", "path": "/auth/whoami", "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1"}},
}, None)
""",
    "websocket": """
from functions.websocket.wiring import services
from curator.realtime.protocol import OfBatch
services(), OfBatch(data=7)
""",
    "broadcaster": "from functions.broadcaster.wiring import broadcaster\nbroadcaster()\n",
    "fetcher": "from functions.fetcher.wiring import fetcher\nfetcher()\n",
    "pacer": "from functions.pacer.app import _pacer\n_pacer()\n",
    "uploader": "from functions.uploader.app import _worker\n_worker()\n",
    "resizer": "from functions.resizer.app import _processor\n_processor()\n",
    "scanner": "from functions.scanner.app import _scanner\n_scanner()\n",
    "janitor": "from functions.janitor.runs import LANES, RUNS\nRUNS[LANES]()\n",
    "replayer": """
from curator.operations.dead_letters import wiring as letters
from curator.operations.replays import wiring as replays
letters.sources(), letters.letter_store(), replays.automatic_replays(), replays.replay_store()
""",
}
COUNT = "print(*sorted(sys.modules))\n"

# Loads what stands inside functions of every module of ours, until nothing new is found, and makes all AWS clients.
EAGERLY = '''
import ast, importlib, inspect

def late_imports(module):
    """Return the (module, name) pairs that a module's functions import."""
    found = []
    for outer in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(outer, (ast.FunctionDef, ast.AsyncFunctionDef)):
            for node in ast.walk(outer):
                if isinstance(node, ast.Import):
                    found += [(one.name, None) for one in node.names]
                elif isinstance(node, ast.ImportFrom):
                    found += [(node.module, one.name) for one in node.names]
    return found

seen = set()
while ours := [name for name in sys.modules if name.partition(".")[0] in ("curator", "functions") and name not in seen]:
    seen.update(ours)
    for name in ours:
        has_source = getattr(sys.modules[name], "__file__", None)
        for module, attribute in late_imports(sys.modules[name]) if has_source else ():
            loaded = importlib.import_module(module)
            if attribute is not None and not hasattr(loaded, attribute):
                importlib.import_module(module + "." + attribute)

api = sys.modules.get("functions.api.app")
for route in api.application.routes if api else ():
    route.dependant  # reads the route: see functions/api/late.py

from curator.foundation import aws
aws.dynamodb(), aws.sqs(), aws.s3(), aws.secrets_manager(), aws.connections("https://example.org")
'''
