"""What a fresh process runs. It stands in a string because that process finds nothing of ours but a built function.

Lambda's interpreter has imported little more than this when it imports a handler, so nothing is imported here that is
not counted: `sys` and `builtins` are in every interpreter.
"""

BARE = "pass"
YARDSTICK = "import sys\nsys.path[:0] = {path!r}\nimport botocore.session\n"
START = "import sys\nsys.path[:0] = {path!r}\nimport {module}\n"
CLIENT = "from curator.foundation import aws\naws.dynamodb()\n"
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

from curator.foundation import aws
aws.dynamodb(), aws.sqs(), aws.s3(), aws.secrets_manager(), aws.connections("https://example.org")
'''
