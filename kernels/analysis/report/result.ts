import type { Table } from "../table/table.ts";
import type { VegaLiteSpec } from "./vega-lite.ts";

/** What every workflow gives back. */
export interface WorkflowResult<D> {
  /** The result proper. */
  data: D;
  /** The result as a table to look at. */
  table: Table;
  /** Vega-Lite v5 specifications. */
  charts: VegaLiteSpec[];
  /** The result in plain words. */
  summary: string;
  /** How the result came to be. */
  provenance: Provenance;
  /** Present when the run ended early: n of N units are in the result. */
  partial?: { n: number; of: number };
}

/** How a result came to be: enough to make it again. */
export interface Provenance {
  /** Name of the workflow. */
  workflow: string;
  /** Seed of its random streams. */
  seed: number;
  /** Every option with its default filled in. */
  parameters: Readonly<Record<string, unknown>>;
  /** Size of the table that came in. */
  input: { rows: number; columns: number };
  /** Milliseconds since the epoch (UTC). */
  startedAt: number;
  /** Milliseconds since the epoch (UTC). */
  finishedAt: number;
  /** The step from which the run went on; 0 when it was never interrupted. */
  resumedAt: number;
}
