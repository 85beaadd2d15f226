"""Edit summaries: what was done, and the marker by which EditGroups finds all edits of a batch.

The marker's form is EditGroups' (https://www.wikidata.org/wiki/Wikidata:Edit_groups): it lets anybody review, and
revert, a whole batch at once.
"""

EDIT_GROUPS_TOOL = "curator"  # the key this tool is registered under at editgroups-commons


def upload_summary(*, source: str, image_id: str, batch_id: int, edit_group_id: str) -> str:
    """Return the summary of a new file; `source` is the source's name, as in `mapillary`."""
    return _summary("Uploaded via Curator from", source, image_id, batch_id, edit_group_id)


def merge_summary(*, source: str, image_id: str, batch_id: int, edit_group_id: str) -> str:
    """Return the summary of adding structured data to a file that Commons already had."""
    return _summary("Structured data added via Curator from", source, image_id, batch_id, edit_group_id)


def _summary(lead: str, source: str, image_id: str, batch_id: int, edit_group_id: str) -> str:
    marker = f"([[:toolforge:editgroups-commons/b/{EDIT_GROUPS_TOOL}/{edit_group_id}|details]])"
    return f"{lead} {source.capitalize()} image {image_id}, batch {batch_id} {marker}"
