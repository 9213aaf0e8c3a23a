import { isObject } from "../base/json.ts";
import { invalid, readObject, readText } from "./read-values.ts";

type Raw = Record<string, unknown>;

/**
 * Brings a notebook of nbformat 2 or 3 into the shape of nbformat 4, as Jupyter's own upgrade does: worksheets
 * become one list of cells, headings and HTML become Markdown, outputs get MIME types.
 *
 * @throws HoldfastError HF_NOTEBOOK_INVALID
 */
export function upgradeFrom3(notebook: Raw): Raw {
  const { worksheets, cells: top, ...rest } = notebook;
  // Some tools wrote cells at the top, as nbformat 4 has them.
  const sheets = worksheets ?? [{ cells: top ?? [] }];
  if (!Array.isArray(sheets)) throw invalid("worksheets", sheets, "an array");
  const { name: _name, signature: _signature, ...kept } = readObject(notebook.metadata);
  const cells = sheets.flatMap((worksheet: unknown, w) => {
    const { cells = [] } = isObject(worksheet) ? worksheet : {};
    if (!Array.isArray(cells)) throw invalid(`worksheets[${w}].cells`, cells, "an array");
    return cells.map(upgradeCell);
  });
  return { ...rest, nbformat: 4, nbformat_minor: 0, metadata: kept, cells };
}

function upgradeCell(cell: unknown): unknown {
  if (!isObject(cell)) return cell;
  const metadata = readObject(cell.metadata);
  switch (cell.cell_type) {
    case "code": {
      const { language: _, collapsed, input, prompt_number, outputs, ...rest } = cell;
      return {
        ...rest,
        metadata: collapsed === undefined ? metadata : { ...metadata, collapsed },
        source: input ?? rest.source ?? "",
        execution_count: prompt_number ?? null,
        outputs: Array.isArray(outputs) ? outputs.map(upgradeOutput) : outputs,
      };
    }
    case "heading": {
      const { level, source, ...rest } = cell;
      const depth = Math.min(6, Math.max(1, typeof level === "number" ? Math.trunc(level) : 1));
      const title = readText(source).split(/\r\n|\r|\n/);
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

function upgradeOutput(output: unknown): unknown {
  if (!isObject(output)) return output;
  switch (output.output_type) {
    case "pyout": {
      const { prompt_number, ...rest } = output;
      const { output_type: _, ...display } = upgradeDisplay(rest);
      return { output_type: "execute_result", ...display, execution_count: prompt_number ?? null };
    }
    case "display_data":
      return upgradeDisplay(output);
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

function upgradeDisplay(output: Raw): Raw {
  const { output_type, metadata, ...formats } = output;
  const data = withMimeKeys(formats);
  if (data["application/json"] !== undefined) {
    const text = readText(data["application/json"]);
    data["application/json"] = parsed(text);
  }
  return { output_type, data, metadata: withMimeKeys({ ...readObject(metadata) }) };
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
