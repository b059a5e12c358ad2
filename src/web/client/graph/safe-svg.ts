// Takes over from Graphviz what a drawing is made of, and nothing that could act: names in it come from profiles.

const namespace = 'http://www.w3.org/2000/svg';

/** Without titles, which are names that only DOT knows; tooltips come from links. */
const elements: ReadonlySet<string> = new Set(['svg', 'g', 'path', 'polygon', 'polyline', 'ellipse', 'text']);

const attributes: ReadonlySet<string> = new Set([
  'id',
  'class',
  'transform',
  'viewBox',
  'd',
  'points',
  'x',
  'y',
  'cx',
  'cy',
  'rx',
  'ry',
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'text-anchor',
  'font-size',
  'font-family',
]);

/** @throws Error when the text is no SVG. */
export function safeSvg(text: string): SVGSVGElement {
  const parsed = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
  if (parsed.localName !== 'svg') throw new Error('Graphviz drew no SVG');
  return copyOf(parsed) as SVGSVGElement;
}

function copyOf(source: Element): SVGElement {
  const copy = document.createElementNS(namespace, source.localName);
  for (const { name, value } of source.attributes) {
    if (attributes.has(name)) copy.setAttribute(name, value);
  }
  for (const child of source.childNodes) {
    if (child instanceof Text) copy.append(child.data);
    // Graphviz puts what has a tooltip into a link; what is in it is kept.
    else if (child instanceof Element) copy.append(...copiesOf(child));
  }
  return copy;
}

function copiesOf(source: Element): SVGElement[] {
  if (elements.has(source.localName)) return [copyOf(source)];
  if (source.localName !== 'a') return [];
  const tooltip = source.getAttributeNS('http://www.w3.org/1999/xlink', 'title');
  const copies = [...source.children].flatMap(copiesOf);
  if (tooltip !== null && copies[0] !== undefined) {
    const title = document.createElementNS(namespace, 'title');
    title.textContent = tooltip;
    copies[0].prepend(title);
  }
  return copies;
}
