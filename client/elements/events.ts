import type { Problem } from "../../kernels/protocol/index.ts";
import type { WayOut } from "../session/navigation.ts";

/** What elements say to those that hold them, with what they say about it; null = the name says all. */
export interface PageEvents {
  /** A notebook is to be opened; `isSaved` = it holds all that the open one has, so nothing is lost by leaving that. */
  readonly "hf-open": { readonly path: string; readonly isSaved?: boolean };
  /** The first page is to be shown. */
  readonly "hf-home": null;
  /** The list of files is to come or to go. */
  readonly "hf-toggle-files": null;
  /** The server refuses to list files. */
  readonly "hf-refused": Problem;
  /** What a person chose to become of a long cell. */
  readonly "hf-way-out": WayOut;
  /** The results of this cell are to be made anew. */
  readonly "hf-run-anew": null;
  /** The caret went above the first or below the last line of a cell. */
  readonly "hf-beyond": "up" | "down";
}

type Events = { readonly [Name in keyof PageEvents]: CustomEvent<PageEvents[Name]> };

declare global {
  interface HTMLElementEventMap extends Events {}
}

/** Says something to the elements around: events go up, and elements render into the page, so none has to cross a shadow root. */
export function send<Name extends keyof PageEvents>(
  from: HTMLElement,
  name: Name,
  detail: PageEvents[Name],
): void {
  from.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
}
