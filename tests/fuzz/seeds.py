"""What fuzzing starts from: files of this repository, what runs found, and what once broke."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
CORPUS, BROKE = HERE / "corpus", HERE / "broke"
LONGEST = 20_000


def seeds(target: str) -> list[bytes]:
    """Every input kept for a target, each once, the shortest first."""
    found = {*given(target), *kept(target)}
    return sorted((data for data in found if len(data) <= LONGEST), key=lambda d: (len(d), d))


def given(target: str) -> set[bytes]:
    """Inputs that lie in this repository for other reasons, and those that once broke a target."""
    return {*_of_repository(target), *broke(target)}


def kept(target: str) -> list[bytes]:
    """The corpus: inputs by which an earlier run reached code that no other reached."""
    path = CORPUS / f"{target}.zip"
    if not path.exists():
        return []
    with ZipFile(path) as archive:
        return [archive.read(name) for name in sorted(archive.namelist())]


def broke(target: str) -> list[bytes]:
    """Inputs that once broke a target."""
    return [path.read_bytes() for path in sorted((BROKE / target).glob("*"))]


def keep(target: str, inputs: list[bytes]) -> None:
    """Write the corpus anew; the same inputs make the same bytes."""
    CORPUS.mkdir(exist_ok=True)
    with ZipFile(CORPUS / f"{target}.zip", "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for number, data in enumerate(sorted(set(inputs), key=lambda d: (len(d), d))):
            archive.writestr(ZipInfo(f"{number:04d}"), data, ZIP_DEFLATED)


def _of_repository(target: str) -> Iterator[bytes]:
    if target in ("sheet", "yaml"):
        for path in sorted((ROOT / "tests" / "bad_sheets").glob("*.yaml")):
            yield path.read_bytes()
        yield (ROOT / "tests" / "worked" / "demo.yaml").read_bytes()
        yield from (p.read_bytes() for p in sorted((ROOT / "data" / "prices").glob("*.yaml"))[::6])
    elif target == "mapping":
        yield from (p.read_bytes() for p in sorted((ROOT / "data" / "log-formats").glob("*.yaml")))
    elif target.startswith("log"):
        yield from _logs(target)
    elif target == "workloads":
        yield from _workloads()
    elif target == "link":
        yield from _links()
    else:
        yield b'model,our eval;x\nGPT-5,71.5\n\'=qwen,"9,1"\n'


def _logs(target: str) -> Iterator[bytes]:
    from tests.logs.make_samples import samples

    for sample in samples():
        for name, data in sample.files.items():
            is_json = name.endswith(("json", "jsonl"))
            if not name.endswith(("parquet", "zip", "gz")) and target != (
                "log_csv" if is_json else "log_json"
            ):
                yield data[:6_000] if name.endswith(("csv", "jsonl")) else data


def _workloads() -> Iterator[bytes]:
    from calculator.workload_csv import template_csv

    for language in ("en", "zh"):
        text = template_csv(language)
        yield text.encode()
        yield text.encode("utf-16")
        yield text.replace(",", ";").encode("gb18030")
    text = (
        'name,requests/day,input,output,months,start\n"a\nb",1万,"80,000",5e2,3,2026-12\n,,-1,x,,\n'
    )
    yield text.encode()


def _links() -> Iterator[bytes]:
    from calculator.dashboard.link import encode
    from calculator.dashboard.packed import to_json
    from calculator.dashboard.scenario import Scenario
    from calculator.dashboard.scenario_file import write_scenario
    from calculator.profiles import presets

    jobs = tuple(profile.workload() for profile in presets().values())
    yield from (b"j" + to_json((job,)) for job in jobs)
    yield from (b"z" + to_json((job,)) for job in jobs)
    mine = Scenario(own=jobs[:1], workload="own:0", requests=5, cached=None)
    yield b"f" + write_scenario(mine)
    yield b"q" + "&".join(f"{name}={text}" for name, text in encode(mine).items()).encode()
    yield b"q" + b"ab=openai/gpt-5,moonshot-cn/kimi-k3&fd=volume:3,fx:1&fg=-2&fb=1.5&req=7&cache=5"
