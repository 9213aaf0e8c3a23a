import { isObject, type Json, type JsonObject } from "../base/json.ts";
import type { NotebookOutput } from "./nbformat.ts";
import { joinBundle, readCount, readObject, readText } from "./read-values.ts";
import { unknownOutput } from "./unknown.ts";

/** Reads the outputs of a code cell; keys that they need not have are kept, and so is what is no output at all. */
export function readOutputs(value: unknown): readonly NotebookOutput[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return [unknownOutput(value as Json)];
  return value.map(readOutput);
}

function readOutput(value: unknown): NotebookOutput {
  const facts = isObject(value) ? outputFacts(value) : undefined;
  if (!facts) return unknownOutput(value as Json);
  const output: unknown = { ...(value as JsonObject), ...facts };
  return output as NotebookOutput;
}

/** The keys that an output has to have, with joined texts; undefined when it is of no known kind. */
function outputFacts(value: Record<string, unknown>): Record<string, unknown> | undefined {
  switch (value.output_type) {
    case "stream":
      return {
        name: typeof value.name === "string" ? value.name : "stdout",
        text: readText(value.text),
      };
    case "display_data":
      return readDisplay(value);
    case "execute_result": {
      const display = readDisplay(value);
      return display && { ...display, execution_count: readCount(value.execution_count) };
    }
    case "error": {
      const { ename, evalue, traceback } = value;
      const lines = Array.isArray(traceback) ? traceback : [traceback ?? []].flat();
      return {
        ename: readText(ename ?? "Error"),
        evalue: readText(evalue),
        traceback: lines.map(readText),
      };
    }
    default:
      return undefined;
  }
}

function readDisplay({
  data,
  metadata,
}: Record<string, unknown>): Record<string, unknown> | undefined {
  if (data !== undefined && data !== null && !isObject(data)) return undefined;
  return { data: joinBundle(data ?? {}), metadata: readObject(metadata) };
}
