"""The list prices: region us-east-1 (N. Virginia), in US dollars, without free tiers and discounts.

AWS' own pages were not at hand with their figures. So each price was compared on 2026-11-22 with somebody who quotes
it, for this region or without naming one; who that was, and the date they give, stands beside it. All agreed, but for
the database: quoted was twice the price in one zone, and so it is here. Compare with AWS' page before a budget
depends on one of them.

Left out, because a deployment need not have them or they are next to nothing: CloudFront (parameter OneOrigin), a KMS
key of one's own (KmsKeyArn; AWS' own keys are free), metrics of busy functions, the storage of logs (0.03 a GB).
"""

from dataclasses import dataclass

MILLION = 1_000_000
HOURS = 730  # of a month, as AWS counts


@dataclass(frozen=True, slots=True)
class Price:
    """What one of a thing costs.

    Attributes:
        dollars: for one.
        page: where AWS says so, below https://aws.amazon.com/.
        quoted: by whom, and the date or year they give.
    """

    dollars: float
    page: str
    quoted: str


LAMBDA, SQS, DYNAMODB, S3 = "lambda/pricing/", "sqs/pricing/", "dynamodb/pricing/on-demand/", "s3/pricing/"
API_GATEWAY, CLOUDWATCH = "api-gateway/pricing/", "cloudwatch/pricing/"
SECRETS, VPC, EC2, EBS = "secrets-manager/pricing/", "vpc/pricing/", "ec2/pricing/on-demand/", "ebs/pricing/"
LOAD_BALANCER, DATABASE = "elasticloadbalancing/pricing/", "rds/mariadb/pricing/"

COST_RULES = "cost-rules.md of srdjanrist/get-infra-done, us-east-1, undated"
AMNIC = "amnic.com, AWS API Gateway Pricing: REST vs HTTP vs WebSocket Cost Breakdown, undated"
FACTUAL_MINDS = "factualminds.com, Amazon CloudWatch Pricing: The 10 Billing Dimensions, 2026-06-13"
SECRETS_QUOTED = "hivebook.wiki, AWS Secrets Manager, undated"
S3_REQUESTS = "c3x.dev, S3 request fees explained, undated"
DYNAMODB_UNITS = "airbyte.com, Amazon DynamoDB Pricing, 2025-07-21: halved in November 2024"

LISTED = {
    "lambda requests": Price(0.20 / MILLION, LAMBDA, COST_RULES),
    "lambda GB-seconds": Price(
        0.0000133334, LAMBDA, "cloudchipr.com, AWS Lambda Pricing Breakdown, 2024: Arm, the first 7.5 billion"
    ),
    "sqs requests": Price(
        0.40 / MILLION, SQS, "cloudburn.io, Amazon SQS Pricing: Complete Guide, 2026-03-14: standard queues"
    ),
    "dynamodb read units": Price(0.125 / MILLION, DYNAMODB, DYNAMODB_UNITS),
    "dynamodb write units": Price(0.625 / MILLION, DYNAMODB, DYNAMODB_UNITS),
    "dynamodb GB-months": Price(  # with point-in-time recovery
        0.25 + 0.20, DYNAMODB, f"{COST_RULES}; finops.com.py, DynamoDB backup options, undated: recovery"
    ),
    "s3 puts": Price(0.005 / 1000, S3, S3_REQUESTS),
    "s3 gets": Price(0.0004 / 1000, S3, S3_REQUESTS),
    "s3 GB-months": Price(0.023, S3, COST_RULES),
    "http requests": Price(1.00 / MILLION, API_GATEWAY, AMNIC),
    "socket messages": Price(1.00 / MILLION, API_GATEWAY, AMNIC),
    "socket minutes": Price(0.25 / MILLION, API_GATEWAY, AMNIC),
    "log GB": Price(0.50, CLOUDWATCH, FACTUAL_MINDS),
    "metric months": Price(0.30, CLOUDWATCH, "signoz.io, CloudWatch Pricing Without the Confusion, 2026-02-15"),
    "alarm months": Price(0.10, CLOUDWATCH, "c3x.dev, aws_cloudwatch_metric_alarm cost estimation, undated"),
    "dashboard months": Price(3.00, CLOUDWATCH, FACTUAL_MINDS),
    "secret months": Price(0.40, SECRETS, SECRETS_QUOTED),
    "secret requests": Price(0.05 / 10_000, SECRETS, SECRETS_QUOTED),
    "GB to the internet": Price(0.09, EC2, "cloudpipelines.pages.dev, AWS NAT Gateway pricing, 2026: the first 10 TB"),
}
PRICES = {name: price.dollars for name, price in LISTED.items()}
# Free are DeleteObject (AWS' questions and answers about S3), a Lambda's reads of a DynamoDB stream (AWS' page of
# DynamoDB's prices), and events of EventBridge's scheduled rules (readmes in public code; AWS' sentence was not found).
FREE = frozenset({"s3 deletes", "stream reads", "scheduled events"})

HOUR_OF_SERVER = Price(0.0336, EC2, "price tables in public code, undated; no page was found: t4g.medium, Linux")
GB_OF_DISK = Price(0.08, EBS, f"{COST_RULES}: gp3")
HOUR_OF_ADDRESS = Price(0.005, VPC, "cloudburn.io, AWS NAT Gateway Pricing, 2026-02-24")
HOUR_OF_NAT = Price(0.045, VPC, "cloudburn.io, AWS NAT Gateway Pricing, 2026-02-24")
GB_THROUGH_NAT = Price(0.045, VPC, "cloudburn.io, AWS NAT Gateway Pricing, 2026-02-24")
HOUR_OF_BALANCER = Price(0.0225 + 0.008, LOAD_BALANCER, "cloud-horizons.com, ALB: the line item, 2026-05-08")
HOUR_OF_DATABASE = Price(  # in two zones
    2 * 0.032, DATABASE, "infratally.com, RDS pricing explained, 2026, for PostgreSQL; none was found for MariaDB"
)
GB_OF_DATABASE = Price(2 * 0.115, DATABASE, "usage.ai, RDS pricing calculator, 2026-06: gp3, in each of two zones")

# With the parameter FixedEgress, beside everything else.
FIXED_EGRESS = {
    "NAT gateway": HOUR_OF_NAT.dollars * HOURS,
    "public IPv4 address": HOUR_OF_ADDRESS.dollars * HOURS,
}

# One machine that does everything, and goes down with its disk or its zone.
SMALL_SERVER = {
    "t4g.medium, 2 processors, 4 GiB": HOUR_OF_SERVER.dollars * HOURS,
    "30 GB gp3": 30 * GB_OF_DISK.dollars,
    "public IPv4 address": HOUR_OF_ADDRESS.dollars * HOURS,
}
# What survives the loss of a zone, as Lambda, SQS and DynamoDB do.
COMPARABLE_SERVER = {
    "two t4g.medium": 2 * HOUR_OF_SERVER.dollars * HOURS,
    "60 GB gp3": 60 * GB_OF_DISK.dollars,
    "load balancer, one capacity unit": HOUR_OF_BALANCER.dollars * HOURS,
    "db.t4g.small in two zones": HOUR_OF_DATABASE.dollars * HOURS,
    "20 GB of database in two zones": 20 * GB_OF_DATABASE.dollars,
    "public IPv4 addresses": 4 * HOUR_OF_ADDRESS.dollars * HOURS,
}
