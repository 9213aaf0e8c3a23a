import { html, nothing, type TemplateResult } from "lit";
import { type CellState, durationText, LONG_MS } from "../../kernels/protocol/index.ts";
import type { NotebookSession } from "../session/notebook-session.ts";
import { LightElement } from "./light-element.ts";
import { every } from "./sources.ts";
import { watch } from "./watch.ts";

const SECOND = every(1000);

interface Mark {
  readonly text: string;
  readonly kind: "ok" | "running" | "waiting" | "error" | "stale" | "made";
  readonly title?: string;
}

/** Beside a code cell: its number, and below it its state in words. */
export class HfGutter extends LightElement {
  static override properties = {
    cell: { attribute: false },
    session: { attribute: false },
    position: { attribute: false },
  };
  declare cell: CellState | undefined;
  declare session: NotebookSession;
  /** The place in the queue while it waits; 1 is next. */
  declare position: number;

  constructor() {
    super();
    this.position = 0;
    watch(this, () => [this.cell?.run.status === "running" ? SECOND : undefined]);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { cell } = this;
    if (cell?.type !== "code") return nothing;
    const isBusy = cell.run.status !== "idle";
    const number = cell.executionCount ?? " ";
    const marks = this.#marks(cell);
    return html`
      <div class="gutter ${cell.run.status === "running" ? "gutter-running" : ""}">
        <span class="gutter-number" aria-label=${cell.executionCount === null ? "not run" : `run ${number}`}
          >[${isBusy ? "*" : number}]</span
        >
        ${marks.map(
          ({ text, kind, title }) =>
            html`<span class="gutter-mark mark-${kind}" title=${title ?? nothing}>${text}</span>`,
        )}
      </div>
    `;
  }

  #marks(cell: CellState): Mark[] {
    const { run } = cell;
    const marks: Mark[] = [];
    if (run.status === "queued")
      marks.push({ text: ordinal(this.position), kind: "waiting", title: "Waits for its turn" });
    else if (run.status === "running" && run.startedAt !== null)
      marks.push({
        text: elapsed(this.session.store.volatile.serverNow - run.startedAt),
        kind: "running",
      });
    else marks.push(...outcomeMarks(cell));
    const isStale =
      run.status === "idle" && run.revision !== null && run.revision !== cell.revision;
    if (isStale && cell.outputs.length > 0)
      marks.push({ text: "edited", kind: "stale", title: "The text changed since it ran" });
    return marks;
  }
}

function outcomeMarks({ run }: CellState): Mark[] {
  const time =
    run.startedAt !== null && run.endedAt !== null ? tookText(run.endedAt - run.startedAt) : "";
  switch (run.outcome) {
    case "none":
      return [];
    case "ok":
      return [
        { text: time, kind: "ok", title: `Took this long. ${madeText(run)}` },
        ...madeMarks(run),
      ];
    case "error":
      return [{ text: "error", kind: "error", title: `Failed after ${time}` }];
    case "cancelled":
      return [
        {
          text: "stopped",
          kind: "stale",
          title: time ? `Stopped after ${time}` : "Stopped before it ran",
        },
      ];
    case "died":
      return [{ text: "kernel died", kind: "error" }];
    case "superseded":
      return [
        { text: "replaced", kind: "stale", title: "A newer run of this cell took its place" },
      ];
    case "preempted":
      return [
        { text: "paused", kind: "stale", title: "Something urgent runs; it goes on by itself" },
      ];
    case "skipped":
      return [{ text: "skipped", kind: "stale", title: "A cell before it failed" }];
    default:
      return run.outcome satisfies never;
  }
}

/** A result that took long says who made it and when: it is looked at long after. */
function madeMarks(run: CellState["run"]): Mark[] {
  if (run.startedAt === null || run.endedAt === null || run.endedAt - run.startedAt < LONG_MS)
    return [];
  return madeParts(run).map((text) => ({ text, kind: "made", title: text }));
}

/** "Ana, 30 Nov, 14:02". */
function madeText(run: CellState["run"]): string {
  return madeParts(run).join(", ");
}

function madeParts({ by, endedAt }: CellState["run"]): string[] {
  if (endedAt === null) return [];
  const at = new Date(endedAt);
  const day = at.toDateString() === new Date().toDateString() ? [] : [DAY.format(at)];
  return [...(by === undefined ? [] : [by]), ...day, TIME.format(at)];
}

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const TIME = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

function tookText(ms: number): string {
  return ms < 95 ? `${Math.max(0, Math.round(ms))} ms` : durationText(ms / 1000);
}

function elapsed(ms: number): string {
  return durationText(Math.max(0, Math.floor(ms / 1000)));
}

function ordinal(position: number): string {
  if (position < 1) return "waits";
  const tens = position % 100;
  const ending = tens > 10 && tens < 14 ? "th" : (["th", "st", "nd", "rd"][position % 10] ?? "th");
  return `${position}${ending}`;
}

customElements.define("hf-gutter", HfGutter);
