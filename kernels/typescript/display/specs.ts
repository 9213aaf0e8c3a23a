import type { Json, MimeBundle } from "../../protocol/index.ts";
import { probe } from "./probe.ts";

const VEGA_LITE = /^https?:\/\/vega\.github\.io\/schema\/vega-lite\/v(\d+)/;
const VEGA = /^https?:\/\/vega\.github\.io\/schema\/vega\/v(\d+)/;

/** The bundle of a chart: a Vega-Lite, Vega or Plotly specification, or an object with `toSpec()`. */
export function specOf(value: object): MimeBundle | undefined {
  const toSpec = probe(value, "toSpec");
  if (typeof toSpec === "function") {
    const spec: unknown = toSpec.call(value);
    return typeof spec === "object" && spec !== null ? specOf(spec) : undefined;
  }
  const [$schema, data, layout] = ["$schema", "data", "layout"].map((key) => probe(value, key));
  if (typeof $schema === "string") {
    const mime = mimeOfSchema($schema);
    const json = mime === undefined ? undefined : toJson(value);
    return mime === undefined || json === undefined
      ? undefined
      : { [mime]: json, "text/plain": `[chart: ${$schema}]` };
  }
  if (typeof data !== "object" || typeof layout !== "object" || layout === null) return undefined;
  const json = isPlotly(value, data) ? toJson(value) : undefined;
  if (json === undefined) return undefined;
  return { "application/vnd.plotly.v1+json": json, "text/plain": "[chart: Plotly]" };
}

function isPlotly(value: object, data: unknown): boolean {
  try {
    return Array.isArray(data) && Object.keys(value).every((key) => PLOTLY_KEYS.has(key));
  } catch {
    return false; // a proxy that was revoked, or whose traps throw
  }
}

const PLOTLY_KEYS = new Set(["data", "layout", "config", "frames"]);

function mimeOfSchema(schema: string): string | undefined {
  const lite = VEGA_LITE.exec(schema);
  if (lite) return `application/vnd.vegalite.v${lite[1]}+json`;
  const vega = VEGA.exec(schema);
  return vega ? `application/vnd.vega.v${vega[1]}+json` : undefined;
}

/**
 * As charts read it: JSON has no BigInt, so one becomes a number while that is exact, and a text beyond. Undefined for
 * what is no JSON: it refers to itself, or a part of it throws.
 */
function toJson(value: object): Json | undefined {
  try {
    return JSON.parse(JSON.stringify(value, (_, part: unknown) => numbered(part))) as Json;
  } catch {
    return undefined;
  }
}

function numbered(part: unknown): unknown {
  if (typeof part !== "bigint") return part;
  return Number.isSafeInteger(Number(part)) ? Number(part) : String(part);
}
