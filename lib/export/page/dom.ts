/** Elements, made of text and other elements only: nothing is ever parsed as markup. */

type Attribute = string | number | boolean | null | ((event: Event) => void);
export type Child = Node | string | number | null;

const svgSpace = "http://www.w3.org/2000/svg";

/** Attributes as in HTML; `on…` takes a function; true: without a value; false and null: absent. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, Attribute>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  return filled(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, Attribute>> = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[K] {
  return filled(document.createElementNS(svgSpace, tag), attributes, children);
}

function filled<E extends Element>(
  element: E,
  attributes: Readonly<Record<string, Attribute>>,
  children: readonly Child[],
): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  for (const child of children) if (child !== null) element.append(asNode(child));
  return element;
}

function asNode(child: Node | string | number): Node | string {
  return typeof child === "number" ? String(child) : child;
}

/** Longer text has a height of its own, so that nobody buries what is below. */
const muchText = 400;

export function longText(text: string): Child {
  return text.length > muchText ? h("div", { class: "long", tabindex: 0 }, text) : text;
}

/** A list of names and texts. */
export function facts(pairs: readonly (readonly [string, string])[]): HTMLDListElement {
  return h(
    "dl",
    { class: "facts" },
    ...pairs.flatMap(([name, text]) => [h("dt", {}, name), h("dd", {}, longText(text))]),
  );
}

export function clear(element: Element, ...children: readonly Node[]): void {
  element.replaceChildren(...children);
}

let ids = 0;

/** That no other element has. */
export function newId(prefix: string): string {
  ids++;
  return `${prefix}-${ids}`;
}
