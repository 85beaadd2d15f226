"""What /proc tells of the machine."""

from pathlib import Path

import pytest

from functions.api.dashboard.machine import Machine

PROC = {
    "uptime": "1000.50 900.00\n",
    "self/stat": "7 (python (x) y) S " + " ".join(str(number) for number in range(4, 22)) + " 90050 0 0\n",
    "stat": "cpu  100 0 100 700 100 0 0 0 0 0\ncpu0 1 2 3\n",
    "meminfo": "MemTotal:        2097152 kB\nMemAvailable:    1048576 kB\nHugePages_Total:       0\n",
    "self/status": "Name:\tpython\nVmSize:\t  204800 kB\nVmRSS:\t  102400 kB\nThreads:\t3\nGroups:\t\n",
}


@pytest.fixture
def proc(tmp_path: Path) -> Path:
    (tmp_path / "self").mkdir()
    for name, text in PROC.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def test_the_machine_is_read_from_proc(proc: Path) -> None:
    machine = Machine(proc, root=str(proc))
    assert machine.uptime() == 100.0
    told = machine.resources()
    assert told["memory"] == {"total_gb": 2.0, "available_gb": 1.0, "used_gb": 1.0, "percent": 50.0}
    assert told["process"] == {"memory_rss_mb": 100.0, "memory_vms_mb": 200.0, "threads": 3}
    assert told["cpu"]["percent"] == 20.0
    assert 0 < told["disk_root"]["percent"] <= 100


def test_what_the_processor_does_is_since_the_reading_before(proc: Path) -> None:
    machine = Machine(proc)
    machine.resources()
    assert machine.resources()["cpu"]["percent"] == 0.0
    (proc / "stat").write_text("cpu  175 0 100 725 100 0 0 0 0 0\n")
    assert machine.resources()["cpu"]["percent"] == 75.0


@pytest.mark.parametrize("name", sorted(PROC))
def test_what_is_not_as_linux_has_it_is_an_error(proc: Path, name: str) -> None:
    (proc / name).write_text("")
    with pytest.raises((ValueError, KeyError, IndexError)):
        _read_everything(Machine(proc))


def _read_everything(machine: Machine) -> None:
    machine.uptime()
    machine.resources()
