import { LitElement } from "lit";

/** An element that renders into the page itself: one set of styles, and the editor can live inside. */
export class LightElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
