// Figures can be read in the page's colours: WCAG contrast, worked out from what the browser paints.

/** Least contrasts. Shapes need only be seen: their meaning is also in the caption and the text beside them. */
export const LEAST = { text: 4.5, largeText: 3, shape: 1.5 };

/** The texts and shapes of all figures on the page that hardly differ from what is behind them. */
export async function unreadable(tab, page, state) {
  const faint = await tab.evaluate(findFaint, LEAST);
  return faint.map(({ element, least, contrast, colours }) => ({
    page: `${page} (${state})`,
    element,
    expected: `a contrast of at least ${least}`,
    found: `${contrast.toFixed(2)} (${colours})`,
  }));
}

/** Runs in the page, so all that it needs is inside it. */
function findFaint(LEAST) {
  const pen = Object.assign(document.createElement('canvas'), { width: 1, height: 1 })
    .getContext('2d', { willReadFrequently: true });
  const known = new Map();
  const rgba = (css) => {
    if (!known.has(css)) {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = css;
      pen.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = pen.getImageData(0, 0, 1, 1).data;
      known.set(css, { rgb: [red, green, blue], alpha: alpha / 255 });
    }
    return known.get(css);
  };
  const over = ({ rgb, alpha }, behind) => rgb.map((value, at) => value * alpha + behind[at] * (1 - alpha));
  const luminance = (rgb) => {
    const [red, green, blue] = rgb.map((byte) => {
      const share = byte / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const hex = (rgb) => `#${rgb.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;

  /** A paint of an element with all the transparency that it has; null for none and for patterns. */
  const paint = (element, property) => {
    const style = getComputedStyle(element);
    const css = style[property];
    if (css === 'none' || css.startsWith('url')) return null;
    let alpha = rgba(css).alpha * Number(style[`${property}Opacity`]);
    for (let outer = element; outer && outer.localName !== 'svg'; outer = outer.parentElement) {
      alpha *= Number(getComputedStyle(outer).opacity);
    }
    return alpha > 0 ? { rgb: rgba(css).rgb, alpha } : null;
  };
  const pageColour = (element) => {
    const layers = [];
    for (let outer = element; outer; outer = outer.parentElement) layers.unshift(rgba(getComputedStyle(outer).backgroundColor));
    return layers.reduce((behind, layer) => over(layer, behind), [255, 255, 255]);
  };
  const covers = (shape, x, y) => {
    const matrix = shape.getScreenCTM();
    return matrix !== null && shape.isPointInFill(new DOMPoint(x, y).matrixTransform(matrix.inverse()));
  };
  const middle = (element) => {
    const box = element.getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
  };
  const isShown = (element) => {
    const box = element.getBoundingClientRect();
    return box.width + box.height > 0 && getComputedStyle(element).visibility === 'visible';
  };

  const faint = new Map();
  const report = (one) => faint.set(`${one.element} ${one.colours}`, one);
  const look = (svg) => {
    const name = (element, more) =>
      `${svg.closest('section.cell') ? `#${svg.closest('section.cell').id} ` : ''}svg ${element.localName}${more}`;
    const scale = svg.getScreenCTM()?.a ?? 1;
    const outside = pageColour(svg);
    const shapes = [...svg.querySelectorAll('rect, circle, ellipse, line, path, polygon, polyline')].filter(isShown);
    const fills = shapes.map((shape) => ({ shape, fill: paint(shape, 'fill') })).filter(({ fill }) => fill);
    const frame = svg.getBoundingClientRect();
    const fillsAll = ({ shape }) => {
      const box = shape.getBoundingClientRect();
      return box.width > frame.width * 0.98 && box.height > frame.height * 0.98;
    };
    const card = fills.filter(fillsAll).reduce((behind, { fill }) => over(fill, behind), outside);
    const texts = [...svg.querySelectorAll('text')].filter((text) => isShown(text) && text.textContent.trim());

    for (const text of texts) {
      const [x, y] = middle(text);
      const before = fills.filter(({ shape }) => shape.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING);
      const behind = before.filter(({ shape }) => covers(shape, x, y)).reduce((below, { fill }) => over(fill, below), outside);
      const ink = paint(text, 'fill');
      const size = parseFloat(getComputedStyle(text).fontSize) * scale;
      const least = size >= 24 ? LEAST.largeText : LEAST.text;
      const colour = ink ? over(ink, behind) : behind;
      const value = contrast(colour, behind);
      const element = name(text, ` “${text.textContent.trim().slice(0, 30)}”`);
      if (value < least) report({ element, least, contrast: value, colours: `${hex(colour)} on ${hex(behind)}` });
    }

    // A picture made of squares has every shade, the card's too. Of other shapes, these are not to be seen for themselves:
    // thin lines (a grid's), tints and what lies under text (grounds), and what has the card's own colour (a rim around a dot).
    if (svg.getAttribute('shape-rendering') === 'crispEdges') return;
    const points = texts.map(middle);
    for (const shape of shapes) {
      if (fillsAll({ shape })) continue;
      const [fill, stroke] = [paint(shape, 'fill'), paint(shape, 'stroke')];
      const thin = !fill && parseFloat(getComputedStyle(shape).strokeWidth) * scale <= 2;
      const paints = [fill, stroke].filter(Boolean).map((one) => over(one, card));
      const value = Math.max(...paints.map((colour) => contrast(colour, card)));
      const isTint = !stroke && fill && fill.alpha < 0.3;
      if (paints.length === 0 || thin || isTint || value === 1 || value >= LEAST.shape) continue;
      if (fill && points.some(([x, y]) => covers(shape, x, y))) continue;
      report({ element: name(shape, ''), least: LEAST.shape, contrast: value, colours: `${paints.map(hex)} on ${hex(card)}` });
    }
  };
  document.querySelectorAll('main svg').forEach((svg) => {
    if (isShown(svg) && !svg.closest('.katex')) look(svg);
  });
  return [...faint.values()];
}
