"""The GitHub Action and the GitLab job: what they say of themselves is valid, and what they run does what it says."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import yaml

from heartlint.output import FORMATS

ROOT = Path(__file__).resolve().parent.parent
ACTION = ROOT / "action.yml"
GITLAB = ROOT / "templates" / "heartlint.yml"
COLD = "Our leads are in the pipeline.\n"
WARM = "The gate is open on Saturday.\n"

pytestmark = [
    pytest.mark.skipif(not ACTION.is_file(), reason="needs the source tree: action.yml is not here"),
    pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash"),
]
NEEDS_REPORTS = pytest.mark.skipif(
    not {"sarif", "github", "gitlab"} <= set(FORMATS), reason="needs the outputs sarif, github and gitlab"
)

HOSTILE = (
    "$(touch pwned)", "`touch pwned`", "; touch pwned", "a b.md", "*", "-o", "--config=x", '"; touch pwned; "', "'", "\\",
    "${{ secrets.X }}", "$HOME", "&& touch pwned", "\u202ename.md", "| touch pwned",
)  # fmt: skip
"""What a path may be called by whoever opens a pull request."""


def _action() -> Any:
    return yaml.safe_load(ACTION.read_text(encoding="utf-8"))


def _job() -> Any:
    return list(yaml.safe_load_all(GITLAB.read_text(encoding="utf-8")))[1]["heartlint"]


def _step(name: str) -> dict[str, Any]:
    step: dict[str, Any] = next(step for step in _action()["runs"]["steps"] if step["id"] == name)
    return step


@pytest.mark.parametrize(
    ("schema", "path"), [("github-actions", ACTION), ("gitlab-ci", GITLAB)], ids=lambda value: str(value)[-14:]
)
def test_it_is_what_its_host_takes(schema: str, path: Path) -> None:
    """Each document is valid by the schema that editors and check-jsonschema use for it."""
    pytest.importorskip("check_jsonschema")
    import jsonschema

    text = resources.files("check_jsonschema.builtin_schemas.vendor").joinpath(f"{schema}.json").read_text("utf-8")
    validator = jsonschema.Draft7Validator(json.loads(text))
    documents = list(yaml.safe_load_all(path.read_text(encoding="utf-8")))
    assert documents
    for document in documents:
        assert [error.message for error in validator.iter_errors(document)] == []


def test_no_input_is_ever_pasted_into_a_script() -> None:
    """What the caller gives stands in env or variables only: no `run`, no `script` holds an expression."""
    steps = _action()["runs"]["steps"]
    assert all("${{" not in step.get("run", "") for step in steps)
    job = _job()
    assert all("$[[" not in line for line in (*job["before_script"], *job["script"]))
    assert all(value["expand"] is False for value in job["variables"].values())


def test_what_others_made_is_pinned() -> None:
    """An action that is used is named by the hash of its content; the package of the job by its version."""
    used = [step["uses"] for step in _action()["runs"]["steps"] if "uses" in step]
    assert used
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", one) for one in used)
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    spec = next(yaml.safe_load_all(GITLAB.read_text(encoding="utf-8")))["spec"]["inputs"]
    assert spec["package"]["default"] == f"heartlint=={version}"


def test_every_input_is_used() -> None:
    """No input that the action or the job declares is without effect."""
    for inputs, text, form in (
        (_action()["inputs"], ACTION.read_text(encoding="utf-8"), "${{{{ inputs.{} }}}}"),
        (
            next(yaml.safe_load_all(GITLAB.read_text(encoding="utf-8")))["spec"]["inputs"],
            GITLAB.read_text(encoding="utf-8"),
            "$[[ inputs.{} ]]",
        ),
    ):
        assert [name for name in inputs if form.format(name) not in text] == []


class Runner:
    """A folder in which the scripts run as their hosts run them."""

    def __init__(self, folder: Path) -> None:
        self.work = folder / "work"
        self.temp = folder / "temp"
        self.output = folder / "output"
        self.summary = folder / "summary"
        self.told = folder / "told.json"
        self.work.mkdir()
        (self.temp / "heartlint" / "bin").mkdir(parents=True)

    def pretend(self, status: int = 0) -> None:
        """Put a program in heartlint's place that writes down how it was called."""
        tool = self.temp / "heartlint" / "bin" / "heartlint"
        tool.write_text(
            f"#!{sys.executable}\nimport json, os, sys\nfrom pathlib import Path\n"
            "for one in sys.argv:\n    if one.startswith('sarif:'):\n        Path(one[6:]).write_text('{}')\n"
            f"call = dict(arguments=sys.argv[1:], summary='GITHUB_STEP_SUMMARY' in os.environ, typed=sys.stdin.read())\n"
            f"Path({str(self.told)!r}).write_text(json.dumps(call))\nsys.exit({status})\n",
            encoding="utf-8",
        )
        tool.chmod(tool.stat().st_mode | stat.S_IXUSR)

    def real(self) -> None:
        """Put heartlint itself there."""
        (self.temp / "heartlint" / "bin" / "heartlint").symlink_to(Path(sys.executable).parent / "heartlint")

    def env(self, extra: dict[str, str]) -> dict[str, str]:
        """The environment of a script."""
        clean = {
            key: value for key, value in os.environ.items() if not key.startswith(("HEARTLINT", "GITHUB", "PYTHON"))
        }
        return {
            **clean,
            "RUNNER_TEMP": str(self.temp),
            "GITHUB_OUTPUT": str(self.output),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GITHUB_ACTION_PATH": str(ROOT),
            **extra,
        }

    def github(self, step: str, **inputs: str) -> subprocess.CompletedProcess[str]:
        """Run a step of the action as the runner does, with inputs by name (`fail_on` for fail-on)."""
        action = _action()
        given = {name: str(one["default"]) for name, one in action["inputs"].items()}
        given |= {name.replace("_", "-"): value for name, value in inputs.items()}
        values = {f"inputs.{name}": value for name, value in given.items()}
        values["steps.python.outputs.python-path"] = sys.executable
        found = _step(step)
        extra = {}
        for name, expression in found["env"].items():
            match = re.fullmatch(r"\$\{\{ ([\w.-]+) \}\}", expression)
            assert match, expression
            extra[name] = values[match[1]]
        script = self.temp / f"{step}.sh"
        script.write_text(found["run"], encoding="utf-8")
        assert found["shell"] == "bash"
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)],
            cwd=self.work, env=self.env(extra), capture_output=True, text=True, check=False,
        )  # fmt: skip

    def gitlab(self, shell: str, **inputs: str) -> subprocess.CompletedProcess[str]:
        """Run the script of the job as GitLab's runner does, with inputs by name."""
        spec, jobs = yaml.safe_load_all(GITLAB.read_text(encoding="utf-8"))
        given = {name: one["default"] for name, one in spec["spec"]["inputs"].items()}
        given |= {name.replace("_", "-"): value for name, value in inputs.items()}
        job = jobs["heartlint"]
        extra = {
            name: re.sub(r"\$\[\[ inputs\.([\w-]+) \]\]", lambda match: given[match[1]], value["value"])
            for name, value in job["variables"].items()
        }
        script = "\n".join(job["script"]).replace("/tmp/heartlint", f"{self.temp}/heartlint")  # noqa: S108
        return subprocess.run(
            [shell, "-e", "-c", script], cwd=self.work, env=self.env(extra), capture_output=True, text=True, check=False
        )

    def call(self) -> dict[str, Any]:
        """How the program in heartlint's place was called."""
        told: dict[str, Any] = json.loads(self.told.read_text(encoding="utf-8"))
        return told


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """A folder to run scripts in."""
    return Runner(tmp_path)


def test_the_action_without_inputs_checks_the_repository(runner: Runner) -> None:
    """Everything, as the config says, told as annotations and a summary; nothing is read from standard input."""
    runner.pretend()
    done = runner.github("check")
    assert done.returncode == 0, done.stderr
    assert runner.call() == {"arguments": ["check", "-o", "github", "--", "."], "summary": True, "typed": ""}
    assert runner.output.read_text() == "status=0\n"


def test_the_actions_inputs_become_arguments(runner: Runner) -> None:
    """Each input has its place, empty lines and line ends of Windows are no paths, and false means no summary."""
    runner.pretend(1)
    (runner.work / "there.md").write_text(WARM)
    done = runner.github(
        "check", paths="mails/\r\n\n a b.md\n", config="ci/our config.toml", fail_on="error",
        args="--confidence sure\n--exclude=*.md", sarif="out/x y.sarif", summary="false",
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert runner.call() == {
        "arguments": [
            "check", "-o", "github", "--config=ci/our config.toml", "--fail-on=error", "-o", "sarif:out/x y.sarif",
            "--confidence", "sure", "--exclude=*.md", "--", "mails/", " a b.md",
        ],
        "summary": False,
        "typed": "",
    }  # fmt: skip
    assert runner.output.read_text() == "status=1\nsarif=out/x y.sarif\n"


@pytest.mark.parametrize("status", [0, 1, 2])
def test_the_step_exits_as_heartlint_does(runner: Runner, status: int) -> None:
    """0, 1 and 2 are the step's own status and one of its outputs."""
    runner.pretend(status)
    assert runner.github("check").returncode == status
    assert runner.output.read_text() == f"status={status}\n"


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_input_is_one_argument_and_runs_nothing(runner: Runner, text: str) -> None:
    """Whatever a path, a config or a severity is called, it arrives as it is, in its place, and no shell reads it."""
    runner.pretend()
    (runner.work / "there.md").write_text(WARM)
    for shell in ("github", "bash", "sh"):
        inputs = {"paths": text, "config": text, "fail_on": text}
        done = runner.github("check", **inputs) if shell == "github" else runner.gitlab(shell, **inputs)
        assert done.returncode == 0, done.stderr
        arguments = runner.call()["arguments"]
        assert arguments[-2:] == ["--", text]
        assert [f"--config={text}", f"--fail-on={text}"] == [one for one in arguments[:-2] if one.startswith("--")]
    assert [path.name for path in runner.work.iterdir()] == ["there.md"]
    done = runner.github("check", args=text)
    assert runner.call()["arguments"] == ["check", "-o", "github", *text.split(), "--", "."]
    assert [path.name for path in runner.work.iterdir()] == ["there.md"]


@pytest.mark.parametrize(
    "text", ["0.1; touch pwned", "../x", "--pre", "git+https://x.example/y", "0.1\n0.2", " ", "$(id)"]
)
def test_a_version_that_is_none_installs_nothing(runner: Runner, text: str) -> None:
    """It is refused in one line, with exit 2, before pip hears of it."""
    done = runner.github("install", version=text)
    assert done.returncode == 2
    assert "heartlint: version: not a version" in done.stderr
    assert not (runner.temp / "heartlint" / "bin" / "python").exists()


def test_a_sarif_path_on_two_lines_is_refused(runner: Runner) -> None:
    """It could set outputs of the step that are not its own."""
    runner.pretend()
    done = runner.github("check", sarif="a\nstatus=0")
    assert done.returncode == 2
    assert not runner.output.exists()


@pytest.mark.parametrize("shell", ["bash", "sh"])
def test_the_jobs_inputs_become_arguments(runner: Runner, shell: str) -> None:
    """In whichever shell the image has, the report is printed and the code quality report written."""
    runner.pretend(1)
    (runner.work / "there.md").write_text(WARM)  # which the shell would put for *.md
    done = runner.gitlab(shell, paths="mails/\n\na b.md", args="--confidence sure --exclude *.md")
    assert done.returncode == 1, done.stderr
    assert runner.call()["arguments"] == [
        "check", "-o", "text", "-o", "gitlab:gl-code-quality-report.json", "--confidence", "sure", "--exclude", "*.md",
        "--", "mails/", "a b.md",
    ]  # fmt: skip


@NEEDS_REPORTS
def test_a_cold_message_fails_the_step_and_is_annotated(runner: Runner) -> None:
    """With heartlint itself: annotations, a summary, a SARIF file that names the place, and exit 1."""
    runner.real()
    (runner.work / "a b.md").write_text(COLD)
    done = runner.github("check", sarif="heartlint.sarif")
    assert done.returncode == 1, done.stderr
    assert "::error file=a b.md,line=1,col=5" in done.stdout
    assert "people/leads" in runner.summary.read_text(encoding="utf-8")
    result = json.loads((runner.work / "heartlint.sarif").read_text(encoding="utf-8"))["runs"][0]["results"][0]
    assert result["ruleId"] == "people/leads"
    (runner.work / "a b.md").write_text(WARM)
    assert runner.github("check").returncode == 0


@NEEDS_REPORTS
@pytest.mark.parametrize("shell", ["bash", "sh"])
def test_a_cold_message_fails_the_job_and_is_reported(runner: Runner, shell: str) -> None:
    """With heartlint itself: the report, the code quality file, and exit 1."""
    runner.real()
    (runner.work / "a b.md").write_text(COLD)
    done = runner.gitlab(shell)
    assert done.returncode == 1, done.stderr
    assert "people/leads" in done.stdout
    first = json.loads((runner.work / "gl-code-quality-report.json").read_text(encoding="utf-8"))[0]
    assert first["location"] == {"path": "a b.md", "lines": {"begin": 1}}


@pytest.mark.install
def test_the_action_installs_the_version_it_comes_with(runner: Runner) -> None:
    """Beside modules of the repository that bear the names of Python's own, none of which is run."""
    shutil.rmtree(runner.temp / "heartlint")
    for name in ("venv", "pip", "json", "heartlint"):
        (runner.work / f"{name}.py").write_text("raise SystemExit('the repository was run')\n")
    done = runner.github("install")
    assert done.returncode == 0, done.stdout + done.stderr
    tool = runner.temp / "heartlint" / "bin" / "heartlint"
    told = subprocess.run([tool, "--version"], cwd=runner.work, capture_output=True, text=True, check=True)
    assert told.stdout.startswith("heartlint ")
    (runner.work / "a.md").write_text(COLD)
    done = subprocess.run([tool, "check", "a.md"], cwd=runner.work, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "people/leads" in done.stdout
