"""nbgrader's settings for this course; `cargo classroom` starts nbgrader in this folder, where it finds them.

SHUZI_CLASSROOM   the folder with the submissions and the gradebook, where that is not this one
SHUZI_STUDENT     one student only
"""

import os
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import shuzi_nbgrader as ours  # noqa: E402
import shuzi_pages as pages  # noqa: E402
from nbgrader import preprocessors as theirs  # noqa: E402

# nbgrader starts the program `alembic` by its name alone.
os.environ["PATH"] = os.pathsep.join([str(pathlib.Path(sys.executable).parent), os.environ.get("PATH", "")])

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "shuzi"
c.CourseDirectory.root = os.environ.get("SHUZI_CLASSROOM", str(HERE))
c.CourseDirectory.student_id = os.environ.get("SHUZI_STUDENT", "*")

# The source is the template already: no solution and no hidden test ever lies in nbgrader's folders.
c.GenerateAssignment.preprocessors = [
    theirs.LockCells,
    theirs.ClearOutput,
    theirs.CheckCellMetadata,
    theirs.ComputeChecksums,
    theirs.SaveCells,
    theirs.CheckCellMetadata,
]

# No code runs here: what the sandbox recorded takes the place of nbgrader's Execute.
c.Autograde.autograde_preprocessors = [
    ours.FillFromRun,
    theirs.LimitOutput,
    ours.SaveGrades,
    theirs.AssignLatePenalties,
    theirs.CheckCellMetadata,
]

# What students wrote is shown without running any of it, and without loading anything from elsewhere.
c.HTMLExporter.sanitize_html = True
c.HTMLExporter.filters = {"clean_html": pages.clean_html, "markdown2html": pages.markdown2html}
# nbconvert looks here for templates before it takes its own; nbgrader sets the option for this itself.
os.environ["JUPYTER_PATH"] = str(HERE / "pages")
c.GenerateFeedback.exporter_class = pages.Feedback
c.FormgradeExtension.debug = False

c.ExportApp.plugin_class = ours.GradesAsJson
