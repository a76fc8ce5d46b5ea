// Runs before the first paint: a page that one has chosen dark never flashes white.
{
  const root = document.documentElement;
  root.dataset.scripts = "";
  let kept = null;
  try {
    kept = localStorage.getItem("shuzi-theme");
  } catch {
    // A browser may forbid storage; then the system decides.
  }
  if (kept === "light" || kept === "dark") root.dataset.theme = kept;
  // The fonts of formulas are made ready before the text is laid out, so that nothing moves.
  for (const font of ["1em KaTeX_Main", "italic 1em KaTeX_Math"]) document.fonts?.load(font);
}
