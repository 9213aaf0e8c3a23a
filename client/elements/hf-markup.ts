import { LitElement, type PropertyValues } from "lit";
import type { JsonObject } from "../../kernels/protocol/index.ts";
import { renderMarkdown } from "../outputs/markdown.ts";
import { sanitize } from "../outputs/sanitize.ts";
import { markupStyles } from "../outputs/shadow-styles.ts";
import { showFault } from "./fault.ts";

const MAX_PLAIN = 20_000;

/** Markdown or static HTML of a notebook, cleaned and put once into a shadow root of its own (rule S14). */
export class HfMarkup extends LitElement {
  static override properties = {
    source: { attribute: false },
    kind: { attribute: false },
    notebookPath: { attribute: false },
    attachments: { attribute: false },
  };
  declare source: string;
  declare kind: "markdown" | "html";
  declare notebookPath: string;
  declare attachments: JsonObject | undefined;

  constructor() {
    super();
    this.source = "";
    this.kind = "markdown";
    this.notebookPath = "";
  }

  protected override createRenderRoot(): ShadowRoot {
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [markupStyles()];
    return root;
  }

  /** What goes wrong here costs this text only. */
  protected override performUpdate(): void {
    try {
      super.performUpdate();
    } catch (error) {
      showFault(this.renderRoot, error);
    }
  }

  protected override update(changed: PropertyValues<this>): void {
    super.update(changed);
    const body = document.createElement("div");
    body.className = "body";
    const { source, notebookPath, attachments } = this;
    const fragment =
      this.kind === "html"
        ? sanitize(source)
        : renderMarkdown(source, { notebookPath, ...(attachments && { attachments }) });
    if (fragment) body.append(fragment);
    else body.append(...this.#plain());
    this.renderRoot.replaceChildren(body);
  }

  /** What is too much to be formatted is shown as it is written, as far as somebody will read it. */
  #plain(): readonly Node[] {
    const note = document.createElement("p");
    note.textContent = "This text is too large or too deeply nested to be shown formatted.";
    const text = document.createElement("pre");
    text.textContent = this.source.slice(0, MAX_PLAIN);
    return [note, text];
  }
}

customElements.define("hf-markup", HfMarkup);
