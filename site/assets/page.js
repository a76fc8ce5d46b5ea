// Conveniences. Every page reads, folds and prints without them.
{
  const root = document.documentElement;
  const isChinese = root.lang.startsWith("zh");
  const text = (chinese, english) => (isChinese ? chinese : english);
  const all = (selector) => [...document.querySelectorAll(selector)];

  // Light or dark: the system's choice until the reader makes one.
  const system = matchMedia("(prefers-color-scheme: dark)");
  document.querySelector("#theme").addEventListener("click", () => {
    const isDark = root.dataset.theme ? root.dataset.theme === "dark" : system.matches;
    root.dataset.theme = isDark ? "light" : "dark";
    try {
      localStorage.setItem("shuzi-theme", root.dataset.theme);
    } catch {
      // Then it holds for this page only.
    }
  });

  // The other language opens at the cell that is being read; the table of contents marks the section.
  const language = document.querySelector("a.language");
  const twin = language.getAttribute("href");
  const cells = document.body.classList.contains("chapter") ? all("section.cell") : [];
  const lines = all(".contents a").map((link) => [link, document.getElementById(link.hash.slice(1))]);
  const bar = document.querySelector(".progress");
  const needsBar = bar && !CSS.supports("animation-timeline: scroll()");
  const follow = () => {
    const above = (edge) => (element) => element.getBoundingClientRect().top <= edge;
    const cell = cells.findLast(above(100));
    language.setAttribute("href", cell && cell !== cells[0] ? `${twin}#${cell.id}` : twin);
    const current = lines.findLast(([, heading]) => heading && above(200)(heading))?.[0];
    for (const [link] of lines) {
      if (link === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    if (needsBar) bar.style.transform = `scaleX(${scrollY / Math.max(1, root.scrollHeight - innerHeight)})`;
  };
  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      follow();
    });
  }, { passive: true });
  follow();

  // Code can be copied.
  for (const source of all(".source")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = text("复制", "Copy");
    button.addEventListener("click", async () => {
      const code = source.querySelector("code");
      let done = true;
      try {
        await navigator.clipboard.writeText(code.textContent);
      } catch {
        // Not every browser lets a page opened from disk write the clipboard: select the code instead.
        getSelection().selectAllChildren(code);
        done = document.execCommand("copy");
      }
      button.textContent = done ? text("已复制", "Copied") : text("已选中", "Selected");
      setTimeout(() => (button.textContent = text("复制", "Copy")), 1500);
    });
    source.append(button);
  }

  // What scrolls sideways can be scrolled from the keyboard.
  const reach = () => {
    // First all questions, then all changes: by turns, each question would lay out the page anew.
    const boxes = all("pre, .scroll, .drawing, .katex-display").map((box) => [box, box.scrollWidth > box.clientWidth + 1]);
    for (const [box, scrolls] of boxes) {
      if (scrolls && box.tabIndex !== 0) box.tabIndex = 0;
      else if (!scrolls && box.hasAttribute("tabindex")) box.removeAttribute("tabindex");
    }
  };
  addEventListener("load", reach);
  addEventListener("resize", reach);
  for (const fold of all("main details")) fold.addEventListener("toggle", reach);

  // On a wide screen the table of contents stands open beside the text.
  const wide = matchMedia("(min-width: 72rem)");
  const contents = document.querySelector(".contents details");
  const unfold = () => contents && (contents.open = wide.matches);
  wide.addEventListener("change", unfold);
  unfold();
  for (const link of all(".contents a")) link.addEventListener("click", () => !wide.matches && (contents.open = false));

  // The menu closes when one turns elsewhere.
  const menu = document.querySelector("details.menu");
  document.addEventListener("click", (event) => menu.contains(event.target) || (menu.open = false));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // Answers print open, also in browsers whose style sheets cannot open them.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all("main details:not([open])");
    for (const fold of opened) fold.open = true;
  });
  addEventListener("afterprint", () => {
    for (const fold of opened) fold.open = false;
  });
}
