"""Least privilege: a role per function, and nothing in it that the function does not use."""

import pytest

from tests.template.stack import actions_on, environment, functions, load, properties, referred, statements

# Actions that AWS lets nobody limit to a resource, with the page that says so.
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
WITHOUT_RESOURCE = frozenset({"cloudwatch:GetMetricData", "dynamodb:ListStreams"})

TABLES = {
    "UPLOADS_TABLE": "UploadsTable",
    "IDENTITY_TABLE": "IdentityTable",
    "REALTIME_TABLE": "RealtimeTable",
    "CATEGORIES_TABLE": "CategoriesTable",
    "IMAGES_TABLE": "ImagesTable",
    "OPERATIONS_TABLE": "OperationsTable",
    "USAGE_TABLE": "UsageTable",
}
BUCKETS = {
    "INCOMING_BUCKET": "IncomingBucket",
    "ORIGINALS_BUCKET": "OriginalsBucket",
    "VARIANTS_BUCKET": "VariantsBucket",
}
QUEUES = {
    "LANES_QUEUE_URL": "LanesQueue",
    "UPLOADS_QUEUE_URL": "UploadsQueue",
    "FETCHES_QUEUE_URL": "FetchesQueue",
    "IMAGES_QUEUE_URL": "ImagesQueue",
    "SCANS_QUEUE_URL": "ScansQueue",
    "REPLAYS_QUEUE_URL": "ReplaysQueue",
    "LANES_DEAD_LETTER_QUEUE_URL": "LanesDeadLetterQueue",
    "UPLOADS_DEAD_LETTER_QUEUE_URL": "UploadsDeadLetterQueue",
    "FETCHES_DEAD_LETTER_QUEUE_URL": "FetchesDeadLetterQueue",
    "IMAGES_DEAD_LETTER_QUEUE_URL": "ImagesDeadLetterQueue",
    "SCANS_DEAD_LETTER_QUEUE_URL": "ScansDeadLetterQueue",
    "BROADCASTER_DEAD_LETTER_QUEUE_URL": "BroadcasterDeadLetterQueue",
    "JANITOR_DEAD_LETTER_QUEUE_URL": "JanitorDeadLetterQueue",
    "REPLAYS_DEAD_LETTER_QUEUE_URL": "ReplaysDeadLetterQueue",
}
SECRETS = {
    "EDGE_SECRET_ID": "EdgeSecret",
    "OAUTH_CONSUMER_SECRET_ID": "OAuthSecret",
    "TOKEN_KEY_SECRET_ID": "TokenKeySecret",
    "MAPILLARY_SECRET_ID": "MapillarySecret",
    "FLICKR_SECRET_ID": "FlickrSecret",
    "WCQS_SECRET_ID": "WcqsSecret",
    "DEVELOPMENT_SECRET_ID": "DevelopmentSecret",
    "COMMONS_DB_SECRET_ID": "CommonsDbSecret",
    "JWT_SECRET_ID": "JwtSecret",
    "PROVIDERS_SECRET_ID": "ProvidersSecret",
}

OWN_KEYS = {"websocket": {"LIMIT#*", "TICKET#*"}}  # what a function may write in the identity table
SENDING = {"sqs:SendMessage"}
CONSUMING = {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"}
CONSUMERS = {
    "LanesQueue": "pacer",
    "UploadsQueue": "uploader",
    "FetchesQueue": "fetcher",
    "ImagesQueue": "resizer",
    "ScansQueue": "scanner",
    "ReplaysQueue": "replayer",
}
OF_LAMBDA = {"broadcaster": {"BroadcasterDeadLetterQueue"}, "janitor": {"JanitorDeadLetterQueue"}}
"""Where Lambda itself sends what a function failed at, in the name of the function's role."""

SENDERS = {
    "LanesQueue": {"api", "websocket", "pacer", "janitor", "replayer"},
    "UploadsQueue": {"pacer", "uploader", "janitor"},
    "FetchesQueue": {"websocket", "fetcher", "replayer"},
    "ImagesQueue": {"janitor", "replayer"},  # and S3
    "ImagesDeadLetterQueue": set[str](),  # SQS itself
    "ScansQueue": {"api", "scanner", "janitor", "replayer"},
    "ReplaysQueue": {"api", "replayer"},
    "ScansDeadLetterQueue": {"scanner"},  # tasks that have used up their attempts
    "BroadcasterDeadLetterQueue": {"broadcaster"},
    "JanitorDeadLetterQueue": {"janitor"},
    "ReplaysDeadLetterQueue": {"replayer"},
}


def test_no_function_shares_a_role_and_no_role_is_left_over() -> None:
    used = [referred(properties(function)["Role"]) for function in functions()]
    assert used == [{f"{function.title()}Role"} for function in functions()]
    assert load().of_type("AWS::IAM::Role").keys() == {f"{function.title()}Role" for function in functions()}


@pytest.mark.parametrize("function", functions())
class TestEveryRole:
    def test_names_its_resources(self, function: str) -> None:
        wide = {action for one in statements(function) if not referred(one["Resource"]) for action in one["Action"]}
        assert wide <= WITHOUT_RESOURCE

    def test_writes_its_own_log_only(self, function: str) -> None:
        logging = [one for one in statements(function) if any(action.startswith("logs:") for action in one["Action"])]
        assert [referred(one["Resource"]) for one in logging] == [{f"{function.title()}LogGroup"}]

    def test_reaches_the_tables_it_is_told_of(self, function: str) -> None:
        told = {table for variable, table in TABLES.items() if variable in environment(function)}
        ways_in = {"dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:UpdateItem"}
        assert {table for table in TABLES.values() if ways_in & actions_on(function, table)} == told

    def test_uses_the_queues_it_is_told_of(self, function: str) -> None:
        told = {queue for variable, queue in QUEUES.items() if variable in environment(function)}
        own = OF_LAMBDA.get(function, set())
        assert {queue for queue in QUEUES.values() if actions_on(function, queue)} == told | own

    def test_sends_to_the_queues_it_has_work_for(self, function: str) -> None:
        sent = {queue for queue in QUEUES.values() if actions_on(function, queue) & SENDING}
        assert sent == {queue for queue, senders in SENDERS.items() if function in senders}

    def test_receives_from_its_own_queue_only(self, function: str) -> None:
        received = {queue for queue in QUEUES.values() if actions_on(function, queue) >= CONSUMING}
        assert received == {queue for queue, consumer in CONSUMERS.items() if consumer == function}

    def test_reaches_the_buckets_it_is_told_of(self, function: str) -> None:
        told = {bucket for variable, bucket in BUCKETS.items() if variable in environment(function)}
        assert {bucket for bucket in BUCKETS.values() if actions_on(function, bucket)} == told

    def test_reads_the_secrets_it_is_told_of(self, function: str) -> None:
        told = {secret for variable, secret in SECRETS.items() if variable in environment(function)}
        assert {secret for secret in SECRETS.values() if actions_on(function, secret)} == told

    def test_posts_to_connections_if_it_is_told_where(self, function: str) -> None:
        posting = "execute-api:ManageConnections" in actions_on(function, "WebSocketApi")
        assert posting == ("WEBSOCKET_ENDPOINT" in environment(function))


@pytest.mark.parametrize("function", sorted(set(functions()) - {"api"}))
def test_only_the_api_changes_sessions(function: str) -> None:
    """Others may write what belongs to them, under partition keys that no session has."""
    for one in statements(function):
        if "IdentityTable" in referred(one["Resource"]) and not set(one["Action"]) <= {"dynamodb:GetItem"}:
            (keys,) = one["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
            assert keys in OWN_KEYS[function]


@pytest.mark.parametrize("function", functions())
def test_no_function_reads_a_whole_table(function: str) -> None:
    """Every list is a key range: what costs more with each row of the table is not even allowed."""
    assert "dynamodb:Scan" not in {action for one in statements(function) for action in one["Action"]}


@pytest.mark.parametrize("function", functions())
def test_no_environment_holds_a_secret(function: str) -> None:
    silent = {name for name, one in load().written["Parameters"].items() if one.get("NoEcho")}
    assert silent == {
        "OAuthConsumerKey",
        "OAuthConsumerSecret",
        "MapillaryToken",
        "FlickrKey",
        "WcqsToken",
        "DevelopmentApiKey",
        "CommonsDbUrl",
        "JwtSecretKey",
        "GithubTokens",
        "LibrariesIoKey",
    }
    assert not referred(environment(function)) & silent


def test_with_a_deployers_kms_key_exactly_those_who_read_the_token_key_may_use_it() -> None:
    policy = load().written["Resources"]["TokenKeyPolicy"]
    readers = {f"{function.title()}Role" for function in functions() if "TOKEN_KEY_SECRET_ID" in environment(function)}
    assert policy["Condition"] == "HasKmsKey"
    assert referred(policy["Properties"]["Roles"]) == readers
    (statement,) = policy["Properties"]["PolicyDocument"]["Statement"]
    assert (statement["Action"], referred(statement["Resource"])) == (["kms:Decrypt"], {"KmsKeyArn"})
    assert referred(load().written["Resources"]["TokenKeySecret"]["Properties"]["KmsKeyId"]) >= {"KmsKeyArn"}
