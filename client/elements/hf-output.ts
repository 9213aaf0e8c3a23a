import { html, nothing, type TemplateResult } from "lit";
import {
  type CellOutput,
  isObject,
  isOverflow,
  isProgress,
  type Json,
  type MimeBundle,
  OVERFLOW_MIME,
  PROGRESS_MIME,
  type Progress,
} from "../../kernels/protocol/index.ts";
import { isBounded } from "../outputs/markup-bounds.ts";
import { isActive, isPlainDrawing } from "../outputs/markup-kind.ts";
import { type OutputKind, richest } from "../outputs/mime.ts";
import { readDataResource, readTable } from "../outputs/table-model.ts";
import { send } from "./events.ts";
import { LightElement } from "./light-element.ts";
import "./hf-chart.ts";
import "./hf-error.ts";
import "./hf-frame.ts";
import "./hf-json.ts";
import "./hf-markup.ts";
import "./hf-overflow.ts";
import "./hf-progress.ts";
import "./hf-stream.ts";
import "./hf-table.ts";

interface ProvenanceLike {
  readonly text?: unknown;
  readonly kind?: unknown;
}
/** Markup that is longer is not shown formatted, not even in a frame. */
const MAX_FRAMED = 10_000_000;
const TOO_LONG = "This output is too large to be shown.";

/** One output of a cell in the richest form that it has. */
export class HfOutput extends LightElement {
  static override properties = {
    output: { attribute: false },
    live: { attribute: false },
    isRunning: { attribute: false },
    isOurs: { attribute: false },
    notebookPath: { attribute: false },
  };
  declare output: CellOutput | undefined;
  /** The newest value of the bar of this output while it runs. */
  declare live: Progress | undefined;
  declare isRunning: boolean;
  /** Our kernel made it in this session; it did not come with the file (rule S16). */
  declare isOurs: boolean;
  declare notebookPath: string;

  constructor() {
    super();
    this.isRunning = false;
    this.isOurs = false;
    this.notebookPath = "";
  }

  protected override render(): TemplateResult | typeof nothing {
    const { output } = this;
    if (!output) return nothing;
    switch (output.output_type) {
      case "stream":
        return html`<hf-stream
          .text=${output.text}
          .name=${output.name}
          .isGrowing=${this.isRunning}
        ></hf-stream>`;
      case "error":
        return html`<hf-error .output=${output}></hf-error>`;
      case "display_data":
      case "execute_result":
        return this.#bundle(output.data);
      default:
        return output satisfies never;
    }
  }

  /** Whoever holds the cell runs it. */
  #runAgain = (): void => {
    send(this, "hf-run-anew", null);
  };

  #bundle(data: MimeBundle): TemplateResult | typeof nothing {
    const form = richest(data);
    if (form?.kind === "text" && data[form.mime] === "") return nothing; // a display that was taken back
    if (form) return this.#form(form.kind, data[form.mime], data);
    const names = Object.keys(data).join(", ");
    return names === ""
      ? nothing
      : html`<p class="output-problem">This output has no form that can be shown here: ${names}</p>`;
  }

  #form(kind: OutputKind, value: Json | undefined, data: MimeBundle): TemplateResult {
    const plain = textOf(data["text/plain"]);
    switch (kind) {
      case "progress":
        return this.#progress(data[PROGRESS_MIME], plain);
      case "overflow":
        return this.#overflow(data[OVERFLOW_MIME], plain);
      case "provenance": {
        const { text: words, kind: origin } = (isObject(value) ? value : {}) as ProvenanceLike;
        if (typeof words !== "string") return text(plain);
        const again = html` <button type="button" class="link" @click=${this.#runAgain}>Run again</button>`;
        return html`<p class="provenance">${words}${origin === "reused" ? again : nothing}</p>`;
      }
      case "table":
      case "dataresource": {
        const table = kind === "table" ? readTable(value) : readDataResource(value);
        return table ? html`<hf-table .table=${table}></hf-table>` : text(plain);
      }
      case "vegalite":
      case "vega":
        return isObject(value)
          ? html`<hf-chart .spec=${value} .kind=${kind} .fallback=${plain}></hf-chart>`
          : text(plain);
      case "html":
        return this.#html(textOf(value), plain);
      case "markdown":
        return html`<hf-markup
          class="output-markup"
          .source=${textOf(value)}
          .notebookPath=${this.notebookPath}
        ></hf-markup>`;
      case "svg":
        return this.#svg(textOf(value), plain);
      case "image": {
        const mime = richest(data)?.mime ?? "image/png";
        return image(`data:${mime};base64,${textOf(value).replaceAll(/\s/g, "")}`, plain);
      }
      case "json":
        return html`<hf-json .value=${value}></hf-json>`;
      case "text":
        return text(textOf(value));
      default:
        return kind satisfies never;
    }
  }

  /** What is too much to be cleaned is shown where it can be ended. */
  #html(markup: string, plain: string): TemplateResult {
    if (markup.length > MAX_FRAMED) return text(plain === "" ? TOO_LONG : plain);
    return isActive(markup) || !isBounded(markup)
      ? html`<hf-frame .markup=${markup} .isOurs=${this.isOurs}></hf-frame>`
      : html`<hf-markup class="output-markup" .kind=${"html"} .source=${markup}></hf-markup>`;
  }

  #svg(drawing: string, plain: string): TemplateResult {
    if (!isPlainDrawing(drawing)) return this.#html(drawing, plain);
    // Half of a pair of code units is no character and has no place in an address.
    const whole = drawing.replaceAll(/\p{Surrogate}/gu, "\ufffd");
    return image(`data:image/svg+xml;charset=utf-8,${encodeURIComponent(whole)}`, plain);
  }

  #progress(value: unknown, plain: string): TemplateResult {
    if (!isProgress(value)) return text(plain);
    const { live } = this;
    const isNewer = live && value.state === "running" && live.updatedAt >= value.updatedAt;
    return html`<hf-progress .progress=${isNewer ? live : value}></hf-progress>`;
  }

  #overflow(value: unknown, plain: string): TemplateResult {
    if (!isOverflow(value)) return text(plain);
    return html`<hf-overflow .overflow=${value} .isRunning=${this.isRunning}></hf-overflow>`;
  }
}

function text(value: string): TemplateResult {
  return html`<hf-stream .text=${value}></hf-stream>`;
}

function image(source: string, plain: string): TemplateResult {
  const isPlaceholder = plain === "" || plain.startsWith("<");
  return html`<img class="output-image" src=${source} decoding="async" alt=${isPlaceholder ? "Image output" : plain} />`;
}

function textOf(value: Json | undefined): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.join("");
  return value === undefined ? "" : JSON.stringify(value, null, 1);
}

customElements.define("hf-output", HfOutput);
