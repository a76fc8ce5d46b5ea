// The search. Its index is loaded when it is first opened: a script, since a page opened from disk cannot fetch.
{
  const root = document.documentElement;
  const isChinese = root.lang.startsWith("zh");
  const text = (chinese, english) => (isChinese ? chinese : english);
  const [dialog, input, results, status] = ["", "-input", "-results", "-status"].map((part) => document.getElementById(`search${part}`));
  const help = status.textContent;
  const MOST = 20;
  let index = null;
  let selected = 0;

  // Words: pairs of neighbouring characters for Chinese, stems for letters.
  const WORDS = /\p{Script=Han}+|[\p{L}\p{N}_]+/gu;
  const isHan = (word) => /^\p{Script=Han}/u.test(word);

  // Losses, loss; guessing, guess; valves, valve; probabilities, probability.
  const stem = (word) => {
    if (word.length < 4) return word;
    const singular = word.replace(/(ss|x|sh|ch)es$/, "$1").replace(/ies$/, "y").replace(/([^su])s$/, "$1");
    return singular.replace(/(.{3})(?:ing|ed|ly)$/, "$1").replace(/(.{2})e$/, "$1").replace(/([^aeiou])\1$/, "$1");
  };

  const pieces = (word) => {
    if (!isHan(word)) return [stem(word)];
    const letters = [...word];
    return letters.length < 2 ? letters : letters.slice(1).map((letter, i) => letters[i] + letter);
  };

  const tokens = (words) => (words.toLowerCase().match(WORDS) ?? []).flatMap(pieces);

  // For each token the sections that have it, with a weight: a heading says more than a text.
  const prepare = ({ chapters, sections, terms }) => {
    const entries = sections.map(([chapter, cell, heading, words, isCode]) => ({
      href: `${chapters[chapter][0]}#${cell}`, title: chapters[chapter][1], heading, words, isCode: isCode === 1, opens: heading === chapters[chapter][1],
    }));
    const folder = isChinese ? "zh" : "en";
    for (const [id, name, twin, meaning] of terms) {
      entries.push({ href: `${folder}/glossary.html#${id}`, title: text("术语表", "Glossary"), heading: `${name} (${twin})`, words: meaning, isTerm: true });
    }
    const postings = new Map();
    const count = (entry, words, weight) => {
      for (const token of tokens(words)) {
        if (!postings.has(token)) postings.set(token, new Map());
        const list = postings.get(token);
        list.set(entry, (list.get(entry) ?? 0) + weight);
      }
    };
    entries.forEach((entry, i) => {
      // Of the cells under one heading only the first is found by it; a chapter's own title says most.
      const isFirst = i === 0 || entries[i - 1].heading !== entry.heading;
      if (isFirst) count(i, entry.heading, entry.opens ? 12 : entry.isTerm ? 6 : 3);
      if (isFirst && !entry.isTerm) count(i, entry.title, 1);
      count(i, entry.words, entry.isCode ? 0.5 : 1);
    });
    return { entries, postings };
  };

  const load = () => new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = `${root.dataset.root}assets/search-index-${isChinese ? "zh" : "en"}.js`;
    script.onload = () => done(prepare(globalThis.SHUZI_INDEX));
    script.onerror = failed;
    document.head.append(script);
  });

  // The lists that a token means: its own, and those of words that it begins (the last word may be half typed).
  const listsOf = (token, isLast) => {
    const own = index.postings.get(token);
    if (!isLast && own) return [own];
    const longer = [...index.postings].filter(([word]) => word !== token && (isHan(token) ? [...token].length === 1 && word.includes(token) : isLast && word.startsWith(token)));
    return [own, ...longer.map(([, list]) => list)].filter(Boolean);
  };

  const find = (query) => {
    const wanted = [...new Set(tokens(query))];
    const scores = new Map();
    wanted.forEach((token, i) => {
      const best = new Map();
      for (const list of listsOf(token, i === wanted.length - 1)) {
        const rarity = Math.log(1 + index.entries.length / list.size);
        for (const [entry, weight] of list) best.set(entry, Math.max(best.get(entry) ?? 0, rarity * (1 + Math.log(1 + weight))));
      }
      for (const [entry, score] of best) {
        const [sum, hits] = scores.get(entry) ?? [0, 0];
        scores.set(entry, [sum + score, hits + 1]);
      }
    });
    const phrase = query.toLowerCase();
    const enough = Math.max(1, Math.ceil(wanted.length * 0.6));
    return [...scores]
      .filter(([, [, hits]]) => hits >= enough)
      .map(([i, [sum, hits]]) => {
        const entry = index.entries[i];
        const whole = wanted.length > 1 && `${entry.heading}\n${entry.words}`.toLowerCase().includes(phrase) ? 1.5 : 1;
        return [entry, sum * whole * (hits / wanted.length) ** 2];
      })
      .sort(([, a], [, b]) => b - a)
      .map(([entry]) => entry);
  };

  // Which letters of a text the query has.
  const marks = (words, query) => {
    const wanted = new Set(tokens(query));
    const last = tokens(query).at(-1) ?? "";
    const marked = new Array(words.length).fill(false);
    for (const { 0: word, index: at } of words.toLowerCase().matchAll(WORDS)) {
      if (isHan(word)) {
        for (let i = 0; i < word.length; i++) {
          if (wanted.has(word.slice(i, i + 2)) && word.length > i + 1) marked.fill(true, at + i, at + i + 2);
          if (wanted.has(word[i])) marked[at + i] = true;
        }
      } else if (wanted.has(stem(word)) || (last && !isHan(last) && word.startsWith(last))) marked.fill(true, at, at + word.length);
    }
    return marked;
  };

  const withMarks = (words, query) => {
    const marked = marks(words, query);
    const nodes = [];
    for (let start = 0; start < words.length; ) {
      let end = start;
      while (end < words.length && marked[end] === marked[start]) end++;
      const part = words.slice(start, end);
      if (marked[start]) nodes.push(Object.assign(document.createElement("mark"), { textContent: part }));
      else nodes.push(part);
      start = end;
    }
    return nodes;
  };

  // The part of a text where most of the query is.
  const context = (words, query) => {
    const length = isChinese ? 70 : 140;
    const marked = marks(words, query);
    let [best, most] = [0, -1];
    const step = 10;
    for (let start = 0; start < Math.max(1, words.length - length / 2); start += step) {
      const hits = marked.slice(start, start + length).filter(Boolean).length;
      if (hits > most) [best, most] = [start, hits];
    }
    const first = Math.max(0, marked.indexOf(true, best) - 15);
    let start = most > 0 ? Math.min(first, Math.max(0, words.length - length)) : 0;
    while (start > 0 && /[\w.]/.test(words[start - 1])) start--;
    const end = Math.min(words.length, start + length);
    return `${start > 0 ? "…" : ""}${words.slice(start, end)}${end < words.length ? "…" : ""}`;
  };

  const item = (entry, i, query) => {
    const link = Object.assign(document.createElement("a"), { href: root.dataset.root + entry.href, id: `search-result-${i}`, tabIndex: -1 });
    link.setAttribute("role", "option");
    const part = (name, ...nodes) => {
      const span = Object.assign(document.createElement("span"), { className: name });
      span.append(...nodes);
      return span;
    };
    const where = entry.opens ? [] : [part("heading", ...withMarks(entry.heading, query))];
    link.append(part("where", part("title", ...withMarks(entry.title, query)), ...where));
    link.append(part(entry.isCode ? "context code" : "context", ...withMarks(context(entry.words, query), query)));
    link.addEventListener("click", () => dialog.close());
    const li = document.createElement("li");
    li.setAttribute("role", "presentation");
    li.append(link);
    return li;
  };

  const select = (i) => {
    const links = [...results.querySelectorAll("a")];
    if (links.length === 0) return input.removeAttribute("aria-activedescendant");
    selected = (i + links.length) % links.length;
    links.forEach((link, j) => link.setAttribute("aria-selected", String(j === selected)));
    input.setAttribute("aria-activedescendant", links[selected].id);
    links[selected].scrollIntoView({ block: "nearest" });
  };

  const show = () => {
    const query = input.value.trim();
    const found = query && index ? find(query) : [];
    results.replaceChildren(...found.slice(0, MOST).map((entry, i) => item(entry, i, query)));
    input.setAttribute("aria-expanded", String(found.length > 0));
    status.textContent = query === "" ? help : found.length === 0 ? text("没有找到。换个词试试？", "Nothing found. Try another word?") : text(`${found.length} 处`, found.length === 1 ? "1 place" : `${found.length} places`);
    select(0);
  };

  const open = async () => {
    if (!dialog.open) dialog.showModal();
    input.select();
    if (index) return;
    try {
      index = await load();
      show();
    } catch {
      status.textContent = text("索引没有载入。", "The index could not be loaded.");
    }
  };

  document.getElementById("search-button").addEventListener("click", open);
  document.addEventListener("keydown", (event) => {
    const field = event.target.closest?.("input, textarea, select, [contenteditable]");
    // Just after Esc the browser may still hold the closed search's field for the one with the focus.
    const isTyping = field && (field !== input || dialog.open);
    const isSlash = event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey;
    const isK = event.key === "k" && (event.ctrlKey || event.metaKey);
    if (!isSlash && !isK) return;
    event.preventDefault();
    open();
  });
  input.addEventListener("input", show);
  input.addEventListener("keydown", (event) => {
    // While Chinese is being composed, the keys belong to the input method.
    if (event.isComposing) return;
    if (event.key === "ArrowDown") select(selected + 1);
    else if (event.key === "ArrowUp") select(selected - 1);
    else if (event.key === "Escape") dialog.close();
    else if (event.key === "Enter") results.querySelectorAll("a")[selected]?.click();
    else return;
    event.preventDefault();
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
}
