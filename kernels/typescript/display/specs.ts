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
    return mime === undefined
      ? undefined
      : { [mime]: toJson(value), "text/plain": `[chart: ${$schema}]` };
  }
  const isPlotly =
    Array.isArray(data) &&
    typeof layout === "object" &&
    layout !== null &&
    Object.keys(value).every((key) => PLOTLY_KEYS.has(key));
  return isPlotly
    ? { "application/vnd.plotly.v1+json": toJson(value), "text/plain": "[chart: Plotly]" }
    : undefined;
}

const PLOTLY_KEYS = new Set(["data", "layout", "config", "frames"]);

function mimeOfSchema(schema: string): string | undefined {
  const lite = VEGA_LITE.exec(schema);
  if (lite) return `application/vnd.vegalite.v${lite[1]}+json`;
  const vega = VEGA.exec(schema);
  return vega ? `application/vnd.vega.v${vega[1]}+json` : undefined;
}

function toJson(value: object): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
