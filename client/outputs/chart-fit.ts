import { isObject } from "../../kernels/protocol/index.ts";

/** The kind of mark that a chart mainly consists of; "" when it is composed. */
export function markOf({ mark }: Readonly<Record<string, unknown>>): string {
  const type = isObject(mark) ? mark.type : mark;
  return typeof type === "string" ? type : "";
}

/** Tells whether a chart takes the width of its cell: a simple one without a width. */
export function isFluid(spec: Readonly<Record<string, unknown>>): boolean {
  const isComposed = ["hconcat", "vconcat", "concat", "facet", "repeat"].some((k) => k in spec);
  const isFaceted =
    isObject(spec.encoding) && ["row", "column", "facet"].some((c) => c in Object(spec.encoding));
  return !isComposed && !isFaceted && spec.width === undefined;
}

/** A simple chart without a width takes that of its cell. */
export function fitted(spec: Readonly<Record<string, unknown>>): Record<string, unknown> {
  if (!isFluid(spec)) return { ...spec };
  return { ...spec, width: "container", autosize: { type: "fit-x", contains: "padding" } };
}
