import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type CellState,
  isOverflow,
  OVERFLOW_MIME,
  type Overflow,
} from "../../../kernels/protocol/index.ts";
import { LiveClient } from "../fixtures/live-client.ts";
import { ServedFolder, type ServerProcess } from "../fixtures/server-process.ts";

let folder: ServedFolder;
let server: ServerProcess;
let client: LiveClient;

beforeAll(async () => {
  folder = await ServedFolder.make();
  await folder.notebook("a.ipynb", ["1"]);
  server = await folder.serve();
  client = await LiveClient.attach(server, "a.ipynb");
  await client.run("c1");
});
afterAll(() => folder.remove());

function overflowOf(cell: CellState): Overflow {
  for (const output of cell.outputs) {
    const value: unknown = "data" in output ? output.data[OVERFLOW_MIME] : undefined;
    if (isOverflow(value)) return value;
  }
  throw new Error("the cell has no note");
}

const streamOf = ({ outputs }: CellState): string =>
  outputs.map((output) => (output.output_type === "stream" ? output.text : "")).join("");

async function fullOutput({ execId }: Overflow): Promise<string> {
  return (await server.fetch(`/api/outputs/${execId}`)).text();
}

/** Resident memory of a process, in MB. */
async function memory(pid: number): Promise<number> {
  return Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, "utf8"))![1]) / 1024;
}

async function folderSize(path: string): Promise<number> {
  const names = await readdir(path);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(path, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

describe("a cell that prints a million lines", () => {
  let cell: CellState;
  let before: number;

  beforeAll(async () => {
    before = await memory(server.process.pid);
    cell = await client.eval(
      "for (let i = 0; i < 1_000_000; i++) process.stdout.write('line ' + i + '\\n');",
    );
  });

  test("shows the first megabyte in whole lines, and says how much more there is", () => {
    expect(cell.run.outcome).toBe("ok");
    const shown = streamOf(cell);
    expect(shown.length).toBeGreaterThan(900_000);
    expect(shown.length).toBeLessThanOrEqual(1024 * 1024);
    expect(shown).toMatch(/^line 0\n(.*\n)*line \d+\n$/);
    const { lines, bytes, kept, tail } = overflowOf(cell);
    expect(lines + shown.split("\n").length - 1).toBe(1_000_000);
    expect(bytes + shown.length).toBe(11_888_890);
    expect(kept).toBe("all");
    expect(tail).toMatch(/^line \d+\n(.*\n)*line 999999\n$/);
    const text = cell.outputs.at(-1) as unknown as { data: Record<string, string> };
    expect(text.data["text/plain"]).toMatch(
      /^… \d{3},\d{3} more lines \(10\.\d MB\) are in the full output: \/api\/outputs\//,
    );
  });

  test("has all of them in the full output, which the server gives as plain text", async () => {
    const response = await server.fetch(`/api/outputs/${overflowOf(cell).execId}`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("content-security-policy")).toBe("sandbox; default-src 'none'");
    expect(response.headers.get("content-disposition")).toMatch(/^inline; filename="output-/);
    const lines = (await response.text()).split("\n");
    expect(lines.length).toBe(1_000_001);
    expect(lines.every((line, i) => line === (i < 1_000_000 ? `line ${i}` : ""))).toBe(true);
  });

  test("keeps server memory, journal, file and wire small", async () => {
    await client.operate({ type: "save" });
    await client.until((state) => state.savedSeq >= state.changedSeq);
    expect((await memory(server.process.pid)) - before).toBeLessThan(250); // all in memory: about 500
    expect(await folderSize(join(folder.state, "store"))).toBeLessThan(20e6);
    expect((await stat(join(folder.root, "a.ipynb"))).size).toBeLessThan(3e6);
    expect(client.messages.length).toBeLessThan(500);
    expect(JSON.stringify(client.messages).length).toBeLessThan(5e6);
  });

  test("has a full output that only its owner may read, and only with the token", async () => {
    const { execId } = overflowOf(cell);
    const { mode } = await stat(join(folder.state, "outputs", `${execId}.txt`));
    expect(mode & 0o777).toBe(0o600);
    const stranger = await fetch(`${server.url}/api/outputs/${execId}`);
    expect(stranger.status).toBe(401);
    const saved = await server.fetch(`/api/outputs/${execId}?download`);
    expect(saved.headers.get("content-disposition")).toMatch(/^attachment/);
    await saved.body?.cancel();
  });

  test("loses its full output when it runs again", async () => {
    const { execId } = overflowOf(cell);
    const { cellId } = { cellId: cell.id };
    await client.operate({
      type: "setSource",
      cellId,
      revision: client.cell(cellId).revision,
      change: [[client.cell(cellId).source.length, "2"]],
    });
    await client.until((state) =>
      state.cells.some(({ id, source }) => id === cellId && source === "2"),
    );
    await client.run(cellId);
    const response = await server.fetch(`/api/outputs/${execId}`);
    expect(response.status).toBe(410);
    expect(await response.json()).toMatchObject({ code: "HF_OUTPUT_GONE" });
  });
});

describe("what is beyond the limits", () => {
  test("is the text that follows, also of the other stream, without colours, in order", async () => {
    const cell = await client.eval(
      `console.log("a".repeat(2 ** 20 - 1)); console.log(1, true); console.error("wrong"); process.stdout.write("\\x1b[3"); process.stdout.write("1mred\\x1b[39m\\n");`,
    );
    const shown = streamOf(cell);
    expect(shown === `${"a".repeat(2 ** 20 - 1)}\n`).toBe(true);
    expect(overflowOf(cell)).toMatchObject({ lines: 3, tail: "1 true\nwrong\nred\n" });
    expect((await fullOutput(overflowOf(cell))).slice(shown.length)).toBe("1 true\nwrong\nred\n");
  });

  test("is one line of 100 MB, of which the beginning is shown", async () => {
    const cell = await client.eval("process.stdout.write('x'.repeat(100_000_000) + 'end')");
    expect(streamOf(cell) === "x".repeat(2 ** 20)).toBe(true);
    const overflow = overflowOf(cell);
    expect(overflow.bytes).toBe(100_000_003 - 2 ** 20);
    expect(overflow.tail).toMatch(/^x{16381}end$/);
    const response = await server.fetch(`/api/outputs/${overflow.execId}`, { method: "HEAD" });
    expect(response.headers.get("content-length")).toBe("100000003");
    // A tab that showed so much would hang.
    expect(response.headers.get("content-disposition")).toMatch(/^attachment/);
  });

  test("is a display after the thousandth: its text is in the full output", async () => {
    const cell = await client.eval(
      "for (let i = 1; i <= 1_200; i++) await display('shown ' + i); console.log('done'); 'result'",
    );
    const displays = cell.outputs.filter(({ output_type }) => output_type === "display_data");
    expect(displays.length).toBe(1_001);
    expect(overflowOf(cell)).toMatchObject({ displays: 200, lines: 1 });
    expect(overflowOf(cell).tail).toMatch(/done\n$/);
    expect(await fullOutput(overflowOf(cell))).toContain(
      "[display: text/plain]\n'shown 1001'\n[display: text/plain]\n'shown 1002'\n",
    );
    expect(cell.outputs.at(-1)).toMatchObject({ output_type: "execute_result" });
  });

  test("is a display when all together are larger than 64 MB", async () => {
    const cell = await client.eval(
      "for (let i = 0; i < 5; i++) await display({ 'text/html': 'x'.repeat(20_000_000), 'text/plain': 'no. ' + i }, { raw: true })",
    );
    expect(cell.outputs.length).toBe(4);
    expect(overflowOf(cell)).toMatchObject({ displays: 2 });
    expect(await fullOutput(overflowOf(cell))).toBe(
      "[display: text/html, text/plain]\nno. 3\n[display: text/html, text/plain]\nno. 4\n",
    );
  });

  test("counts anew when the cell clears its outputs", async () => {
    const cell = await client.eval(
      "for (let i = 0; i < 4; i++) { clearOutput(); console.log('x'.repeat(600_000)); console.log('y'.repeat(400_000)); } console.log('last')",
    );
    expect(/^x{600000}\ny{400000}\nlast\n$/.test(streamOf(cell))).toBe(true);
    expect(cell.outputs.length).toBe(1);
  });

  test("goes on after the end of the cell, when a timer prints", async () => {
    const cell = await client.eval(
      "process.stdout.write('x'.repeat(2_000_000)); setTimeout(() => console.log('late'), 50); undefined",
    );
    await client.until((state) =>
      state.cells.some((c) => c.id === cell.id && /late\n$/.test(overflowOf(c).tail)),
    );
    expect(await fullOutput(overflowOf(client.cell(cell.id)))).toMatch(/xlate\n$/);
  });

  test("is stopped by Stop at once, and the variables are kept", async () => {
    const cellId = await client.add("let n = 0; for (;;) console.log('line', n++)");
    await client.start(cellId);
    await client.until((state) =>
      state.cells.some((c) => c.id === cellId && c.outputs.some((o) => "data" in o)),
    );
    await client.operate({ type: "cancel" });
    await client.until((state) => state.executions.length === 0);
    expect(client.cell(cellId).run.outcome).toBe("cancelled");
    const { execId } = overflowOf(client.cell(cellId));
    const printed = (await fullOutput({ execId } as Overflow)).trimEnd().split("\n");
    const kept = await client.eval(`n - ${printed.length}`);
    const off = Number(
      (kept.outputs[0] as unknown as { data: Record<string, string> }).data["text/plain"],
    );
    expect(Math.abs(off)).toBeLessThanOrEqual(1); // it was stopped between printing and counting, or before
  });
});

test("an error with a message of 50 MB ends the cell, cut", async () => {
  const cell = await client.eval("throw new Error('x'.repeat(50_000_000))");
  expect(cell.run.outcome).toBe("error");
  expect(cell.outputs.length).toBe(1);
  expect(JSON.stringify(cell.outputs).length).toBeLessThan(200_000);
  const { evalue } = cell.outputs[0] as { evalue: string };
  expect(/^x{10000}… \[shortened\]$/.test(evalue)).toBe(true);
});

describe("a request for a full output", () => {
  test.each([
    ["that names no execution", "/api/outputs/..%2f..%2ftoken", 400],
    ["of an execution that has none", "/api/outputs/abcdefghijklmnop.99", 410],
  ])("%s is refused", async (_, path, status) => {
    expect((await server.fetch(path)).status).toBe(status);
  });
});
