"""Secrets from AWS Secrets Manager, read once per environment."""

from functools import cache

from curator.foundation import aws


@cache
def read_secret(secret_id: str) -> str:
    """Return the secret's string; `secret_id` is a name or an ARN."""
    return aws.secrets_manager().get_secret_value(SecretId=secret_id)["SecretString"]
