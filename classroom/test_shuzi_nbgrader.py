"""The plugin inside the real nbgrader, on a course of one small assignment; `cargo classroom selftest` runs this."""

import json
import os
import pathlib
import shutil
import tempfile
import unittest
import unittest.mock

import nbformat
from nbgrader import apps
from nbgrader.api import Gradebook
from nbgrader.utils import capture_log, chdir

import shuzi_nbgrader

HERE = pathlib.Path(__file__).resolve().parent
NAME = "03-softmax"


def cell(kind, grade_id, source, task=None, **nbgrader):
    shuzi = {"task": task} if task else {}
    defaults = {"grade": False, "solution": False, "locked": True, "schema_version": 3, "task": False, "grade_id": grade_id}
    metadata = {"nbgrader": {**defaults, **nbgrader}, "shuzi": shuzi}
    new = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
    return new(source, id=grade_id, metadata=metadata)


def template():
    answer = {"solution": True, "locked": False}
    check = {"grade": True, "points": 3}
    return [
        cell("markdown", "intro", "# 练习"),
        cell("code", "answer-3-1", "fn my_softmax() { todo!() }", "3.1", **answer),
        cell("code", "check-3-1", "check!(3.1, my_softmax)", "3.1", **check),
        cell("code", "answer-3-2", "fn my_loss() { todo!() }", "3.2", **answer),
        cell("code", "check-3-2", "check!(3.2, my_loss)", "3.2", **check),
        cell("markdown", "written-3-3", "在这里写……", "3.3", grade=True, solution=True, locked=False, points=4),
    ]


def ran(grade_id, outputs=(), reasons=()):
    return {"grade_id": grade_id, "outputs": list(outputs), "reasons": list(reasons)}


def record(digest="d1", **changed):
    """A run in which 3.1 is right and 3.2 half so."""
    plain = {
        "digest": digest,
        "reasons": [],
        "cells": [ran("answer-3-1"), ran("check-3-1"), ran("answer-3-2"), ran("check-3-2")],
        "verdicts": {
            "3.1": {"points": 3.0, "of": 3.0, "findings": ["都对。"]},
            "3.2": {"points": 1.5, "of": 3.0, "findings": ["溢出。"]},
        },
    }
    return {**plain, **changed}


class Course(unittest.TestCase):
    """A course folder of its own, with the assignment released."""

    released = None

    @classmethod
    def setUpClass(cls):
        cls.all = pathlib.Path(tempfile.mkdtemp(prefix="shuzi-course-"))
        cls.addClassCleanup(shutil.rmtree, cls.all)

    def setUp(self):
        self.folder = self.all / self.id()
        if Course.released:
            shutil.copytree(Course.released, self.folder)
            return
        self.write("source", NAME, cells=template())
        self.nbgrader(apps.GenerateAssignmentApp, NAME)
        # Once for all tests: it takes seconds.
        Course.released = tempfile.mkdtemp(prefix="shuzi-released-")
        unittest.addModuleCleanup(shutil.rmtree, Course.released)
        shutil.copytree(self.folder, Course.released, dirs_exist_ok=True)

    def write(self, *folders, cells, **metadata):
        notebook = nbformat.v4.new_notebook(cells=cells, metadata=metadata)
        path = self.folder.joinpath(*folders, f"{NAME}.ipynb")
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, path)

    def submit(self, student="li", run=None, cells=None):
        run = run or record()
        self.write("submitted", student, NAME, cells=cells or template(), shuzi={"digest": run["digest"]})
        path = self.folder / "runs" / NAME / f"{student}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(run))

    def nbgrader(self, app_class, *arguments, succeeds=True):
        with chdir(HERE), unittest.mock.patch.dict(os.environ, SHUZI_CLASSROOM=str(self.folder), SHUZI_LANG="zh"):
            app = app_class()
            app.log_level = 0
            app.initialize([*arguments, "--NbGrader.log_level=CRITICAL"])
            result = capture_log(app)
        self.assertEqual(result["success"], succeeds, result)
        return result.get("log", "")

    def put_aside(self, student="li"):
        """As `cargo classroom grade` does before it grades again."""
        former = self.folder / "runs" / NAME / f"{student}.former.ipynb"
        (self.folder / "autograded" / student / NAME / f"{NAME}.ipynb").replace(former)
        shutil.rmtree(self.folder / "autograded" / student)

    def gradebook(self):
        return Gradebook(f"sqlite:///{self.folder}/gradebook.db", "shuzi")

    def grades(self, student="li"):
        with self.gradebook() as book:
            grades = book.find_submission_notebook(NAME, NAME, student).grades
            return {grade.name: (grade.auto_score, grade.needs_manual_grade, grade.score) for grade in grades}

    def grade_by_hand(self, points, name="written-3-3"):
        with self.gradebook() as book:
            grade = book.find_grade(name, NAME, NAME, "li")
            grade.manual_score, grade.needs_manual_grade = points, False
            book.db.commit()

    def graded_cell(self, name, student="li"):
        notebook = nbformat.read(self.folder / "autograded" / student / NAME / f"{NAME}.ipynb", 4)
        return next(cell for cell in notebook.cells if cell.metadata.nbgrader.get("grade_id") == name)


class Grading(Course):
    def test_points_are_the_verdicts_and_an_empty_text_is_worth_nothing(self):
        self.submit()
        self.nbgrader(apps.AutogradeApp, NAME)
        grades = self.grades()
        self.assertEqual(grades["check-3-1"], (3.0, False, 3.0))
        self.assertEqual(grades["check-3-2"], (1.5, False, 1.5))
        self.assertEqual(grades["written-3-3"], (0.0, False, 0.0))
        self.assertIn("溢出。", self.graded_cell("check-3-2").outputs[0].text)

    def test_without_a_verdict_a_check_is_worth_nothing_whatever_it_showed(self):
        forged = [
            {"output_type": "execute_result", "data": {"text/plain": "3.0"}, "metadata": {}, "execution_count": 1},
            {"output_type": "stream", "name": "stdout", "text": "3.0"},
        ]
        cells = [ran("answer-3-1"), ran("check-3-1", forged, ["超时。"]), ran("answer-3-2"), ran("check-3-2")]
        self.submit(run=record(cells=cells, verdicts={}))
        self.nbgrader(apps.AutogradeApp, NAME)
        self.assertEqual(self.grades()["check-3-1"][0], 0.0)
        self.assertIn("超时。", self.graded_cell("check-3-1").outputs[0].text)

    def test_stderr_costs_no_points(self):
        noisy = ran("check-3-1", [{"output_type": "stream", "name": "stderr", "text": "warning"}])
        self.submit(run=record(cells=[ran("answer-3-1"), noisy, ran("answer-3-2"), ran("check-3-2")]))
        self.nbgrader(apps.AutogradeApp, NAME)
        self.assertEqual(self.grades()["check-3-1"][0], 3.0)

    def test_the_feedback_tells_reasons_and_the_compilers_words_in_the_assignments_language(self):
        error = {"output_type": "error", "evalue": "cannot find", "traceback": ["\x1b[31m[E0425]\x1b[0m cannot find"]}
        cells = [ran("answer-3-1"), ran("check-3-1", [error]), ran("answer-3-2"), ran("check-3-2")]
        self.submit(run=record(cells=cells, verdicts={}, reasons=["文件不是 <UTF-8>。"]))
        self.nbgrader(apps.AutogradeApp, NAME)
        self.nbgrader(apps.GenerateFeedbackApp, NAME)
        page = (self.folder / "feedback" / "li" / NAME / f"{NAME}.html").read_text(encoding="utf-8")
        self.assertIn("[E0425] cannot find", page)
        for word in ('lang="zh-CN"', "得分：", "没有作答。", "<li>文件不是 &lt;UTF-8&gt;。</li>"):
            self.assertIn(word, page)

    def test_what_was_not_run_is_not_graded(self):
        self.submit()
        (self.folder / "runs" / NAME / "li.json").unlink()
        self.assertIn(f"cargo classroom grade {NAME}", self.nbgrader(apps.AutogradeApp, NAME, succeeds=False))
        self.assertFalse((self.folder / "autograded" / "li" / NAME).exists())

    def test_another_notebook_than_the_one_that_was_run_is_not_graded(self):
        self.submit()
        self.write("submitted", "li", NAME, cells=template(), shuzi={"digest": "another"})
        self.assertIn(f"cargo classroom grade {NAME}", self.nbgrader(apps.AutogradeApp, NAME, succeeds=False))

    def test_one_students_failure_leaves_the_others_graded(self):
        self.submit("li")
        self.submit("wang")
        (self.folder / "runs" / NAME / "li.json").write_text("not json")
        self.nbgrader(apps.AutogradeApp, NAME, succeeds=False)
        self.assertEqual(self.grades("wang")["check-3-1"][0], 3.0)


class GradingAgain(Course):
    def setUp(self):
        super().setUp()
        self.answered = template()
        self.answered[-1].source = "先减去最大值。"
        self.submit(cells=self.answered)
        self.nbgrader(apps.AutogradeApp, NAME)

    def again(self, cells, run=None):
        self.put_aside()
        self.submit(cells=cells, run=run or record("d2"))
        self.nbgrader(apps.AutogradeApp, NAME)

    def test_a_text_waits_for_the_teacher(self):
        self.assertEqual(self.grades()["written-3-3"], (None, True, 0.0))

    def test_a_grade_by_hand_stays_while_the_text_is_the_same(self):
        self.grade_by_hand(2.5)
        self.again(self.answered)
        self.assertEqual(self.grades()["written-3-3"], (None, False, 2.5))

    def test_a_changed_text_waits_again_and_shows_what_it_had(self):
        self.grade_by_hand(2.5)
        self.answered[-1].source = "别的话。"
        self.again(self.answered)
        self.assertEqual(self.grades()["written-3-3"], (None, True, 2.5))

    def test_points_set_by_hand_wait_only_when_the_verdict_changed(self):
        self.grade_by_hand(2.0, "check-3-2")
        self.again(self.answered)
        self.assertEqual(self.grades()["check-3-2"], (1.5, False, 2.0))
        worse = record("d3", verdicts={"3.2": {"points": 0.0, "of": 3.0, "findings": []}})
        self.again(self.answered, worse)
        self.assertEqual(self.grades()["check-3-2"], (0.0, True, 2.0))


class Export(Course):
    def test_the_gradebook_is_told_with_manual_grades_and_what_waits(self):
        self.submit()
        self.nbgrader(apps.AutogradeApp, NAME)
        self.grade_by_hand(4.0)
        with self.gradebook() as book:
            book.add_student("zhao")
        path = self.folder / "grades.json"
        self.nbgrader(apps.ExportApp, f"--to={path}", f"--ExportPlugin.assignment={NAME}")
        told = json.loads(path.read_text(encoding="utf-8"))[NAME]
        self.assertEqual(told["cells"][0], {"grade_id": "check-3-1", "of": 3.0})
        self.assertEqual([cell["grade_id"] for cell in told["cells"]], ["check-3-1", "check-3-2", "written-3-3"])
        grade = told["students"][0]["grades"]["written-3-3"]
        self.assertEqual(grade, {"points": 4.0, "waits": False, "by_hand": True})
        self.assertEqual(told["absent"], ["zhao"])

    def test_an_assignment_that_was_never_released_is_null(self):
        path = self.folder / "grades.json"
        self.nbgrader(apps.ExportApp, f"--to={path}", "--ExportPlugin.assignment=unknown")
        self.assertEqual(json.loads(path.read_text()), {"unknown": None})


class Pages(Course):
    def test_nothing_in_a_submission_runs_in_the_readers_browser(self):
        hostile = '<script>alert(1)</script><img src=x onerror=alert(2)><a href="javascript:alert(3)">x</a>'
        cells = template()
        cells[-1].source = f"**粗** {hostile} $x^2$\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
        shown = {"text/html": hostile, "application/javascript": "alert(4)", "text/plain": hostile}
        output = {"output_type": "display_data", "data": shown, "metadata": {}}
        run = record(cells=[ran("answer-3-1", [output]), ran("check-3-1"), ran("answer-3-2"), ran("check-3-2")])
        self.submit(cells=cells, run=run)
        self.nbgrader(apps.AutogradeApp, NAME)
        self.nbgrader(apps.GenerateFeedbackApp, NAME)
        page = (self.folder / "feedback" / "li" / NAME / f"{NAME}.html").read_text(encoding="utf-8")
        for harm in ("<script>alert", "onerror", 'href="javascript', "alert(4)", "<script src"):
            self.assertNotIn(harm, page)
        for kept in ("<strong>粗</strong>", "<td>1</td>", "<msup><mi>x</mi><mn>2</mn></msup>"):
            self.assertIn(kept, page)


class Outputs(unittest.TestCase):
    def test_points_are_held_between_nought_and_the_most(self):
        cases = [(2.0, 2.0), (-1, 0.0), (9, 3.0), (float("nan"), 0.0), (None, 0.0), (True, 0.0), ("3", 0.0)]
        for given, expected in cases:
            self.assertEqual(shuzi_nbgrader.points_between(given, 3.0), expected)
        self.assertEqual(repr(shuzi_nbgrader.points_between(-0.0, 3.0)), "0.0")

    def test_garbage_for_an_output_is_left_out(self):
        for garbage in (None, 3, {}, {"output_type": "stream"}, {"output_type": "display_data", "data": [1]}):
            self.assertIsNone(shuzi_nbgrader.inert(garbage))

    def test_replies_are_for_the_judge_not_for_people(self):
        output = {"output_type": "display_data", "data": {"application/vnd.shuzi.replies+json": {"task": "3.1"}}}
        self.assertIsNone(shuzi_nbgrader.inert(output))


if __name__ == "__main__":
    unittest.main()
