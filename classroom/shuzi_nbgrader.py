"""What nbgrader needs to grade this course: it takes over what the sandbox recorded, and runs nothing itself.

`cargo classroom grade` runs every submission in a sandbox and judges it; one record a student lies in `runs/<assignment>/`.
The parts here read such a record; `nbgrader_config.py` puts them where they belong.
"""

import hashlib
import html
import json
import math
import pathlib

from nbconvert import filters
from nbformat.v4 import new_markdown_cell, new_output
from nbgrader import utils
from nbgrader.api import MissingEntry
from nbgrader.plugins import ExportPlugin
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades

RUNS = pathlib.Path("runs")
"""Where the records lie; nbgrader converts with the course folder as its working folder."""

REPLIES = "application/vnd.shuzi.replies+json"
"""What a check cell shows in the sandbox: for the judge, not for people."""

SHOWN = {"text/plain", "text/html", "image/png", "image/jpeg", "image/svg+xml"}
"""What of a submission's output is kept; the rest could run in the browser of whoever reads it."""


class RunMissing(Exception):
    """Nothing has been recorded that could be graded."""


def record_of(resources):
    """The run of the submission that nbgrader is at, and the mark by which `cargo classroom` knows it again."""
    place = resources["nbgrader"]
    path = RUNS / place["assignment"] / f"{place['student']}.json"
    try:
        content = path.read_bytes()
        return json.loads(content), hashlib.sha256(content).hexdigest()
    except (OSError, ValueError) as error:
        command = f"cargo classroom grade {place['assignment']}"
        raise RunMissing(f"没有可用的运行记录，请运行 / there is no usable run, please use: {command} ({error})") from error


class FillFromRun(NbGraderPreprocessor):
    """In place of nbgrader's Execute: gives each cell what it showed in the sandbox, each check cell its verdict."""

    def preprocess(self, nb, resources):
        record, mark = record_of(resources)
        ours = nb.metadata.get("shuzi", {})
        code_cells = [cell for cell in nb.cells if cell.cell_type == "code"]
        if ours.get("digest") != record["digest"] or len(code_cells) != len(record["cells"]):
            raise RunMissing(
                "交来的笔记本不是运行过的那一份，请运行 / this notebook is not the one that was run, please use: "
                f"cargo classroom grade {resources['nbgrader']['assignment']}"
            )
        for cell, run in zip(code_cells, record["cells"]):
            if utils.is_grade(cell) and not utils.is_solution(cell):
                cell.outputs = verdict_outputs(cell, run, record)
            else:
                cell.outputs = shown_outputs(run)
            cell.execution_count = None
        if record["reasons"]:
            nb.cells.insert(0, about_the_whole(record["reasons"], ours.get("language")))
        # Read by `cargo classroom grade`, which then knows that this run has been taken over.
        nb.metadata["shuzi"] = {**ours, "record": mark}
        return nb, resources


def about_the_whole(reasons, language):
    """What holds for the whole submission stands at its top."""
    heading = "About this submission" if language == "en" else "关于整份作业"
    lines = "".join(f"- {html.escape(reason)}\n" for reason in reasons)
    return new_markdown_cell(f"### {heading}\n\n{lines}", id="about-the-whole")


def shown_outputs(run):
    """A cell's outputs as recorded, without what could run in a browser; the sandbox's own remarks come last."""
    outputs = [output for output in map(inert, run.get("outputs", [])) if output]
    reasons = run.get("reasons", [])
    return outputs + ([stream("\n".join(reasons))] if reasons else [])


def inert(output):
    """The same output with nothing but text and pictures, or None; whatever the kernel says is only data."""
    try:
        kind = output["output_type"]
        if kind == "stream":
            return new_output("stream", name="stderr" if output["name"] == "stderr" else "stdout", text=joined(output["text"]))
        if kind == "error":
            lines = [str(line) for line in output.get("traceback", [])]
            # evcxr leaves the name out of some of its errors; nbgrader's own Execute stumbles over that.
            name, value = str(output.get("ename", "Error")), str(output.get("evalue", ""))
            return new_output("error", ename=name, evalue=value, traceback=lines or [value])
        data = {mime: joined(text) for mime, text in output["data"].items() if mime in SHOWN}
        return new_output("display_data", data=data) if data else None
    except (AttributeError, KeyError, TypeError):
        return None


def joined(text):
    """Text that nbformat stores whole or in lines."""
    return text if isinstance(text, str) else "".join(str(line) for line in text)


def verdict_outputs(cell, run, record):
    """What was found, and the points in the form that nbgrader takes for them: one number as a result, also for nought.

    nbgrader gives full points to a cell that shows nothing, none where anything is on stderr: so nothing of what the
    submission wrote stays here except as text of ours.
    """
    most = float(cell.metadata.nbgrader["points"])
    verdict = record["verdicts"].get(cell.metadata.get("shuzi", {}).get("task"), {})
    lines = [*run.get("reasons", []), *verdict.get("findings", []), *errors_of(run)]
    points = points_between(verdict.get("points"), most)
    number = new_output("execute_result", data={"text/plain": repr(points)}, execution_count=None)
    return ([stream("\n".join(lines))] if lines else []) + [number]


def points_between(points, most):
    """The judge's points, never below nought nor above what the cell is worth; nought where there are none."""
    if isinstance(points, bool) or not isinstance(points, (int, float)) or not math.isfinite(points):
        return 0.0
    # A sum of nothing is -0.0.
    return min(max(float(points), 0.0), most) + 0.0


def errors_of(run):
    """The compiler's words, where the check itself did not compile: the reader needs them."""
    outputs = [output for output in map(inert, run.get("outputs", [])) if output]
    return ["\n".join(filters.strip_ansi(line) for line in output.traceback) for output in outputs if output.output_type == "error"]


def stream(text):
    return new_output("stream", name="stdout", text=text + "\n")


class SaveGrades(SaveAutoGrades):
    """Saves the points; a grade given by hand needs no second look while what it was given for is the same."""

    def preprocess(self, nb, resources):
        self.former = former_sources(resources)
        self.nothing = "No response." if nb.metadata.get("shuzi", {}).get("language") == "en" else "没有作答。"
        return super().preprocess(nb, resources)

    def _add_score(self, cell, resources):
        name = cell.metadata.nbgrader["grade_id"]
        grade = self.gradebook.find_grade(name, self.notebook_id, self.assignment_id, self.student_id)
        needed, points = grade.needs_manual_grade, grade.auto_score
        super()._add_score(cell, resources)
        same = self.former.get(name) == cell.source if utils.is_solution(cell) else points == grade.auto_score
        if grade.manual_score is not None and same:
            grade.needs_manual_grade = needed
            self.gradebook.db.commit()

    def _add_comment(self, cell, resources):
        super()._add_comment(cell, resources)
        name = cell.metadata.nbgrader["grade_id"]
        comment = self.gradebook.find_comment(name, self.notebook_id, self.assignment_id, self.student_id)
        if comment.auto_comment:
            comment.auto_comment = self.nothing
            self.gradebook.db.commit()


def former_sources(resources):
    """The cells of the submission as last graded, which `cargo classroom grade` put aside before grading again."""
    place = resources["nbgrader"]
    path = RUNS / place["assignment"] / f"{place['student']}.former.ipynb"
    try:
        cells = json.loads(path.read_bytes())["cells"]
        return {cell["metadata"].get("nbgrader", {}).get("grade_id"): joined(cell["source"]) for cell in cells}
    except (OSError, ValueError, KeyError):
        return {}


class GradesAsJson(ExportPlugin):
    """The gradebook's grades of the asked assignments, for `cargo classroom results`."""

    def export(self, gradebook):
        grades = {name: assignment_grades(gradebook, name) for name in map(str, self.assignment)}
        pathlib.Path(self.to).write_text(json.dumps(grades, ensure_ascii=False), encoding="utf-8")


def assignment_grades(gradebook, assignment):
    """Each graded cell with its points, in the notebook's order, and what each student has for it."""
    try:
        notebook = gradebook.find_notebook(assignment, assignment)
    except MissingEntry:
        return None
    order = [cell.name for cell in notebook.source_cells]
    cells = sorted(notebook.grade_cells, key=lambda cell: order.index(cell.name) if cell.name in order else len(order))
    students = [student_grades(submission) for submission in notebook.submissions]
    handed_in = {student["student"] for student in students}
    return {
        "cells": [{"grade_id": cell.name, "of": cell.max_score} for cell in cells],
        "students": students,
        "absent": [student.id for student in gradebook.students if student.id not in handed_in],
    }


def student_grades(submission):
    grades = {
        grade.name: {"points": grade.score, "waits": bool(grade.needs_manual_grade), "by_hand": grade.manual_score is not None}
        for grade in submission.grades
    }
    return {"student": submission.student.id, "late_penalty": submission.late_submission_penalty or 0.0, "grades": grades}
