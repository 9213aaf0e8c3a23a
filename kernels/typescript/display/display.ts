import { randomUUID } from "node:crypto";
import type { JsonObject, MimeBundle } from "../../protocol/index.ts";
import type { Output } from "../process/output.ts";
import type { Displayed } from "./displayed.ts";
import { DISPLAY, mimeBundle } from "./mime-bundle.ts";
import { textValues } from "./text-values.ts";

export interface DisplayOptions {
  /** `value` is a MIME bundle already. Default false. */
  readonly raw?: boolean;
  /** Shown under this id, so that it can be updated. */
  readonly display_id?: string;
  /** Replaces what was shown under `display_id`. Default false. */
  readonly update?: boolean;
  readonly metadata?: JsonObject;
}

/** The display functions of a cell. */
export interface DisplayFunctions {
  /** Shows a value; resolves to its display id. */
  display(value: unknown, options?: DisplayOptions): Promise<string>;
  /** Clears the outputs of the cell; with `wait` when the next output comes. */
  clearOutput(options?: { wait?: boolean }): void;
  /** A template tag: its text shows as Markdown. */
  md(strings: TemplateStringsArray, ...values: unknown[]): object;
  /** A template tag: its text shows as HTML. */
  html(strings: TemplateStringsArray, ...values: unknown[]): object;
  /** A template tag: its text shows as an SVG picture. */
  svg(strings: TemplateStringsArray, ...values: unknown[]): object;
}

export function displayFunctions(output: Output, displayed: Displayed): DisplayFunctions {
  const show = showing(output);
  return {
    display: (value, options) => displayed.given(show(value, options)),
    clearOutput({ wait = false } = {}) {
      output.say("clear_output", { wait });
    },
    md: tag("text/markdown"),
    html: tag("text/html"),
    svg: tag("image/svg+xml"),
  };
}

function showing(output: Output): DisplayFunctions["display"] {
  return async (value, options = {}) => {
    const { raw = false, update = false, metadata = {} } = options;
    if (update && options.display_id === undefined)
      throw new TypeError("display: update needs the display_id of what it replaces");
    const parent = output.parent;
    const display_id = options.display_id ?? randomUUID();
    const data = raw ? rawBundle(value) : await mimeBundle(value);
    const now = output.parent;
    output.attribute(parent);
    output.say(update ? "update_display_data" : "display_data", {
      data,
      metadata,
      transient: { display_id },
    });
    output.attribute(now);
    return display_id;
  };
}

function rawBundle(value: unknown): MimeBundle {
  if (typeof value !== "object" || value === null)
    throw new TypeError('display: with raw the value is a MIME bundle, such as { "text/html": … }');
  return textValues(value);
}

function tag(mime: string): (strings: TemplateStringsArray, ...values: unknown[]) => object {
  return (strings, ...values) => {
    const text = String.raw({ raw: strings }, ...values.map(String));
    return { [DISPLAY]: () => ({ [mime]: text, "text/plain": text }) };
  };
}
