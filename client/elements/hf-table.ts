import { html, nothing, svg, type TemplateResult } from "lit";
import { styleMap } from "lit/directives/style-map.js";
import { shownValue } from "../outputs/cell-text.ts";
import type { Bars } from "../outputs/column-bars.ts";
import type { TableColumn, TableModel } from "../outputs/table-model.ts";
import { LightElement } from "./light-element.ts";

const ROW_HEIGHT = 30;
/** Tables with more rows only hold those in sight. */
const VIRTUAL_FROM = 200;
const MANY_CELLS = 8_000;
/** Tables with more rows scroll in themselves, so that they do not push the notebook away. */
const TALL_FROM = 15;
const VIEW_HEIGHT = 420;
const MARGIN_ROWS = 10;

/** A table with a small histogram over each numeric column. */
export class HfTable extends LightElement {
  static override properties = { table: { attribute: false }, first: { state: true } };
  declare table: TableModel | undefined;
  declare first: number;

  constructor() {
    super();
    this.first = 0;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { table } = this;
    if (!table) return nothing;
    const { columns, rows, total } = table;
    const isVirtual = rows.length > VIRTUAL_FROM || rows.length * columns.length > MANY_CELLS;
    const shown = Math.ceil(VIEW_HEIGHT / ROW_HEIGHT) + 2 * MARGIN_ROWS;
    const start = isVirtual ? Math.max(0, Math.min(this.first, rows.length - shown)) : 0;
    const end = isVirtual ? Math.min(rows.length, start + shown) : rows.length;
    return html`
      <div
        class="table-scroll ${rows.length > TALL_FROM ? "table-tall" : ""} ${isVirtual ? "table-virtual" : ""}"
        tabindex="0"
        role="region"
        aria-label="Table of ${rows.length} rows"
        @scroll=${isVirtual ? this.#scrolled : nothing}
      >
        <table class="table" aria-rowcount=${rows.length + 1}>
          ${isVirtual ? columnWidths(table) : nothing}
          <thead>
            <tr>
              ${columns.map(header)}
            </tr>
          </thead>
          <tbody>
            ${spacer(start, columns.length)}
            ${rows.slice(start, end).map((row, i) => this.#row(row, start + i, columns))}
            ${spacer(rows.length - end, columns.length)}
          </tbody>
        </table>
      </div>
      <p class="table-note">${noteOf(rows.length, total, columns.length)}</p>
      ${table.notes.map((note) => html`<p class="table-note">${note}</p>`)}
    `;
  }

  #row(row: readonly unknown[], index: number, columns: readonly TableColumn[]): TemplateResult {
    return html`<tr aria-rowindex=${index + 2}>
      ${columns.map((column, i) => {
        const value = row[i];
        const isMissing = value === null || value === undefined;
        const kind = `${column.isNumeric ? "number" : ""} ${isMissing ? "missing" : ""}`;
        return html`<td class=${kind}>${shownValue(value, column)}</td>`;
      })}
    </tr>`;
  }

  #scrolled(event: Event): void {
    const { scrollTop } = event.currentTarget as HTMLElement;
    const first = Math.max(0, Math.floor(scrollTop / ROW_HEIGHT) - MARGIN_ROWS);
    if (Math.abs(first - this.first) >= MARGIN_ROWS / 2 || first === 0) this.first = first;
  }
}

function header(column: TableColumn): TemplateResult {
  const { name, type, isNumeric, missing, bars } = column;
  const facts = [type, bars?.words ?? ""].filter(Boolean).join(": ");
  return html`<th scope="col" class=${isNumeric ? "number" : ""} title=${facts || nothing}>
    <span class="column-name">${name}</span>
    ${
      missing > 0
        ? html`<span class="column-missing">${missing.toLocaleString("en")} missing</span>`
        : nothing
    }
    ${bars ? histogram(bars) : nothing}
  </th>`;
}

function histogram({ counts, words }: Bars): TemplateResult {
  const highest = Math.max(1, ...counts);
  const pitch = counts.length > 8 ? 4 : 6;
  const width = counts.length * pitch;
  return html`<svg
    class="histogram"
    width=${width}
    height="18"
    viewBox="0 0 ${width} 18"
    role=${words ? "img" : nothing}
    aria-label=${words || nothing}
    aria-hidden=${words ? nothing : "true"}
  >
    ${counts.map((count, i) => {
      const height = count === 0 ? 0 : Math.max(1, (18 * count) / highest);
      return svg`<rect x=${i * pitch} y=${18 - height} width=${pitch - 1} height=${height}></rect>`;
    })}
  </svg>`;
}

/** Fixed widths, so that columns do not jump while rows come and go. */
function columnWidths({ columns, rows }: TableModel): TemplateResult {
  const sample = rows.slice(0, VIRTUAL_FROM);
  return html`<colgroup>
    ${columns.map((column, i) => {
      const longest = Math.max(...sample.map((row) => shownValue(row[i], column).length));
      const width = Math.min(40, Math.max(longest, column.name.length, 8)) + 3;
      return html`<col style=${styleMap({ width: `${width}ch` })} />`;
    })}
  </colgroup>`;
}

function spacer(rows: number, columns: number): TemplateResult | typeof nothing {
  if (rows <= 0) return nothing;
  return html`<tr class="spacer" aria-hidden="true">
    <td colspan=${columns} style=${styleMap({ height: `${rows * ROW_HEIGHT}px` })}></td>
  </tr>`;
}

function noteOf(shown: number, total: number, columns: number): string {
  const count = (n: number, word: string): string =>
    `${n.toLocaleString("en")} ${word}${n === 1 ? "" : "s"}`;
  const rows =
    shown < total ? `${shown.toLocaleString("en")} of ${count(total, "row")}` : count(total, "row");
  return `${rows} · ${count(columns, "column")}`;
}

customElements.define("hf-table", HfTable);
