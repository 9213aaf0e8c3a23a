import DOMPurify from "dompurify";

/** More than this is not looked at (rule S14): cleaning it would block the page. */
const MAX_LENGTH = 1_000_000;
const MAX_DEPTH = 256;

const purifier = DOMPurify(window);
purifier.addHook("afterSanitizeAttributes", (node) => {
  if (node.hasAttribute("href") && !isSafeLink(node.getAttribute("href") ?? ""))
    node.removeAttribute("href");
  if (node.hasAttribute("href")) {
    node.setAttribute("rel", "noopener noreferrer");
    if (!node.getAttribute("href")?.startsWith("#")) node.setAttribute("target", "_blank");
  }
  if (node.hasAttribute("src") && !isSafeSource(node.getAttribute("src") ?? ""))
    node.removeAttribute("src");
});

/** Link schemes of rule S15: http, https, mailto, an anchor, or a relative address. */
export function isSafeLink(address: string): boolean {
  const scheme = /^\s*([a-z][a-z0-9+.-]*):/i.exec(address)?.[1]?.toLowerCase();
  return scheme === undefined || ["http", "https", "mailto"].includes(scheme);
}

function isSafeSource(address: string): boolean {
  return /^data:image\/(png|jpeg|gif|webp|svg\+xml)[;,]/i.test(address) || !address.includes(":");
}

/**
 * Cleans markup that came from a notebook (rules S14 and S15); give the result a shadow root of its own.
 *
 * @returns undefined when it is too large or too deep to be cleaned
 */
export function sanitize(markup: string): DocumentFragment | undefined {
  if (markup.length > MAX_LENGTH || depth(markup) > MAX_DEPTH) return undefined;
  const fragment = purifier.sanitize(markup, {
    RETURN_DOM_FRAGMENT: true,
    USE_PROFILES: { html: true },
    FORBID_TAGS: [
      "style",
      "form",
      "input",
      "button",
      "select",
      "textarea",
      "option",
      "dialog",
      "video",
      "audio",
    ],
    FORBID_ATTR: [
      "id",
      "name",
      "style",
      "popover",
      "popovertarget",
      "popovertargetaction",
      "srcset",
      "action",
      "formaction",
      "background",
      "poster",
    ],
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
  });
  for (const link of fragment.querySelectorAll("a:not([href])"))
    link.replaceWith(...link.childNodes);
  return fragment;
}

/** An upper bound of how deep elements are nested, without parsing them. */
function depth(markup: string): number {
  let deepest = 0;
  let now = 0;
  for (const [, slash, name = ""] of markup.matchAll(/<(\/?)([a-z][a-z0-9-]*)/gi)) {
    if (/^(br|img|hr|wbr|col|input|meta|link|p|li|td|th|tr)$/i.test(name)) continue;
    now = Math.max(0, now + (slash ? -1 : 1));
    deepest = Math.max(deepest, now);
  }
  return deepest;
}
