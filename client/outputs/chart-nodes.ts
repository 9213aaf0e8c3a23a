const NAMESPACE = "http://www.w3.org/2000/svg";
const TAGS = new Set(
  "svg g path rect circle ellipse line text tspan image a defs clipPath linearGradient radialGradient stop pattern".split(
    " ",
  ),
);
/** Attributes that say where and how something is drawn. */
const ATTRIBUTES = new Set(
  (
    "viewBox width height x y x1 x2 y1 y2 cx cy r rx ry fx fy fr dx dy d transform fill fill-opacity stroke stroke-width " +
    "stroke-opacity stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit opacity display " +
    "font-family font-size font-style font-variant font-weight text-anchor dominant-baseline clip-path pointer-events " +
    "offset stop-color stop-opacity preserveAspectRatio data-item"
  ).split(" "),
);
/** Attributes whose value is words, for screen readers. */
const WORDS = new Set(["aria-label", "aria-roledescription", "aria-hidden", "role"]);
const CLASS = /^(marks|background|foreground|mark-[\w-]+|role-[\w-]+)$/;
/** The functions that a drawing may use; anything else in parentheses, or escaped, is left out. */
const FUNCTIONS =
  /(?:translate|rotate|scale|matrix|skewX|skewY|rgba?|hsla?|lab|lch)\(|url\(#[\w-]+\)/gi;
const MAX_NODES = 100_000;
let charts = 0;

/**
 * Builds the drawing of a chart anew from an allow list; what is not on it is left out.
 *
 * @returns undefined when the text is no drawing
 */
export function chartNodes(svg: string): SVGSVGElement | undefined {
  const root = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  if (root.localName !== "svg") return undefined;
  const build = { prefix: `chart-${++charts}-`, nodes: 0 };
  const copy = copyOf(root, build);
  return copy instanceof SVGSVGElement ? copy : undefined;
}

interface Build {
  /** Names in a drawing are not to collide with those of others. */
  readonly prefix: string;
  nodes: number;
}

function copyOf(element: Element, build: Build): Element | undefined {
  if (!TAGS.has(element.localName) || ++build.nodes > MAX_NODES) return undefined;
  const copy = document.createElementNS(NAMESPACE, element.localName);
  for (const { name, value } of element.attributes) copyAttribute(copy, name, value, build.prefix);
  for (const child of element.childNodes) {
    if (child instanceof Text) copy.append(child.data);
    const inner = child instanceof Element ? copyOf(child, build) : undefined;
    if (inner) copy.append(inner);
  }
  return copy;
}

function copyAttribute(copy: Element, name: string, value: string, prefix: string): void {
  if (WORDS.has(name)) copy.setAttribute(name, value);
  else if (name === "class")
    copy.setAttribute(
      name,
      value
        .split(" ")
        .filter((word) => CLASS.test(word))
        .join(" "),
    );
  else if (name === "id" && /^[\w-]+$/.test(value)) copy.id = prefix + value;
  else if (name === "href" || name === "xlink:href") copyAddress(copy, value, prefix);
  else if (name === "style") copyStyle(copy as SVGElement, value);
  else if (ATTRIBUTES.has(name) && isHarmless(value))
    copy.setAttribute(name, value.replaceAll("url(#", `url(#${prefix}`));
}

function isHarmless(value: string): boolean {
  return !value.includes("\\") && !value.replaceAll(FUNCTIONS, "").includes("(");
}

/** A link that a person has to click, or a picture that the chart carries. */
function copyAddress(copy: Element, value: string, prefix: string): void {
  if (copy.localName === "a" && /^https?:\/\//i.test(value)) {
    copy.setAttribute("href", value);
    copy.setAttribute("target", "_blank");
    copy.setAttribute("rel", "noopener noreferrer");
  } else if (copy.localName === "image" && /^data:image\/(png|jpeg|gif|webp);base64,/i.test(value))
    copy.setAttribute("href", value);
  else if (copy.localName.endsWith("Gradient") && /^#[\w-]+$/.test(value))
    copy.setAttribute("href", `#${prefix}${value.slice(1)}`);
}

function copyStyle(copy: SVGElement, value: string): void {
  for (const part of value.split(";")) {
    const [, name = "", word = ""] =
      /^\s*(cursor|mix-blend-mode|image-rendering):\s*([a-z-]+)\s*$/i.exec(part) ?? [];
    if (name !== "") copy.style.setProperty(name, word);
  }
}
