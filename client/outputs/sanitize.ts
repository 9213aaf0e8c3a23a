import DOMPurify from "dompurify";
import { keyed } from "../store/page-key.ts";
import { isBounded } from "./markup-bounds.ts";

/** A picture or a column is not made wider or higher than this, px. */
const MAX_SIDE = 2_000;

/** What markup may say of its elements: contents and addresses, nothing that names, styles or listens. */
const KEPT = new Set(
  (
    "href src alt title width height colspan rowspan span align valign start reversed value type lang dir class open " +
    "cite datetime scope abbr color bgcolor border target rel"
  ).split(" "),
);

const purifier = DOMPurify(window);
purifier.addHook("uponSanitizeAttribute", (_, data) => {
  if (!KEPT.has(data.attrName)) data.keepAttr = false;
  if (data.attrName === "width" || data.attrName === "height")
    data.attrValue = side(data.attrValue);
});
purifier.addHook("afterSanitizeAttributes", (node) => {
  if (node.hasAttribute("href") && !isSafeLink(node.getAttribute("href") ?? ""))
    node.removeAttribute("href");
  if (node.hasAttribute("href")) {
    node.setAttribute("rel", "noopener noreferrer");
    if (!node.getAttribute("href")?.startsWith("#")) node.setAttribute("target", "_blank");
  }
  if (node.hasAttribute("src") && !isSafeSource(node.getAttribute("src") ?? ""))
    node.removeAttribute("src");
  // Files of the served folder need the key of this browser.
  for (const name of ["href", "src"]) {
    const address = node.getAttribute(name);
    if (address !== null && !address.startsWith("#")) node.setAttribute(name, keyed(address));
  }
});

/** Link schemes of rule S15: http, https, mailto, an anchor, or a relative address. */
export function isSafeLink(address: string): boolean {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(seen(address))?.[1]?.toLowerCase();
  return scheme === undefined || ["http", "https", "mailto"].includes(scheme);
}

/** A picture inside of the markup, or one at an address without scheme and host. */
function isSafeSource(address: string): boolean {
  const text = seen(address);
  if (/^data:image\/(png|jpeg|gif|webp|svg\+xml)[;,]/i.test(text)) return true;
  return !text.includes(":") && !/^[/\\]{2}/.test(text);
}

/** An address as the browser reads it: without white space and control characters. */
function seen(address: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: browsers skip them in addresses
  return address.replaceAll(/[\x00-\x20]/g, "");
}

/** A width or height that stays in reason; a share of what is there stays one. */
function side(value: string): string {
  const number = Number.parseFloat(value);
  if (!Number.isFinite(number)) return "";
  return value.trim().endsWith("%")
    ? `${Math.min(100, number)}%`
    : String(Math.min(MAX_SIDE, number));
}

/**
 * Cleans markup that came from a notebook (rules S14 and S15); give the result a shadow root of its own.
 *
 * @returns undefined when it is too large or too deep to be cleaned
 */
export function sanitize(markup: string): DocumentFragment | undefined {
  if (!isBounded(markup)) return undefined;
  const fragment = purifier.sanitize(markup, {
    RETURN_DOM_FRAGMENT: true,
    USE_PROFILES: { html: true },
    FORBID_TAGS:
      "style form input button select textarea option dialog video audio slot template marquee map area".split(
        " ",
      ),
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
  });
  for (const link of fragment.querySelectorAll("a:not([href])"))
    link.replaceWith(...link.childNodes);
  return fragment;
}
