import { html, nothing, type TemplateResult } from "lit";
import { styleMap } from "lit/directives/style-map.js";
import { durationText, type Progress, percent } from "../../kernels/protocol/index.ts";
import { LightElement } from "./light-element.ts";

/** A progress bar with its facts in words: how much, how fast, how long yet. */
export class HfProgress extends LightElement {
  static override properties = { progress: { attribute: false } };
  declare progress: Progress | undefined;

  protected override render(): TemplateResult | typeof nothing {
    const { progress } = this;
    if (!progress) return nothing;
    const share = percent(progress);
    const { name, done, total, state } = progress;
    return html`
      <div class="progress progress-${state}">
        <p class="progress-text">
          <span class="progress-name">${name}</span>
          <span class="progress-facts">${progressFacts(progress).join(" · ")}</span>
        </p>
        <div
          class="bar ${share === undefined ? "bar-unknown" : ""}"
          role="progressbar"
          aria-label=${name}
          aria-valuemin="0"
          aria-valuemax=${total ?? nothing}
          aria-valuenow=${total === null ? nothing : done}
          aria-valuetext=${progressFacts(progress).join(", ")}
        >
          <div class="bar-fill" style=${styleMap({ width: `${share ?? 100}%` })}></div>
        </div>
      </div>
    `;
  }
}

const ENDED = {
  done: "done",
  cancelled: "cancelled",
  failed: "failed",
  preempted: "paused",
} as const;

/** What there is to say about a bar, in the order of its importance. */
export function progressFacts(progress: Progress): string[] {
  const { done, total, note, rate, etaSeconds, state, startedAt, updatedAt } = progress;
  const share = percent(progress);
  const count = (n: number): string => n.toLocaleString("en");
  const facts = [share === undefined ? count(done) : `${share} %`];
  if (total !== null) facts.push(`${count(done)} of ${count(total)}`);
  if (note) facts.push(note);
  if (state !== "running") {
    facts.push(`${ENDED[state]} after ${durationText((updatedAt - startedAt) / 1000)}`);
    return facts;
  }
  if (rate !== undefined && rate > 0) facts.push(rateText(rate));
  if (etaSeconds !== undefined && etaSeconds >= 0.5)
    facts.push(`about ${durationText(Math.round(etaSeconds))} left`);
  return facts;
}

function rateText(rate: number): string {
  if (rate < 1) return `${durationText(1 / rate)} each`;
  return `${rate < 10 ? rate.toFixed(1) : Math.round(rate).toLocaleString("en")} a second`;
}

customElements.define("hf-progress", HfProgress);
