export type { CsvOptions } from "./csv/options.ts";
export { parseCsv } from "./csv/parse.ts";
export { AnalysisError, type AnalysisErrorCode, analysisErrorCodes } from "./errors.ts";
export { sum } from "./numeric/sum.ts";
export { type PlainRunOptions, plainRun } from "./plain-run.ts";
export { type RandomStream, resumeStream, rowBits, stream } from "./random.ts";
export type { ReadCsvOptions } from "./readers/read-csv.ts";
export type { ReadExcelOptions } from "./readers/read-excel.ts";
export type { ReadJsonOptions } from "./readers/read-json.ts";
export type { ReadParquetOptions } from "./readers/read-parquet.ts";
export type { Source } from "./readers/source.ts";
export type { WriteCsvOptions } from "./readers/write-csv-file.ts";
export { readCsv, readExcel, readJson, readParquet, writeCsv } from "./readers.ts";
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
