import {
  type MimeBundle,
  OVERFLOW_MIME,
  PROGRESS_MIME,
  PROVENANCE_MIME,
} from "../../kernels/protocol/index.ts";

/** Our own table: columns with type and histogram, rows, and how many there are in all. */
export const TABLE_MIME = "application/vnd.holdfast.table.v1+json";
export const DATA_RESOURCE_MIME = "application/vnd.dataresource+json";

/** What an output is drawn as. */
export type OutputKind =
  | "progress"
  | "overflow"
  | "provenance"
  | "table"
  | "dataresource"
  | "vegalite"
  | "vega"
  | "html"
  | "markdown"
  | "svg"
  | "image"
  | "json"
  | "text";

/** From the richest to the plainest. */
const KINDS: readonly (readonly [pattern: RegExp, kind: OutputKind])[] = [
  [exactly(PROGRESS_MIME), "progress"],
  [exactly(OVERFLOW_MIME), "overflow"],
  [exactly(PROVENANCE_MIME), "provenance"],
  [exactly(TABLE_MIME), "table"],
  [/^application\/vnd\.vegalite\.v[3-6]\+json$/, "vegalite"],
  [/^application\/vnd\.vega\.v[3-6]\+json$/, "vega"],
  [exactly(DATA_RESOURCE_MIME), "dataresource"],
  [/^text\/html$/, "html"],
  [/^text\/markdown$/, "markdown"],
  [/^image\/svg\+xml$/, "svg"],
  [/^image\/(png|jpeg|gif|webp)$/, "image"],
  [/^application\/(json|geo\+json)$/, "json"],
  [/^text\//, "text"],
];

/** The richest form of a bundle that can be drawn, or undefined when there is none. */
export function richest(
  bundle: MimeBundle,
): { readonly kind: OutputKind; readonly mime: string } | undefined {
  const mimes = Object.keys(bundle).filter((mime) => bundle[mime] !== undefined);
  for (const [pattern, kind] of KINDS) {
    const mime = mimes.find((m) => pattern.test(m));
    if (mime !== undefined) return { kind, mime };
  }
  return undefined;
}

function exactly(mime: string): RegExp {
  return new RegExp(`^${mime.replaceAll(/[.+/]/g, "\\$&")}$`);
}
