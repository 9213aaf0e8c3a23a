import { html, type PropertyValues, type TemplateResult } from "lit";
import { onThemeChange } from "../theme/theme.ts";
import { LightElement } from "./light-element.ts";

const MAX_HEIGHT = 2000;

/** Active output (scripts, styles, forms) in a frame of opaque origin, as high as its content (rule S13). */
export class HfFrame extends LightElement {
  static override properties = { markup: { attribute: false }, label: { attribute: false } };
  declare markup: string;
  declare label: string;
  #isLoaded = false;
  #forgetTheme: (() => void) | undefined;

  constructor() {
    super();
    this.markup = "";
    this.label = "HTML output";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("message", this.#take);
    this.#forgetTheme = onThemeChange(() => this.#isLoaded && this.#show());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("message", this.#take);
    this.#forgetTheme?.();
    this.#isLoaded = false;
  }

  protected override render(): TemplateResult {
    return html`<iframe
      class="frame"
      title=${this.label}
      src="/frame.html"
      sandbox="allow-scripts"
      referrerpolicy="no-referrer"
      @load=${this.#loaded}
    ></iframe>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("markup") && this.#isLoaded) this.#show();
  }

  get #frame(): HTMLIFrameElement {
    return this.querySelector("iframe")!;
  }

  #loaded = (): void => {
    this.#isLoaded = true;
    this.#show();
  };

  #show(): void {
    const style = getComputedStyle(this);
    const theme = {
      text: style.getPropertyValue("--text").trim(),
      background: style.getPropertyValue("--surface").trim(),
      line: style.getPropertyValue("--line").trim(),
      scheme: style.colorScheme,
    };
    const { markup } = this;
    this.#frame.contentWindow?.postMessage({ type: "holdfast.show", markup, theme }, "*");
  }

  #take = (event: MessageEvent<unknown>): void => {
    const frame = this.querySelector("iframe");
    if (!frame || event.source !== frame.contentWindow) return;
    const { data } = event;
    if (typeof data !== "object" || data === null || !("height" in data)) return;
    const height = Number(data.height);
    if (Number.isFinite(height))
      frame.style.height = `${Math.min(MAX_HEIGHT, Math.max(0, height))}px`;
  };
}

customElements.define("hf-frame", HfFrame);
