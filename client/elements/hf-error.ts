import { html, nothing, type TemplateResult } from "lit";
import type { ErrorOutput } from "../../kernels/protocol/index.ts";
import { lineNodes, lineText, terminalLines } from "../outputs/terminal-nodes.ts";
import { LightElement } from "./light-element.ts";

/** An error says what it has to say in less than this. */
const MAX_LENGTH = 100_000;
const MAX_LINES = 2_000;

/** An error of a cell: what it is in words, then where it happened as the kernel tells it. */
export class HfError extends LightElement {
  static override properties = { output: { attribute: false } };
  declare output: ErrorOutput | undefined;

  protected override render(): TemplateResult | typeof nothing {
    if (!this.output) return nothing;
    const { ename, evalue } = this.output;
    const trace = this.#trace(this.output);
    const value = shown(evalue);
    return html`
      <div class="error" role="group" aria-label="Error">
        <p class="error-head"><span class="error-name">${shown(ename)}</span>${value.length > 0 ? html`: ${value}` : nothing}</p>
        ${trace.length > 0 ? html`<pre class="error-trace" tabindex="0">${trace}</pre>` : nothing}
      </div>
    `;
  }

  #trace({ ename, evalue, traceback }: ErrorOutput): Node[] {
    const lines = terminalLines(traceback.join("\n").slice(0, MAX_LENGTH)).slice(0, MAX_LINES);
    const head = plain(evalue ? `${ename}: ${evalue}` : ename);
    const isHead = lines[0] !== undefined && lineText(lines[0]).trim() === head.trim();
    const rest = isHead ? lines.slice(1) : lines;
    const first = rest.findIndex((line) => line.length > 0);
    if (first < 0) return [];
    const last = rest.at(-1)?.length === 0 ? -1 : undefined;
    return rest
      .slice(first, last)
      .flatMap((line) => [...lineNodes(line), document.createTextNode("\n")]);
  }
}

/** The nodes of a head: coloured as in a terminal, so that no codes show. */
function shown(text: string): Node[] {
  return terminalLines(text.slice(0, MAX_LENGTH)).flatMap((line, n) => [
    ...(n > 0 ? [document.createTextNode("\n")] : []),
    ...lineNodes(line),
  ]);
}

function plain(text: string): string {
  return terminalLines(text.slice(0, MAX_LENGTH)).map(lineText).join("\n");
}

customElements.define("hf-error", HfError);
