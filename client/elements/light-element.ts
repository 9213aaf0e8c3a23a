import { LitElement } from "lit";
import { showFault } from "./fault.ts";

/**
 * An element that renders into the page itself: one set of styles, and the editor can live inside. What goes wrong
 * while it renders costs its own place only.
 */
export class LightElement extends LitElement {
  #hasFault = false;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override performUpdate(): void {
    try {
      if (this.#hasFault) this.#clearFault();
      super.performUpdate();
    } catch (error) {
      this.#hasFault = true;
      showFault(this, error);
    }
  }

  /** The next value gets an empty place; Lit is not to look for what the fault took away. */
  #clearFault(): void {
    this.#hasFault = false;
    this.replaceChildren();
    Reflect.deleteProperty(this, "_$litPart$");
    this.renderOptions.renderBefore = null;
  }
}
