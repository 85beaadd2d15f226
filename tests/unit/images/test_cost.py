"""What one image asks of the services that are paid for by the request."""

from tests.fakes.memory_table import MemoryTable
from tests.unit.images.world import World, memory


def test_an_image_costs_four_writes_one_read_of_the_table_and_eight_requests_to_storage(world: World) -> None:
    table = world.table
    assert isinstance(table, MemoryTable)
    world.upload()
    world.run()
    # the quota; the item with its event and counters; the claim; the completion
    assert dict(table.operations.requests) == {"update": 1, "transact": 3, "get": 1}
    assert dict(table.operations.written) == {"update": 1, "transact": 13}
    assert dict(memory(world.incoming).calls) == {"put": 1, "read": 1, "remove": 1}
    assert dict(memory(world.originals).calls) == {"put": 1}
    assert dict(memory(world.variants).calls) == {"put": 4}
