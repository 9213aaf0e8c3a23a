import "../../kernels/analysis/clean/options.ts";
import "../../kernels/analysis/doors/model-from-json.ts";
import "../../kernels/analysis/index.ts";
import "../../kernels/analysis/readers/read-csv.ts";
import "../../kernels/analysis/readers/read-excel.ts";
import "../../kernels/analysis/readers/read-json.ts";
import "../../kernels/analysis/readers/read-parquet.ts";
import "../../kernels/analysis/readers/write-csv-file.ts";
import "../../kernels/analysis/rfm/workflow.ts";
import "../../kernels/analysis/workflows/anomalies.ts";
import "../../kernels/analysis/workflows/clusters.ts";
import "../../kernels/analysis/workflows/train.ts";

/** The tables of options of every function, also of those that are loaded on first use. */
export { type OptionTable, optionTables } from "../../kernels/analysis/base/option-table.ts";
