import { html, nothing, type TemplateResult } from "lit";
import type { ErrorOutput } from "../../kernels/protocol/index.ts";
import { lineNodes, TerminalText } from "../outputs/terminal-text.ts";
import { LightElement } from "./light-element.ts";

/** An error of a cell: what it is in words, then where it happened as the kernel tells it. */
export class HfError extends LightElement {
  static override properties = { output: { attribute: false } };
  declare output: ErrorOutput | undefined;

  protected override render(): TemplateResult | typeof nothing {
    if (!this.output) return nothing;
    const { ename, evalue } = this.output;
    const trace = this.#trace(this.output);
    return html`
      <div class="error" role="group" aria-label="Error">
        <p class="error-head"><span class="error-name">${ename}</span>${evalue ? html`: ${evalue}` : nothing}</p>
        ${trace.length > 0 ? html`<pre class="error-trace" tabindex="0">${trace}</pre>` : nothing}
      </div>
    `;
  }

  #trace({ ename, evalue, traceback }: ErrorOutput): Node[] {
    const terminal = new TerminalText();
    terminal.write(`${traceback.join("\n")}\n`);
    const lines = [...terminal.takeFinished()];
    const first = lines[0]?.map((span) => span.text).join("") ?? "";
    if (first.trim() === (evalue ? `${ename}: ${evalue}` : ename).trim()) lines.shift();
    while (lines[0]?.length === 0) lines.shift();
    return lines.flatMap((line) => [...lineNodes(line), document.createTextNode("\n")]);
  }
}

customElements.define("hf-error", HfError);
