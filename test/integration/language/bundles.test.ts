import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { schemaFaults } from "../../server/contents/notebook-schema.ts";
import { LiveClient } from "../fixtures/live-client.ts";
import { ServedFolder } from "../fixtures/server-process.ts";

let folder: ServedFolder;
let client: LiveClient;

beforeAll(async () => {
  folder = await ServedFolder.make();
  await folder.notebook("a.ipynb", []);
  client = await LiveClient.attach(await folder.serve(), "a.ipynb");
});
afterAll(() => folder.remove());

const shown = async (source: string): Promise<unknown[]> =>
  (await client.eval(source)).outputs.map((output) =>
    "data" in output ? output.data : output.output_type === "error" ? output.evalue : output.text,
  );

describe("a bundle of a person's own", () => {
  test("has strings under text types, whatever was given", async () => {
    const bundle = `{
      "text/plain": 5, "text/html": ["<b>", "two lines", "</b>"], "text/markdown": undefined,
      "image/png": new Uint8Array([1, 2, 3]), "text/x-date": [1, 2], "application/json": [1, "2"],
      "application/vnd.vega.v6+json": { marks: [] },
    }`;
    const expected = {
      "text/plain": "5",
      "text/html": "<b>two lines</b>",
      "image/png": "AQID",
      "text/x-date": "[ 1, 2 ]",
      "application/json": [1, "2"],
      "application/vnd.vega.v6+json": { marks: [] },
    };
    expect(await shown(`await display(${bundle}, { raw: true }); undefined`)).toEqual([expected]);
    expect(await shown(`({ [Symbol.for("Jupyter.display")]: () => (${bundle}) })`)).toEqual([
      expected,
    ]);
  });

  test("that is none is refused", async () => {
    const [message] = await shown(`await display("text", { raw: true })`);
    expect(message).toMatch(/^display: with raw the value is a MIME bundle/);
  });

  test("that cannot be JSON is an error of the cell, and the kernel goes on", async () => {
    const bundles = [
      `{ "application/json": 1n }`,
      `{ get "text/plain"() { throw new Error("no"); } }`,
    ];
    for (const bundle of bundles) {
      const cell = await client.eval(`await display(${bundle}, { raw: true })`);
      expect(cell.run.outcome).toBe("error");
    }
    expect(await shown("1 + 1")).toEqual([{ "text/plain": "2" }]);
  });

  test("is saved as valid nbformat", async () => {
    await client.operate({ type: "save" });
    await client.until((state) => state.savedSeq >= state.changedSeq);
    expect(schemaFaults(JSON.stringify(await folder.read("a.ipynb")))).toEqual([]);
  });
});
