/**
 * Every code an analysis function can fail with: code → one sentence, and what to do about it.
 * Codes are stable: they do not change within a major version, the texts of messages may.
 */
export const analysisErrorCodes = {
  HF_ARGUMENT:
    "A function was given an argument of a wrong kind. The message says what it needs, what it got, and what to write.",
  HF_OPTION:
    "A function was given an option that it does not have, or a value that the option cannot have. The message names what is allowed and the nearest name.",
  HF_TABLE_UNKNOWN_COLUMN:
    "A column name is not in the table. Use the name the message suggests, or look at table.columnNames.",
  HF_TABLE_DUPLICATE_COLUMN:
    "Two columns of one table would get the same name. Rename one of them first.",
  HF_TABLE_COLUMN_LENGTH:
    "Columns of one table have different lengths. Give every column the same number of values.",
  HF_TABLE_COLUMN_TYPE:
    "A column has a type the operation cannot use. Pick another column, or convert this one with clean() or derive().",
  HF_TABLE_MIXED_TYPES:
    "The values of one column have different types. Make them one type, or state the type to convert to.",
  HF_TABLE_EMPTY:
    "The operation needs at least one row (or one present value). Check the filter or the file that made the table.",
  HF_TABLE_ROW_READ_ONLY:
    "A function of a row wrote on the row. Return the value from derive instead.",
  HF_TABLE_MISSING_VALUE:
    "A function of a row used a missing value as if it were there. Use ?. or ??, or leave such rows out first.",
  HF_TABLE_MISSING_TEST:
    "A function of a row asks a value in a way that takes a missing one for one that is there. Ask isMissing(row.x) or row.x == null.",
  HF_TABLE_ROW_RANGE:
    "A row number is outside the table. Row numbers start at 0 and end before table.length.",
  HF_TABLE_NOT_RECOGNISED:
    "A value is not a table, an array of objects, an object of columns, or an Arrow, Polars or Arquero table. Pass one of these.",
  HF_READ_NOT_FOUND:
    "The file does not exist. Paths are relative to the notebook's folder: check the spelling and the folder.",
  HF_READ_FAILED:
    "The file exists but cannot be read. Check its permissions and that it is a file, not a folder.",
  HF_READ_EMPTY_FILE: "The file holds no data. Check that the program which wrote it had finished.",
  HF_READ_ENCODING:
    "The bytes are not text in the stated encoding. Pass the right one, for example encoding: 'windows-1252'.",
  HF_READ_OTHER_FORMAT:
    "The file is of another kind than the reader: a web page, a Git LFS pointer, an archive, another format. The message says what it is and what to do.",
  HF_READ_LINE_TOO_LONG:
    "One line is longer than the limit. Check that the file is text with line ends, or raise maxLineBytes.",
  HF_READ_TOO_LARGE:
    "The file is larger than can be held in memory at once. Split it, or convert it to Parquet and read fewer columns.",
  HF_READ_TOO_WIDE:
    "The file has more columns than a table can have, often because rows and columns are exchanged or the delimiter is wrong. Turn it, or state the delimiter.",
  HF_READ_COMPRESSION:
    "The .gz data is damaged or cut off. Copy the file again, or unpack it first.",
  HF_WRITE_FAILED:
    "The file cannot be written. Check that the folder exists, that you may write there, and that the disk is not full.",
  HF_CSV_FIELD_COUNT:
    "A row has more or fewer fields than the header. Repair the line, set the delimiter, or pass badRows: 'skip' or 'pad'.",
  HF_CSV_QUOTE:
    "A quoted field is never closed, or text follows its closing quote. Repair the line, or set the quote option.",
  HF_CSV_VALUE:
    "A value does not fit the type that was stated for its column. Correct the value or state another type.",
  HF_JSON_SYNTAX:
    "The text is not valid JSON. Repair it at the line and column named in the message.",
  HF_JSON_SHAPE:
    "The JSON is valid but is not a table. Give an array of objects, one object of equally long arrays, or one object per line.",
  HF_PARQUET_FORMAT:
    "The file is not a readable Parquet file. Check that it was written completely, or that it is not another format.",
  HF_EXCEL_FORMAT:
    "The file is not a readable Excel workbook. Check that it is .xlsx, .xls or .ods and not protected by a password.",
  HF_EXCEL_UNKNOWN_SHEET:
    "The workbook has no sheet of that name. Use one of the names in the message.",
  HF_MODEL_NOT_FITTED: "A model is used before it has learned anything. Call fit(X, y) first.",
  HF_MODEL_SHAPE:
    "Features or target have the wrong number of rows or columns. Give the same columns as in fit, and one target value per row.",
  HF_MODEL_NOT_NUMERIC:
    "A model that needs numbers was given text. Encode the column with OneHotEncoder or OrdinalEncoder, or leave it out.",
  HF_MODEL_MISSING_VALUE:
    "A model that cannot use missing values was given one. Fill it with SimpleImputer or clean(), or drop the row.",
  HF_MODEL_INFINITE: "A value is infinite. Look for a division by zero where the column was made.",
  HF_MODEL_ONE_CLASS:
    "All rows have the same class, so there is nothing to tell apart. Check the target column and the filter.",
  HF_MODEL_TARGET:
    "The target does not suit the question: it is constant, or continuous where classes are meant, or has a class with one row. The message says which and what to do.",
  HF_MODEL_ABILITY:
    "An estimator is asked for something its class cannot do, such as probabilities. Use another estimator or another method.",
  HF_MODEL_UNKNOWN_CATEGORY:
    "A value was not among those of fit. Correct the value, or set handleUnknown so that unknown values are allowed.",
  HF_MODEL_RANK:
    "Columns depend on each other, or there are fewer rows than the result needs. Leave out columns, or use a penalised model such as Ridge.",
  HF_MODEL_NEGATIVE:
    "A model of counts was given a number below 0. Use a model for numbers of any sign, or check the column.",
  HF_MODEL_JSON:
    "A model cannot be written as JSON or read from it. Pass what JSON.stringify(model) gave, and give options by name instead of as functions.",
  HF_MODEL_OPTION:
    "An option of a model has a value it cannot have. The message names the option, the value and what is allowed.",
  HF_WORKER_FAILED:
    "Worker threads could not be started, or one ended before its work was done. Use workers: 1, or give it less data.",
} as const;

/** A stable error code of the analysis functions. */
export type AnalysisErrorCode = keyof typeof analysisErrorCodes;

/** Where and why an operation failed; every part that is known is also in the message. */
export interface AnalysisErrorDetails {
  /** What failed, as a sentence without full stop: "cannot read orders.csv". */
  readonly what: string;
  /** Path or name of the file. */
  readonly file?: string;
  /** Line in the file, from 1. */
  readonly line?: number;
  /** Column of the line in characters from 1 (number), or the name of a table column (string). */
  readonly column?: number | string;
  /** Row of the table, from 0. */
  readonly row?: number;
  /** What was found. */
  readonly got?: string;
  /** What was needed. */
  readonly expected?: string;
  /** What the reader of the message can do now. */
  readonly action?: string;
  readonly cause?: unknown;
}

/**
 * An analysis operation that failed for a reason outside of the program: data, a file, a name.
 * Wrong use by a programmer (a negative count, a missing argument) is a `TypeError` or `RangeError` instead.
 */
export class AnalysisError extends Error {
  override readonly name = "AnalysisError";
  readonly code: AnalysisErrorCode;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number | string;
  readonly row?: number;
  readonly got?: string;
  readonly expected?: string;
  readonly action?: string;

  constructor(code: AnalysisErrorCode, details: AnalysisErrorDetails = { what: "it failed" }) {
    super(sentence(details), details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.file = details.file;
    this.line = details.line;
    this.column = details.column;
    this.row = details.row;
    this.got = details.got;
    this.expected = details.expected;
    this.action = details.action;
  }
}

function sentence(details: AnalysisErrorDetails): string {
  const place: string[] = [];
  if (details.file !== undefined) place.push(details.file);
  if (details.line !== undefined) place.push(`line ${details.line}`);
  if (details.row !== undefined) place.push(`row ${details.row}`);
  if (typeof details.column === "number") place.push(`column ${details.column}`);
  if (typeof details.column === "string") place.push(`column "${details.column}"`);
  const what = withoutStop(details.what);
  let text = place.length > 0 ? `${what} (${place.join(", ")})` : what;
  const found: string[] = [];
  if (details.got) found.push(`got ${withoutStop(details.got)}`);
  if (details.expected) found.push(`expected ${withoutStop(details.expected)}`);
  if (found.length > 0) text += `: ${found.join(", ")}`;
  return details.action === undefined ? `${text}.` : `${text}. ${details.action}`;
}

/** Texts of other programs end with full stops; the sentence has its own. */
function withoutStop(text: string): string {
  return text.replace(/[.\s]+$/, "");
}
