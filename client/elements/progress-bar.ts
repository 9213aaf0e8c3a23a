import { html, nothing, type TemplateResult } from "lit";
import { styleMap } from "lit/directives/style-map.js";

/** What a screen reader is told of a bar. */
interface Told {
  readonly now: number | undefined;
  readonly max: number | undefined;
  readonly text?: string;
}

/**
 * The line that grows.
 *
 * @param share percent; undefined when it is not known how much there is
 */
export function progressBar(
  name: string,
  share: number | undefined,
  className: "bar" | "banner-bar",
  { now, max, text }: Told,
): TemplateResult {
  return html`<div
    class="${className} ${share === undefined ? "bar-unknown" : ""}"
    role="progressbar"
    aria-label=${name}
    aria-valuemin="0"
    aria-valuemax=${max ?? nothing}
    aria-valuenow=${now ?? nothing}
    aria-valuetext=${text ?? nothing}
  >
    <div class="bar-fill" style=${styleMap({ width: `${share ?? 100}%` })}></div>
  </div>`;
}
