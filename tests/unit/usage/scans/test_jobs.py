"""Jobs from beginning to end: what they store, what they cost, and what becomes of failures."""

import logging

import pytest

from curator.usage.ecosystems import Ecosystem
from curator.usage.models import Confidence, DependencyType, JobStatus, PackageKey
from curator.usage.providers.errors import ProviderUnavailableError
from curator.usage.providers.models import ReportedPackage
from curator.usage.scans.limits import A_DAY, BACK_OFF_SECONDS, JOB_KEPT_SECONDS
from tests.unit.usage.scans.world import NEXT, REACT, World, package_json


@pytest.fixture
def world() -> World:
    return World()


class TestScraping:
    # scenario usage-81
    def test_it_stores_owners_and_repositories_and_has_new_ones_read_alone(self, world: World) -> None:
        world.hub.repository("acme/shop", stars=500, package_json=package_json("react"))
        world.hub.repository("acme/site", stars=50, package_json=package_json("next"))
        world.hub.repository("acme/toy", stars=1, package_json=package_json("next"))
        job = world.finished(world.service.scrape())
        assert (job.status, world.hub.asked("tree")) == (JobStatus.COMPLETED, 2)
        assert world.stores.organizations.count() == 1
        assert world.used_by("acme/shop").keys() == {"react"}
        world.hub.repository("other/new", stars=70, package_json=package_json("react"))
        world.finished(world.service.scrape())
        assert world.hub.asked("tree") == 3
        assert world.stores.repositories.count() == 3

    # scenario usage-81
    def test_a_rerun_where_nothing_changed_writes_no_organisation_repository_or_dependency(self, world: World) -> None:
        for number in range(30):
            world.hub.repository(f"acme/r{number}", package_json=package_json("react", "next"))
        world.finished(world.service.scrape())
        before, known = world.written(), world.known("acme/r7")
        job = world.finished(world.service.scrape())
        written = world.written() - before
        assert not {"DEP", "USER", "CHANGE"} & written.keys()
        assert written["META"] == 2  # the job's lock, taken and freed: no organisation, repository or package
        assert (world.known("acme/r7"), world.hub.asked("tree")) == (known, 30)
        assert (job.metadata["added"], job.metadata["updated"], job.metadata["removed"]) == (0, 0, 0)

    def test_a_slice_with_more_than_a_thousand_results_is_cut_until_each_part_can_be_shown(self, world: World) -> None:
        for number in range(1500):
            world.hub.repository(f"acme/r{number}", stars=10 + number)
        job = world.finished(world.service.scrape())
        assert job.status is JobStatus.COMPLETED
        assert world.stores.repositories.count() == 1500

    def test_what_moved_on_is_read_again_and_nothing_else(self, world: World) -> None:
        changed = world.hub.repository("acme/shop", package_json=package_json("react"))
        for number in range(20):
            world.hub.repository(f"acme/r{number}", package_json=package_json("react"))
        world.finished(world.service.scrape())
        changed.commits(package_json=package_json("next"))
        read, looks = world.hub.asked("tree"), world.hub.asked("names")
        job = world.finished(world.service.scrape())
        assert (world.hub.asked("names") - looks, set(world.used_by("acme/shop"))) == (1, {"next"})
        assert world.hub.asked("tree") - read == 1
        assert (job.metadata["added"], job.metadata["removed"]) == (1, 1)


class TestParsing:
    # scenario usage-82
    def test_it_writes_packages_and_dependencies_once_and_what_is_dropped_disappears(self, world: World) -> None:
        shop = world.hub.repository("acme/shop", package_json=package_json("react@^18.2.0", "next"))
        world.finished(world.service.add_repository("https://github.com/acme/shop"))
        used = world.used_by("acme/shop")
        evidence = used["react"].manifests[0]
        assert (evidence.path, evidence.line, evidence.requirement, evidence.commit) == (
            "package.json",
            3,
            "^18.2.0",
            shop.head,
        )
        shop.commits(README=b"")
        shop.files.pop("README")
        world.finished(world.service.add_repository("https://github.com/acme/shop"))
        assert world.stores.dependents(REACT) == (1, 1)
        shop.commits(package_json=package_json("react@^18.2.0"))
        job = world.finished(world.service.add_repository("https://github.com/acme/shop"))
        assert world.used_by("acme/shop").keys() == {"react"}
        assert (job.metadata["added"], job.metadata["updated"], job.metadata["removed"]) == (0, 0, 1)

    # scenario usage-82
    def test_a_fetch_that_fails_deletes_nothing(self, world: World) -> None:
        shop = world.hub.repository("acme/shop", package_json=package_json("react"))
        world.finished(world.service.add_repository("https://github.com/acme/shop"))
        shop.commits(package_json=package_json("next"))
        world.hub.errors = [ProviderUnavailableError("502") for _ in range(20)]
        world.finished(world.service.add_repository("https://github.com/acme/shop"))
        assert world.used_by("acme/shop").keys() == {"react"}

    def test_a_manifest_that_cannot_be_read_keeps_what_it_proved_and_the_others_are_read(self, world: World) -> None:
        shop = world.hub.repository("acme/shop", package_json=package_json("react"))
        world.finished(world.service.add_repository("https://github.com/acme/shop"))
        shop.commits(package_json=b"{ broken", requirements_txt=b"django>=5\n")
        job = world.finished(world.service.add_repository("https://github.com/acme/shop"))
        assert world.used_by("acme/shop").keys() == {"react", "django"}
        assert any("package.json" in note for note in job.metadata["notes"])  # type: ignore[attr-defined]

    def test_where_not_all_files_are_listed_nothing_is_taken_for_dropped(self, world: World) -> None:
        shop = world.hub.repository("acme/shop", package_json=package_json("react"))
        world.finished(world.service.add_repository("https://github.com/acme/shop"))
        shop.commits(package_json=None, requirements_txt=b"django\n")
        shop.is_truncated = True
        world.finished(world.service.add_repository("https://github.com/acme/shop"))
        assert world.used_by("acme/shop").keys() == {"react", "django"}

    def test_of_what_a_bill_of_materials_names_twice_the_direct_use_counts(self, world: World) -> None:
        shop = world.hub.repository("acme/shop", requirements_txt=b"django\n")
        shop.is_truncated = True
        direct, indirect = (
            ReportedPackage(key=REACT, version=one, indirect=one < "18") for one in ("18.2.0", "17.0.0")
        )
        shop.reported = (direct, indirect)
        world.finished(world.service.add_repository("https://github.com/acme/shop"))
        react = world.used_by("acme/shop")["react"]
        assert (react.indirect, react.resolved, react.confidence) == (False, "18.2.0", Confidence.REPORTED)

    def test_manifests_that_are_as_they_were_are_not_fetched_again(self, world: World) -> None:
        shop = world.hub.repository("acme/shop", package_json=package_json("react"))
        world.finished(world.service.add_repository("https://github.com/acme/shop"))
        blobs = world.hub.asked("blobs")
        shop.commits()
        world.finished(world.service.scrape())
        assert (world.hub.asked("blobs"), world.known("acme/shop").parsed_commit) == (blobs, shop.head)

    # scenario usage-83
    def test_a_package_that_is_declared_as_dev_and_direct_is_direct(self, world: World) -> None:
        world.hub.repository("acme/shop", package_json=package_json("react", dev=("react",)))
        world.finished(world.service.add_repository("https://github.com/acme/shop"))
        assert world.used_by("acme/shop")["react"].type is DependencyType.DIRECT

    # scenario usage-90
    def test_cached_answers_about_what_changed_are_stale_after_it(self, world: World) -> None:
        shop = world.hub.repository("acme/shop", package_json=package_json("react", "next"))
        world.finished(world.service.add_repository("https://github.com/acme/shop"))
        keys = ("pkg#npm#react", "pkg#npm#next", "org#acme")
        generations = world.generations(keys)
        shop.commits(package_json=package_json("react"))
        world.finished(world.service.add_repository("https://github.com/acme/shop"))
        after = world.generations(keys)
        assert [after[key] > generations[key] for key in keys] == [False, True, True]


class TestLookingForAPackagesUsers:
    def test_what_a_provider_says_is_reported_and_then_proved(self, world: World) -> None:
        for number in range(120):
            world.hub.repository(f"org{number}/app", package_json=package_json("react"))
        world.stores.packages.ensure(REACT, "react")
        job = world.service.refresh(REACT)
        ended = world.finished(job)
        assert (ended.status, ended.metadata["tasks_open"]) == (JobStatus.COMPLETED, 0)
        assert world.stores.dependents(REACT) == (120, 120)
        assert world.used_by("org7/app")["react"].confidence is Confidence.PROVED
        assert world.stores.package(REACT).searched_at is not None

    def test_whom_to_thank_and_where_is_known_with_the_same_job(self, world: World) -> None:
        world.hub.repository("acme/shop", package_json=package_json("react"))
        world.hub.sponsors("acme", url="https://github.com/sponsors/acme", repositories=12, stars=3400)
        world.finished(world.service.refresh(REACT))
        acme = world.stores.organizations.get_by_name("acme")
        assert acme is not None
        assert (acme.sponsorship_url, world.hub.asked("organizations")) == ("https://github.com/sponsors/acme", 1)
        assert world.stores.user(acme, REACT).sponsored
        world.finished(world.service.scrape())
        assert world.hub.asked("organizations") == 1

    def test_a_package_is_asked_for_as_its_authors_write_it_where_that_is_known(self, world: World) -> None:
        json = PackageKey(Ecosystem.NUGET, "newtonsoft.json")
        world.finished(world.service.refresh(json))
        assert world.hub.spelled == {None}
        world.stores.packages.ensure(json, "Newtonsoft.Json")
        world.hub.spelled.clear()
        world.finished(world.service.refresh(json))
        assert (world.hub.spelled, world.hub.asked("dependents"), world.hub.asked("packages")) == (
            {"Newtonsoft.Json"},
            2,
            2,
        )

    # scenario usage-89
    def test_who_asks_while_it_is_looked_for_is_told_of_the_same_job(self, world: World) -> None:
        world.hub.repository("acme/shop", package_json=package_json("react"))
        first, second = world.service.refresh(REACT), world.service.refresh(REACT)
        other = world.service.refresh(NEXT)
        assert (first.id, first.id == other.id) == (second.id, False)
        world.run()
        assert world.service.refresh(REACT).id != first.id

    # scenario usage-89
    def test_a_night_whose_scrape_still_works_begins_no_other(self, world: World) -> None:
        world.hub.repository("acme/shop", package_json=package_json("react"))
        assert world.service.scrape().id == world.service.scrape().id
        assert len(list(world.jobs.newest(limit=10))) == 1


class TestEnrichment:
    # scenario usage-84
    def test_it_tells_organisations_totals_and_where_to_sponsor_them(self, world: World) -> None:
        world.hub.repository("acme/shop", package_json=package_json("react"))
        world.finished(world.service.scrape())
        world.clock.advance(A_DAY)
        world.hub.sponsors("acme", url="https://github.com/sponsors/acme", repositories=12, stars=3400)
        world.finished(world.service.enrichment())
        acme = world.stores.organizations.get_by_name("acme")
        assert acme is not None
        assert (acme.total_repositories, acme.total_stars) == (12, 3400)
        assert acme.sponsorship_url == "https://github.com/sponsors/acme"
        assert world.stores.user(acme, REACT).sponsored

    def test_packages_are_described(self, world: World) -> None:
        world.hub.repository("acme/shop", package_json=package_json("react"))
        world.hub.describes(REACT, description="A library", latest_version="19.0.0")
        world.finished(world.service.scrape())
        world.finished(world.service.enrichment())
        react = world.stores.package(REACT)
        assert (react.description, react.latest_version) == ("A library", "19.0.0")


class TestCleaningUp:
    # scenario usage-85
    def test_a_repository_that_is_gone_on_two_days_leaves_with_its_dependencies(self, world: World) -> None:
        shop = world.hub.repository("acme/shop", package_json=package_json("react"))
        world.finished(world.service.scrape())
        shop.is_gone = True
        world.finished(world.service.scrape())
        world.finished(world.service.cleanup())
        assert world.known("acme/shop").gone_since is not None
        assert world.stores.dependents(REACT) == (1, 1)
        world.clock.advance(A_DAY)
        job = world.finished(world.service.cleanup())
        assert (world.stores.repositories.count(), world.stores.dependents(REACT)) == (0, (0, 0))
        assert job.metadata["removed"] == 1

    # scenario usage-85
    def test_one_that_comes_back_stays(self, world: World) -> None:
        shop = world.hub.repository("acme/shop", package_json=package_json("react"))
        world.finished(world.service.scrape())
        shop.is_gone = True
        world.finished(world.service.scrape())
        shop.is_gone = False
        world.clock.advance(A_DAY)
        world.finished(world.service.cleanup())
        assert world.known("acme/shop").gone_since is None
        assert world.stores.dependents(REACT) == (1, 1)

    # scenario usage-85
    def test_what_belongs_to_an_organisation_that_was_removed_for_good_goes(self, world: World) -> None:
        world.hub.repository("acme/shop", package_json=package_json("react"))
        world.finished(world.service.scrape())
        acme = world.stores.organizations.get_by_name("acme")
        assert acme is not None
        world.stores.organizations.delete(acme.id, soft=False)
        world.finished(world.service.cleanup())
        assert world.stores.repositories.count() == 0
        assert world.stores.dependencies.user(REACT, acme.id) is None

    # scenario usage-85
    def test_jobs_of_long_ago_are_forgotten(self, world: World) -> None:
        job = world.finished(world.service.cleanup())
        world.clock.advance(JOB_KEPT_SECONDS + 1)
        assert world.jobs.get(job.id) is None

    def test_a_rename_and_a_transfer_take_the_dependencies_along(self, world: World) -> None:
        shop = world.hub.repository("acme/shop", package_json=package_json("react"))
        world.finished(world.service.scrape())
        shop.owner, shop.name = "other", "store"
        world.finished(world.service.scrape())
        assert world.used_by("other/store").keys() == {"react"}
        assert world.stores.dependents(REACT) == (1, 1)


class TestFailures:
    # scenario usage-86
    def test_a_task_that_fails_is_tried_three_times_more_then_the_job_fails_and_the_alarm_hears(
        self, world: World, caplog: pytest.LogCaptureFixture
    ) -> None:
        world.hub.repository("acme/shop", package_json=package_json("react"))
        job = world.service.add_repository("https://github.com/acme/shop")
        assert job.status is JobStatus.PENDING
        world.hub.errors = [ProviderUnavailableError("502") for _ in range(4)]
        began = world.clock.now()
        with caplog.at_level(logging.ERROR):
            failed = world.finished(job)
        assert (failed.status, failed.attempts, failed.metadata["tasks_failed"]) == (JobStatus.FAILED, 3, 1)
        assert failed.completed_at is not None
        assert failed.completed_at - began >= sum(BACK_OFF_SECONDS)
        assert "502" in (failed.error_message or "")
        assert "a scan job failed" in caplog.messages
        assert [body["task_id"] for body, _ in world.dead_letters.sent] == ["0#meet:acme/shop"]

    # scenario usage-86
    def test_a_dead_letter_that_is_replayed_is_done(self, world: World) -> None:
        world.hub.repository("acme/shop", package_json=package_json("react"))
        world.hub.errors = [ProviderUnavailableError("502") for _ in range(4)]
        world.finished(world.service.add_repository("https://github.com/acme/shop"))
        ((letter, _),) = world.dead_letters.sent
        world.deliver(letter)
        world.run()
        assert world.used_by("acme/shop").keys() == {"react"}

    # scenario usage-86
    def test_a_passing_failure_costs_an_attempt_and_the_job_completes(self, world: World) -> None:
        world.hub.repository("acme/shop", package_json=package_json("react"))
        world.hub.errors = [ProviderUnavailableError("502")]
        job = world.finished(world.service.add_repository("https://github.com/acme/shop"))
        assert (job.status, job.attempts, job.started_at is not None) == (JobStatus.COMPLETED, 1, True)
        assert job.records_processed == 2  # the repository, and its one dependency

    def test_a_repository_of_which_github_cannot_say_anything_now_is_asked_for_again(self, world: World) -> None:
        world.hub.repository("acme/shop", package_json=package_json("react"))
        world.hub.unclear = ["acme/shop: RESOURCE_LIMITS_EXCEEDED"]
        job = world.finished(world.service.add_repository("https://github.com/acme/shop"))
        assert (job.status, job.attempts, job.metadata["notes"]) == (JobStatus.COMPLETED, 1, [])
        assert set(world.used_by("acme/shop")) == {"react"}

    def test_a_job_tells_nothing_of_our_internals(self, world: World, caplog: pytest.LogCaptureFixture) -> None:
        world.hub.repository("acme/shop", package_json=package_json("react"))
        world.hub.errors = [RuntimeError("arn:aws:dynamodb:secret")] * 4
        job = world.finished(world.service.add_repository("https://github.com/acme/shop"))
        assert (job.status, job.error_message) == (JobStatus.FAILED, "RuntimeError")
        assert "arn:aws:dynamodb:secret" in caplog.text

    # scenario usage-87
    def test_messages_that_come_twice_change_nothing(self, world: World) -> None:
        for number in range(5):
            world.hub.repository(f"acme/r{number}", package_json=package_json("react"))
        job = world.service.scrape()
        while (due := world.queue.next_due()) is not None:
            world.clock.advance(max(0.0, due - world.clock.now()))
            body = world.queue.receive()
            assert body is not None
            world.deliver(body)
            world.deliver(body)
        ended = world.service.job(job.id)
        assert (ended.status, ended.metadata["tasks_open"], ended.metadata["added"]) == (JobStatus.COMPLETED, 0, 5)
        assert (world.hub.asked("tree"), world.stores.dependents(REACT)) == (5, (1, 5))
