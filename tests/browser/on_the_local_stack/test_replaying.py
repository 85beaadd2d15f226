"""Dead letters on the dashboard, and an operator's click, with Curator on the local stack."""

import json

from playwright.sync_api import Page, expect

from local.drill.ledger import BatchOnTheTable
from local.stack import REPOSITORY, LocalStack
from tests.browser.dashboard_page import panel
from tests.browser.on_the_local_stack.steps import BATCH_MILLISECONDS, OPERATOR, log_in, picture, upload
from tests.integration.main_job.people import wiki_state

PHOTOGRAPHS = 5  # two more than Slow may upload at once
REASON = "Commons takes uploads again"


def let_die(stack: LocalStack, batch_id: int) -> None:
    """Take every message that is on its way, put the uploads' where dead ones are, and let the alarm ring for them."""
    sqs, dead = stack.client("sqs"), stack.outputs["UploadsDeadLetterQueueUrl"]
    for queue in ("Lanes", "Uploads"):
        sqs.purge_queue(QueueUrl=stack.outputs[f"{queue}QueueUrl"])
    for one in BatchOnTheTable(stack, batch_id).uploads():
        body = {"user_id": one.user_id, "batch_id": batch_id, "upload_id": one.id}
        sqs.send_message(QueueUrl=dead, MessageBody=json.dumps(body))
    alarm = json.loads((REPOSITORY / "events" / "alarm.json").read_text(encoding="utf-8"))
    (metric,) = alarm["detail"]["configuration"]["metrics"]
    metric["metricStat"]["metric"]["dimensions"]["QueueName"] = dead.rpartition("/")[2]
    stack.client("lambda").invoke(
        FunctionName=stack.outputs["ReplayerFunctionName"], Payload=json.dumps(alarm).encode()
    )


def test_an_operator_clicks_and_what_was_dead_is_published_once(page: Page, stack: LocalStack) -> None:
    log_in(page, stack, "Slow")
    upload(page, "sandbox-short", photographs=PHOTOGRAPHS)
    expect(page.locator("#batch-rows tr[data-status=completed]")).not_to_have_count(0, timeout=BATCH_MILLISECONDS)
    batch_id = int(page.url.rpartition("=")[2])
    let_die(stack, batch_id)

    assert page.context.browser is not None
    operator = page.context.browser.new_page()
    operator.set_default_timeout(BATCH_MILLISECONDS)
    log_in(operator, stack, OPERATOR)
    operator.goto(f"{stack.url}/dashboard")
    letters = panel(operator, "Dead Letters")
    queue = letters.get_by_role("table", name="Dead letters by queue").locator("tbody tr")
    expect(queue.locator("td").first).to_have_text("uploads")
    expect(queue.locator("td").nth(1)).to_have_text(str(PHOTOGRAPHS))
    operator.get_by_role("button", name="Replay dead letters of uploads").click()
    picture(operator, "10-replay")
    operator.get_by_label("Why now").fill(REASON)
    operator.get_by_role("dialog").get_by_role("button", name="Replay").click()
    expect(operator.locator("#said")).to_have_text("The replay of uploads was asked for.")
    replay = letters.locator("tbody tr", has_text=REASON)
    expect(replay).to_contain_text("done")
    expect(replay).to_contain_text(OPERATOR)
    expect(letters).to_contain_text("No dead letters")
    picture(operator, "11-replayed")
    operator.close()

    summary = f"Finished: {PHOTOGRAPHS} of {PHOTOGRAPHS} published."
    expect(page.locator("#batch-summary")).to_have_text(summary, timeout=BATCH_MILLISECONDS)
    assert sorted(wiki_state(stack)["publishes"].values()) == [1] * PHOTOGRAPHS
