"""Whatever a repository has in its manifests: they are read or refused, and nothing else happens."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curator.usage.manifests import parse_repository
from tests.unit.usage.manifests.golden import archives, repository

REPOSITORIES = [repository(name) for name in archives()]
PIECES = [
    b"{", b"}", b"[", b"]", b"(", b'"', b'"""', b"'", b"'''", b"\\", b"\n", b"\r\n", b"\t", b"  ", b":", b"=", b",",
    b".", b"#", b"&a ", b"*a", b"!!python/object/apply:os.system [x]", b"- ", b"? ", b"---\n", b"%", b"@", b"<", b">",
    b"/", b"null", b"-1e999", b"\xff", b"\x00", b"\xef\xbb\xbf", "\u2028".encode(), "é".encode(), b"${a}", b"&b;",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"npm:", b"workspace:", b"file:", b"-r requirements.txt\n", b"0" * 5000,
    b"do ", b"end\n", b"%w[", b"=>", b"$(a)", b"<a b='c'>", b"</", b"]]>", b"/*", b"*/", b"=begin\n",
    b"dependencies {\n", b"{:a, ", b"gem ", b"// indirect", b"require (\n",
]  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn) -> dict[str, bytes]:
    """Draw a repository in which parts of some files are cut out, doubled, or replaced by what means something."""
    files = dict(draw(st.sampled_from(REPOSITORIES)))
    for _ in range(draw(st.integers(1, 6))):
        path = draw(st.sampled_from(sorted(files)))
        start = draw(st.integers(0, len(files[path])))
        end = start + draw(st.sampled_from([0, 1, 2, 5, 20, 200]))
        piece = draw(st.sampled_from(PIECES) | st.binary(max_size=4)) * draw(st.sampled_from([0, 1, 2, 100]))
        files[path] = files[path][:start] + piece + files[path][end:]
    return files


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(damaged())
def test_a_damaged_repository_is_read_as_far_as_it_can_be_and_never_raises(files: dict[str, bytes]) -> None:
    found = parse_repository(files)
    assert {problem.path for problem in found.problems} <= set(files)
    for one in found.declared:
        assert one.line is None or 1 <= one.line <= files[one.manifest_path].count(b"\n") + 1
