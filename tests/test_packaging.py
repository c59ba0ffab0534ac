"""What is handed over: extras, the image and its services name all that there is."""

import re
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def test_the_extra_all_holds_every_extra_but_those_of_developers() -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    (everything,) = extras["all"]
    named = re.fullmatch(r"paperboy\[(.+)\]", everything)
    assert named
    assert set(named[1].split(",")) == extras.keys() - {"all", "dev", "docs"}


def test_the_services_of_the_image_are_those_of_the_procfile() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]
    commands = {name: " ".join(service["command"]) for name, service in services.items() if name != "valkey"}
    rows = (line.split(": ", 1) for line in (ROOT / "Procfile").read_text("utf-8").splitlines())
    assert commands == dict(rows)


def test_the_image_writes_nowhere_but_in_its_home_and_runs_as_nobody_else() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]
    ours = [service for name, service in services.items() if name != "valkey"]
    assert all(service["read_only"] and service["volumes"] == ["home:/data"] for service in ours)
    assert "\nUSER 10001\n" in (ROOT / "Dockerfile").read_text("utf-8")


def test_the_image_is_made_of_every_package() -> None:
    copied = re.findall(r"^COPY (\w+) \1$", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    packages = {pattern.rstrip("*") for pattern in PROJECT["tool"]["setuptools"]["packages"]["find"]["include"]}
    assert set(copied) == packages
    assert all((ROOT / package / "py.typed").exists() for package in packages)
