"""Answers HTTP and WebSocket requests of the sample system."""

import json
import os
from typing import Any

import boto3
from recording import record


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Dispatch on the kind of event."""
    if "connectionId" in event["requestContext"]:
        return _web_socket(event)
    path = event["rawPath"]
    if path == "/fail":
        raise ValueError("a detail nobody outside should read")
    if path == "/login":
        return {"statusCode": 302, "headers": {"Location": "/home"}, "cookies": ["a=1; Path=/", "b=2; Path=/"]}
    if path == "/large":
        return {"statusCode": 200, "body": "x" * (7 * 1024 * 1024)}
    echo = {
        "greeting": os.environ["GREETING"],
        "method": event["requestContext"]["http"]["method"],
        "path": path,
        "query": event["rawQueryString"],
        "host": event["headers"]["host"],
        "forwarded": event["headers"].get("x-forwarded-proto"),
        "cookie": event["headers"].get("cookie"),
        "body": event.get("body"),
        "base64": event["isBase64Encoded"],
    }
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": json.dumps(echo)}


def _web_socket(event: dict[str, Any]) -> dict[str, Any]:
    context = event["requestContext"]
    if context["eventType"] == "CONNECT":
        if "session=good" not in event["headers"].get("cookie", ""):
            return {"statusCode": 401, "body": json.dumps({"message": "log in first"})}
        return {"statusCode": 200, "headers": {"Sec-WebSocket-Protocol": "curator"}}
    if context["eventType"] == "DISCONNECT":
        record("disconnected", code=context["disconnectStatusCode"])
        return {"statusCode": 200}
    message = json.loads(event["body"])
    if message.get("fail"):
        raise ValueError("a detail nobody outside should read")
    connections = boto3.client("apigatewaymanagementapi", endpoint_url=os.environ["WEBSOCKET_ENDPOINT"])
    data = {"echo": message} | ({"padding": "x" * message["size"]} if "size" in message else {})
    connections.post_to_connection(ConnectionId=context["connectionId"], Data=json.dumps(data).encode())
    return {"statusCode": 200}
