import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Chart } from "../outputs/chart.ts";
import { themeChanged } from "../theme/theme.ts";
import { LightElement } from "./light-element.ts";
import { hear } from "./watch.ts";

/** A Vega or Vega-Lite chart; it is drawn when it first comes into sight. */
export class HfChart extends LightElement {
  static override properties = {
    spec: { attribute: false },
    kind: { attribute: false },
    fallback: { attribute: false },
    failure: { state: true },
  };
  declare spec: Readonly<Record<string, unknown>> | undefined;
  declare kind: "vega" | "vegalite";
  /** What stands in for the chart when it cannot be drawn. */
  declare fallback: string;
  declare failure: string | undefined;
  #chart: Chart | undefined;
  #observer: IntersectionObserver | undefined;
  #isInSight = false;
  #drawing = 0;
  /** It took too long once: other colours do not make it faster. */
  #isStopped = false;

  constructor() {
    super();
    this.kind = "vegalite";
    this.fallback = "";
    hear(this, themeChanged, () => !this.#isStopped && void this.#draw());
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void import("../outputs/chart.ts").then(({ warmCharts }) => warmCharts(), ignoreUntilDrawn);
    this.#observer = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting || this.#isInSight) return;
      this.#isInSight = true;
      void this.#draw();
    });
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
    this.#chart?.dispose();
    this.#chart = undefined;
    this.#isInSight = false;
  }

  protected override render(): TemplateResult {
    return html`
      <div class="chart" role="img" aria-label=${this.#label} ?hidden=${this.failure !== undefined}></div>
      ${
        this.failure === undefined
          ? nothing
          : html`<p class="output-problem">The chart cannot be drawn: ${this.failure}</p>
            <pre class="plain">${this.fallback}</pre>`
      }
    `;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("spec") && this.#isInSight) void this.#draw();
  }

  get #label(): string {
    const { title, description } = this.spec ?? {};
    const text =
      typeof title === "object" && title !== null && "text" in title ? title.text : title;
    return [description, text].find((t) => typeof t === "string")?.toString() ?? "Chart";
  }

  async #draw(): Promise<void> {
    const { spec, kind } = this;
    const element = this.querySelector<HTMLElement>(".chart");
    if (!spec || !element || !this.#isInSight) return;
    const drawing = ++this.#drawing;
    const fail = (error: unknown): void => {
      if (drawing !== this.#drawing) return;
      this.#isStopped = error instanceof Error && error.name === "ChartTooSlow";
      this.failure = error instanceof Error ? error.message : String(error);
    };
    try {
      const { Chart } = await import("../outputs/chart.ts");
      if (drawing !== this.#drawing || !this.isConnected) return;
      this.#chart?.dispose();
      this.failure = undefined;
      this.#chart = new Chart(element, spec, kind, fail);
      await this.#chart.draw();
    } catch (error) {
      fail(error);
    }
  }
}

/** What could not be loaded is told when the chart is drawn. */
function ignoreUntilDrawn(): void {}

customElements.define("hf-chart", HfChart);
