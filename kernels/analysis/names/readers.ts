export type { CsvOptions } from "../csv/options.ts";
export { readCsv, readExcel, readJson, readParquet, writeCsv } from "../doors/readers.ts";
export type { ReadCsvOptions } from "../readers/read-csv.ts";
export type { ReadExcelOptions } from "../readers/read-excel.ts";
export type { ReadJsonOptions } from "../readers/read-json.ts";
export type { ReadParquetOptions } from "../readers/read-parquet.ts";
export type { Source } from "../readers/source.ts";
export type { WriteCsvOptions } from "../readers/write-csv-file.ts";
