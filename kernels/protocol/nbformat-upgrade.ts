import { isObject } from "./json.ts";
import { invalid, readText } from "./nbformat-read-values.ts";

type Raw = Record<string, unknown>;

/**
 * Brings a notebook of nbformat 3 into the shape of nbformat 4, as Jupyter's own upgrade does: worksheets
 * become one list of cells, headings and HTML become Markdown, outputs get MIME types.
 *
 * @throws HoldfastError HF_NOTEBOOK_INVALID
 */
export function upgradeFrom3(notebook: Raw): Raw {
  const { worksheets = [], metadata = {}, ...rest } = notebook;
  if (!isObject(metadata)) throw invalid("metadata", metadata, "an object");
  if (!Array.isArray(worksheets)) throw invalid("worksheets", worksheets, "an array");
  const { name: _name, signature: _signature, ...kept } = metadata;
  const cells = worksheets.flatMap((worksheet: unknown, w) => {
    const where = `worksheets[${w}]`;
    if (!isObject(worksheet)) throw invalid(where, worksheet, "an object");
    const { cells = [] } = worksheet;
    if (!Array.isArray(cells)) throw invalid(`${where}.cells`, cells, "an array");
    return cells.map((cell, c) => upgradeCell(cell, `${where}.cells[${c}]`));
  });
  return { ...rest, nbformat: 4, nbformat_minor: 0, metadata: kept, cells };
}

function upgradeCell(cell: unknown, where: string): Raw {
  if (!isObject(cell)) throw invalid(where, cell, "an object");
  const { metadata = {} } = cell;
  if (!isObject(metadata)) throw invalid(`${where}.metadata`, metadata, "an object");
  switch (cell.cell_type) {
    case "code": {
      const { language: _, collapsed, input, prompt_number, outputs = [], ...rest } = cell;
      if (!Array.isArray(outputs)) throw invalid(`${where}.outputs`, outputs, "an array");
      return {
        ...rest,
        metadata: collapsed === undefined ? metadata : { ...metadata, collapsed },
        source: input ?? "",
        execution_count: prompt_number ?? null,
        outputs: outputs.map((output, i) => upgradeOutput(output, `${where}.outputs[${i}]`)),
      };
    }
    case "heading": {
      const { level, source, ...rest } = cell;
      const depth = Math.min(6, Math.max(1, typeof level === "number" ? Math.trunc(level) : 1));
      const title = readText(source ?? "", `${where}.source`).split(/\r\n|\r|\n/);
      return {
        ...rest,
        cell_type: "markdown",
        metadata,
        source: `${"#".repeat(depth)} ${title.join(" ").trimEnd()}`,
      };
    }
    case "html":
      return { ...cell, cell_type: "markdown", metadata };
    default:
      return { ...cell, metadata };
  }
}

function upgradeOutput(output: unknown, where: string): Raw {
  if (!isObject(output)) throw invalid(where, output, "an object");
  switch (output.output_type) {
    case "pyout": {
      const { prompt_number, ...rest } = output;
      const { output_type: _, ...display } = upgradeDisplay(rest, where);
      return { output_type: "execute_result", ...display, execution_count: prompt_number ?? null };
    }
    case "display_data":
      return upgradeDisplay(output, where);
    case "pyerr":
      return { ...output, output_type: "error" };
    case "stream": {
      const { stream, ...rest } = output;
      return { ...rest, name: stream ?? "stdout" };
    }
    default:
      return output;
  }
}

const mimeTypes: Readonly<Record<string, string>> = {
  text: "text/plain",
  html: "text/html",
  svg: "image/svg+xml",
  png: "image/png",
  jpeg: "image/jpeg",
  latex: "text/latex",
  json: "application/json",
  javascript: "application/javascript",
};

function upgradeDisplay(output: Raw, where: string): Raw {
  const { output_type, metadata = {}, ...formats } = output;
  if (!isObject(metadata)) throw invalid(`${where}.metadata`, metadata, "an object");
  const data = withMimeKeys(formats);
  if (data["application/json"] !== undefined) {
    const text = readText(data["application/json"], `${where}.json`);
    data["application/json"] = parsed(text);
  }
  return { output_type, data, metadata: withMimeKeys(metadata) };
}

function withMimeKeys(formats: Raw): Raw {
  const entries = Object.entries(formats).map(([key, value]) => [
    Object.hasOwn(mimeTypes, key) ? mimeTypes[key] : key,
    value,
  ]);
  return Object.fromEntries(entries) as Raw;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
