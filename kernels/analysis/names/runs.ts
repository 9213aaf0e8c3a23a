export {
  AnalysisError,
  type AnalysisErrorCode,
  type AnalysisErrorDetails,
  analysisErrorCodes,
} from "../base/errors.ts";
export type { Random } from "../random/stream.ts";
export { type RandomStream, resumeStream, rowBits, stream } from "../random/stream.ts";
export type { Provenance, WorkflowResult } from "../report/result.ts";
export type { VegaLiteSpec } from "../report/vega-lite.ts";
export { type PlainRunOptions, plainRun } from "../run/plain-run.ts";
export type { Run } from "../run/run.ts";
