import type { Problem } from "../../../kernels/protocol/index.ts";
import type { PageKeys } from "../access/credentials.ts";

/** The script of these pages; it stands in a file of its own, as no page may have scripts in it (S11). */
export const ENTER_SCRIPT_PATH = "/enter.js";

/** Where our pages keep their keys: a storage that belongs to this port, as a cookie does not (S33). */
const STORAGE_KEY = "holdfast.page";

/**
 * Puts the keys away and goes on, without an entry in the history. A link that lacks its key gets it; a link whose key is
 * not in this browser stays on the page that says so.
 */
export const ENTER_SCRIPT = `const facts = document.querySelector("meta[name=holdfast-page]");
const read = () => { try { return localStorage.getItem("${STORAGE_KEY}"); } catch { return null; } };
if (facts.content) try { localStorage.setItem("${STORAGE_KEY}", facts.content); } catch {}
if (!facts.dataset.link) location.replace(document.querySelector("a").href);
else if (read()) {
  const address = new URL(location.href);
  address.searchParams.set("key", read().split(".")[1]);
  location.replace(address);
}
`;

const page = (title: string, head: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${title}</title>
${head}<style>body { font: 16px/1.5 system-ui, sans-serif; max-width: 36em; margin: 15vh auto; padding: 0 1em }</style>
</head>
<body>
${body}
</body>
</html>
`;

const script = `<script src="${ENTER_SCRIPT_PATH}" defer></script>\n`;

/**
 * The page that takes the token or code out of the address (S7) and gives this browser its keys. It moves on by
 * itself: after a redirect that began on another site the browser would not send the new cookie. Its target is fixed:
 * "?" is the same path with an empty query.
 *
 * @param keys left out for a browser that has them
 */
export function movingOnPage(isRoot: boolean, keys: PageKeys | undefined): string {
  const facts = keys ? `${keys.page}.${keys.link}` : "";
  return page(
    "holdfast",
    `<meta name="holdfast-page" content="${facts}">\n${script}`,
    `<p><a href="${isRoot ? "/" : "?"}">Open holdfast</a></p>
<noscript><p>holdfast needs JavaScript.</p></noscript>`,
  );
}

/** The page for a person who followed a link to a file by hand: its script adds the key of this browser. */
export function addKeyPage(): string {
  return page(
    "holdfast",
    `<meta name="holdfast-page" content="" data-link="yes">\n${script}`,
    `<h1>This browser has lost its key</h1>
<p>When the file does not come by itself, open a new link: <code>holdfast status</code> prints one.</p>`,
  );
}

/** The page for a browser without the token. */
export function tokenNeededPage({ title, action = "" }: Pick<Problem, "title" | "action">): string {
  const escaped = (text: string): string =>
    text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
  return page(
    "holdfast: a link is needed",
    // Under `no-referrer` a browser sends a form with the origin "null", which is nobody's.
    '<meta name="referrer" content="same-origin">\n',
    `<h1>${escaped(title)}</h1>
<p>${escaped(action)}</p>
<p>The link that the server printed opens once. <code>holdfast status</code>, in the folder that is served, prints a
new one. Or give the token, which is in the file <code>token</code> of the state folder:</p>
<form action="/login" method="post">
<label>Token <input type="password" name="token" autocomplete="off" required></label>
<button>Open</button>
</form>`,
  );
}
