import { Marked } from "marked";
import { isObject, type JsonObject } from "../../kernels/protocol/index.ts";
import { encodePath } from "../store/address.ts";
import { highlightNodes } from "./highlight-nodes.ts";
import { isCheap } from "./markdown-cost.ts";
import { sanitize } from "./sanitize.ts";

const marked = new Marked({ gfm: true, async: false });

/** What Markdown refers to: the notebook's folder, and the files attached to its cell. */
export interface MarkdownContext {
  readonly notebookPath: string;
  readonly attachments?: JsonObject;
}

/** Markdown as safe nodes; undefined when it is too large to be cleaned. */
export function renderMarkdown(
  source: string,
  context: MarkdownContext,
): DocumentFragment | undefined {
  if (!isCheap(source)) return undefined;
  const markup = marked.parse(embedAttachments(source, context.attachments)) as string;
  const fragment = sanitize(markup);
  if (!fragment) return undefined;
  for (const image of fragment.querySelectorAll("img")) resolveImage(image, context.notebookPath);
  for (const code of fragment.querySelectorAll("pre > code")) colorCode(code);
  for (const table of fragment.querySelectorAll("table")) makeScrollable(table);
  return fragment;
}

/** `attachment:name` stands for a file inside of the cell. */
function embedAttachments(source: string, attachments: JsonObject | undefined): string {
  if (!attachments) return source;
  return source.replaceAll(/\(attachment:([^)\s]+)\)/g, (whole, name: string) => {
    const key = [decoded(name), name].find((n) => Object.hasOwn(attachments, n));
    const bundle = key === undefined ? undefined : attachments[key];
    if (!isObject(bundle)) return whole;
    const [mime, data] = Object.entries(bundle)[0] ?? [];
    return mime?.startsWith("image/") && typeof data === "string"
      ? `(data:${mime};base64,${data.replaceAll(/\s/g, "")})`
      : whole;
  });
}

/** The name that an address stands for; with a bad escape it stands for itself. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** Pictures come from the notebook's folder, and from nowhere else on this server. */
function resolveImage(image: HTMLImageElement, notebookPath: string): void {
  const source = image.getAttribute("src") ?? "";
  image.setAttribute("loading", "lazy");
  image.setAttribute("decoding", "async");
  if (source === "" || source.startsWith("data:") || source.startsWith("/files/")) return;
  const folder = notebookPath.split("/").slice(0, -1).join("/");
  const base = `http://notebook/${encodePath(folder === "" ? "" : `${folder}/`)}`;
  const address = URL.canParse(source, base) ? new URL(source, base) : undefined;
  if (address?.origin === "http://notebook") image.setAttribute("src", `/files${address.pathname}`);
  else image.removeAttribute("src");
}

function colorCode(code: Element): void {
  const language = /language-(\w+)/.exec(code.className)?.[1] ?? "";
  if (!/^(ts|tsx|typescript|js|jsx|javascript)$/.test(language)) return;
  code.replaceChildren(...highlightNodes(code.textContent ?? "", "code"));
}

function makeScrollable(table: HTMLTableElement): void {
  const box = document.createElement("div");
  box.className = "scroll";
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", "Table");
  table.replaceWith(box);
  box.append(table);
}
