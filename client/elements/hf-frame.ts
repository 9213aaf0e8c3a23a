import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { FrameLoad, MAX_OUT, untilRoom } from "../outputs/frame-load.ts";
import { FrameWatch } from "../outputs/frame-watch.ts";
import { hasScript } from "../outputs/markup-kind.ts";
import { themeChanged } from "../theme/theme.ts";
import { LightElement } from "./light-element.ts";
import { on } from "./sources.ts";
import { hear } from "./watch.ts";

/**
 * Markup with styles or scripts in a frame of opaque origin, as high as its content (rules S13, S34). Without a
 * script it shows at once. A script runs by itself only when our kernel made the output in this session; that of
 * a file waits for a click. A frame in which scripts run gets mouse and keyboard after a click on it.
 */
export class HfFrame extends LightElement {
  static override properties = {
    markup: { attribute: false },
    label: { attribute: false },
    isOurs: { attribute: false },
    isChosen: { state: true },
    isUsed: { state: true },
    isOut: { state: true },
    fault: { state: true },
  };
  declare markup: string;
  declare label: string;
  /** Our kernel made it in this session. */
  declare isOurs: boolean;
  /** Somebody asked to run its script. */
  declare isChosen: boolean;
  /** Somebody clicked on it and did nothing else since. */
  declare isUsed: boolean;
  /** It did not load, and is put back in a moment. */
  declare isOut: boolean;
  /** Why it was taken away. */
  declare fault: string | undefined;
  #watch: FrameWatch | undefined;
  #load: FrameLoad | undefined;
  /** What the frame in the page shows; another one has to load anew. */
  #shown: { readonly frame: HTMLIFrameElement; readonly runs: boolean } | undefined;
  #timesOut = 0;

  constructor() {
    super();
    this.markup = "";
    this.label = "HTML output";
    this.isOurs = false;
    this.isChosen = false;
    this.isUsed = false;
    this.isOut = false;
    hear(this, themeChanged, () => this.#show());
    hear(this, on(document, "pointerdown", { capture: true }), (event) => this.#leave(event));
    hear(this, on(document, "keydown", { capture: true }), (event) => this.#leave(event));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate(); // a frame that moved in the page loads anew
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#watch?.end();
    this.#watch = undefined;
    this.#load?.end();
    this.#shown = undefined;
  }

  protected override render(): TemplateResult {
    const hasOwnScript = hasScript(this.markup);
    const runs = this.#runs;
    if (this.isOut) return html`<p class="output-problem">Waiting for the browser…</p>`;
    if (this.fault !== undefined)
      return html`<p class="output-problem">${this.fault}
        <button type="button" class="link" @click=${this.#again}>Show it again</button></p>`;
    return html`
      ${
        hasOwnScript && !runs
          ? html`<p class="output-problem">This output came with the file and has a script, which did not run.
              <button type="button" class="link" @click=${this.#choose}>Run it</button></p>`
          : nothing
      }
      <div class="frame-box">
        <iframe
          class="frame"
          title=${this.label}
          src=${runs ? "/frame-run.html" : "/frame.html"}
          sandbox="allow-scripts"
          referrerpolicy="no-referrer"
          loading="lazy"
          @load=${this.#loaded}
        ></iframe>
        ${
          runs && !this.isUsed
            ? html`<button type="button" class="frame-cover" aria-label="Use this output" @click=${this.#use}></button>`
            : nothing
        }
      </div>
    `;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("markup") && changed.get("markup") !== undefined) {
      this.isChosen = false;
      this.fault = undefined;
    }
    if (changed.has("markup") || changed.has("isOurs")) this.#show();
    this.#awaitLoad();
  }

  #awaitLoad(): void {
    const frame = this.querySelector("iframe");
    const runs = this.#runs;
    if (frame === (this.#shown?.frame ?? null) && runs === this.#shown?.runs) return;
    this.#load?.end();
    this.#shown = frame ? { frame, runs } : undefined;
    this.#load = frame ? new FrameLoad(frame, this.#leavePage, true) : undefined;
  }

  #leavePage = (): void => {
    this.#load?.end();
    this.#watch?.end();
    this.#watch = undefined;
    if (++this.#timesOut > MAX_OUT) {
      this.fault = "Another output hangs, and the browser shows no more of them.";
      return;
    }
    this.isOut = true;
    void untilRoom().then(() => {
      this.isOut = false;
    });
  };

  #loaded = ({ target }: Event): void => {
    this.#timesOut = 0;
    this.#load?.end();
    this.#watch?.end();
    this.#watch = new FrameWatch(target as HTMLIFrameElement, {
      mayFocus: () => this.isUsed || !this.#runs,
      onFault: (fault) => {
        this.#watch = undefined;
        this.fault = fault;
      },
    });
    this.#show();
  };

  get #runs(): boolean {
    return hasScript(this.markup) && (this.isOurs || this.isChosen);
  }

  #show(): void {
    const style = getComputedStyle(this);
    const theme = {
      text: style.getPropertyValue("--text").trim(),
      background: style.getPropertyValue("--surface").trim(),
      line: style.getPropertyValue("--line").trim(),
      scheme: style.colorScheme,
    };
    this.#watch?.send({ type: "holdfast.show", markup: this.markup, theme, runs: this.#runs });
  }

  #choose(): void {
    this.isChosen = true;
    this.isUsed = false;
  }

  #again(): void {
    this.fault = undefined;
    this.#timesOut = 0;
    this.isUsed = false;
    // What a script of the file did once, it does again only when it is asked for again.
    this.isChosen = false;
  }

  #use(): void {
    this.isUsed = true;
    void this.updateComplete.then(() => this.querySelector("iframe")?.focus());
  }

  /** Who does something elsewhere in the page is through with it. */
  #leave(event: Event): void {
    if (this.isUsed && !event.composedPath().includes(this)) this.isUsed = false;
  }
}

customElements.define("hf-frame", HfFrame);
