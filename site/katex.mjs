// Formulas in on stdin as JSON, their HTML out on stdout: [{tex, display}] → [{html} or {error}].
import katex from "katex";

let question = "";
for await (const part of process.stdin.setEncoding("utf8")) question += part;

const answers = JSON.parse(question).map(({ tex, display }) => {
  try {
    const html = katex.renderToString(tex, { displayMode: display, throwOnError: true, strict: "ignore", output: "htmlAndMathml" });
    return { html };
  } catch (error) {
    return { error: error.message };
  }
});
process.stdout.write(JSON.stringify(answers));
