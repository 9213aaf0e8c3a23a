import { html, nothing, type TemplateResult } from "lit";
import { durationText, type Progress, percent } from "../../kernels/protocol/index.ts";
import { LightElement } from "./light-element.ts";
import { progressBar } from "./progress-bar.ts";
import { leftWords, shareWords } from "./progress-words.ts";

/** A progress bar with its facts in words: how much, how fast, how long yet. */
export class HfProgress extends LightElement {
  static override properties = { progress: { attribute: false } };
  declare progress: Progress | undefined;

  protected override render(): TemplateResult | typeof nothing {
    const { progress } = this;
    if (!progress) return nothing;
    const facts = progressFacts(progress);
    const { name, done, total, state } = progress;
    return html`
      <div class="progress progress-${state}">
        <p class="progress-text">
          <span class="progress-name">${name}</span>
          <span class="progress-facts">${facts.join(" · ")}</span>
        </p>
        ${progressBar(name, percent(progress), "bar", {
          now: total === null ? undefined : done,
          max: total ?? undefined,
          text: facts.join(", "),
        })}
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
function progressFacts(progress: Progress): string[] {
  const { done, total, note, rate, state, startedAt, updatedAt } = progress;
  const count = (n: number): string => n.toLocaleString("en");
  const share = shareWords(progress);
  const facts = share.length > 0 ? share : [count(done)];
  if (total !== null) facts.push(`${count(done)} of ${count(total)}`);
  if (note) facts.push(note);
  if (state !== "running") {
    facts.push(`${ENDED[state]} after ${durationText((updatedAt - startedAt) / 1000)}`);
    return facts;
  }
  if (rate !== undefined && rate > 0) facts.push(rateText(rate));
  return [...facts, ...leftWords(progress)];
}

function rateText(rate: number): string {
  if (rate < 1) return `${durationText(1 / rate)} each`;
  return `${rate < 10 ? rate.toFixed(1) : Math.round(rate).toLocaleString("en")} a second`;
}

customElements.define("hf-progress", HfProgress);
