export { AnalysisError, type AnalysisErrorCode, analysisErrorCodes } from "./errors.ts";
export { sum } from "./numeric/sum.ts";
export { type PlainRunOptions, plainRun } from "./plain-run.ts";
export { type RandomStream, resumeStream, rowBits, stream } from "./random.ts";
export type {
  Features,
  Provenance,
  Random,
  Run,
  Target,
  VegaLiteSpec,
  WorkflowResult,
} from "./run.ts";
export { Column, type ColumnType, type Value } from "./table/column.ts";
export { type Matrix, toMatrix } from "./table/matrix.ts";
export { GroupBy, Table } from "./table/table.ts";
