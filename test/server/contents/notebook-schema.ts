import { readFileSync } from "node:fs";
import { Ajv } from "ajv";

const schema: unknown = JSON.parse(
  readFileSync(
    new URL("../../fixtures/nbformat/nbformat-4.5.schema.json", import.meta.url),
    "utf8",
  ),
);
const validate = new Ajv({ allErrors: true, strict: false, verbose: true }).compile(
  schema as object,
);

/** What keeps a text from being a notebook of nbformat 4.5; [] when it is one. */
export function schemaFaults(text: string): string[] {
  if (validate(JSON.parse(text))) return [];
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ""}`);
}
