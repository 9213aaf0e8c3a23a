import { isObject } from "./json.ts";
import type { NotebookOutput } from "./nbformat.ts";
import { invalid, isLines, joinBundle, readCount, readText } from "./nbformat-read-values.ts";

/** Reads the outputs of a code cell; keys that they need not have are kept. */
export function readOutputs(value: unknown, where: string): readonly NotebookOutput[] {
  if (!Array.isArray(value)) throw invalid(where, value, "an array");
  return value.map((output, i) => readOutput(output, `${where}[${i}]`));
}

function readOutput(value: unknown, where: string): NotebookOutput {
  if (!isObject(value)) throw invalid(where, value, "an object");
  const output: unknown = { ...value, ...outputFacts(value, where) };
  return output as NotebookOutput;
}

/** The keys that an output has to have, checked, with joined texts. */
function outputFacts(value: Record<string, unknown>, where: string): Record<string, unknown> {
  switch (value.output_type) {
    case "stream":
      if (typeof value.name !== "string") throw invalid(`${where}.name`, value.name, "a string");
      return { text: readText(value.text, `${where}.text`) };
    case "display_data":
      return readDisplay(value, where);
    case "execute_result": {
      const execution_count = readCount(value.execution_count, `${where}.execution_count`);
      return { ...readDisplay(value, where), execution_count };
    }
    case "error":
      for (const key of ["ename", "evalue"]) {
        if (typeof value[key] !== "string")
          throw invalid(`${where}.${key}`, value[key], "a string");
      }
      if (!isLines(value.traceback))
        throw invalid(`${where}.traceback`, value.traceback, "an array of strings");
      return {};
    default:
      throw invalid(
        `${where}.output_type`,
        value.output_type,
        '"stream", "display_data", "execute_result" or "error"',
      );
  }
}

function readDisplay(value: Record<string, unknown>, where: string): Record<string, unknown> {
  const { data, metadata = {} } = value;
  if (!isObject(data)) throw invalid(`${where}.data`, data, "an object");
  if (!isObject(metadata)) throw invalid(`${where}.metadata`, metadata, "an object");
  return { data: joinBundle(data), metadata };
}
