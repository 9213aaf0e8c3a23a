/** A Vega-Lite v5 specification as plain data. */
export interface VegaLiteSpec {
  $schema: "https://vega.github.io/schema/vega-lite/v5.json";
  [property: string]: unknown;
}
