import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LiveClient } from "../fixtures/live-client.ts";
import { texts } from "../fixtures/notebook-driver.ts";
import { ServedFolder, type ServerProcess } from "../fixtures/server-process.ts";

let folder: ServedFolder;
let server: ServerProcess;
let hostile: LiveClient;
let neighbour: LiveClient;
let neighbourPid: string;

const PID = "String(process.pid)";

beforeAll(async () => {
  folder = await ServedFolder.make();
  await folder.notebook("hostile.ipynb", []);
  await folder.notebook("neighbour.ipynb", []);
  server = await folder.serve();
  hostile = await LiveClient.attach(server, "hostile.ipynb");
  neighbour = await LiveClient.attach(server, "neighbour.ipynb");
  neighbourPid = texts(await neighbour.eval(PID))[0]!;
});
afterAll(() => folder.remove());

/** What a cell needs to write on whatever its process has inherited or opened. */
const TOOLS = `
const fs = require("node:fs");
const sockets = fs.readdirSync("/proc/self/fd").map(Number).filter((fd) => {
  try { return fd > 2 && fs.readlinkSync("/proc/self/fd/" + fd).startsWith("socket:"); } catch { return false; }
});
const frame = (payload, { kind = 0, execution = 1, length } = {}) => {
  const body = Buffer.isBuffer(payload) ? payload : Buffer.from(payload);
  const head = Buffer.alloc(13);
  head.writeUInt32LE(length ?? body.length + 9, 0);
  head.writeUInt8(kind, 4);
  head.writeUInt32LE(execution, 5);
  return Buffer.concat([head, body]);
};
const writeAll = (bytes) => { for (const fd of sockets) try { fs.writeSync(fd, bytes); } catch {} };
const message = (type, content, channel = "iopub") => JSON.stringify({
  channel, metadata: {}, content, parent_header: {},
  header: { msg_id: "x", session: "s", username: "u", date: "d", msg_type: type, version: "5.3" },
});
const later = () => new Promise((resolve) => setTimeout(resolve, 30));
`;

/** The hostile notebook's cell ends, one way or another; nothing else does. */
async function expectHarmless(source: string): Promise<void> {
  const id = await hostile.add(`{${TOOLS}\n${source}\nawait later();}`);
  await hostile.start(id);
  await hostile.until(({ executions }) => executions.length === 0);
  expect(server.process.child.exitCode).toBe(null);
  expect(texts(await neighbour.eval(PID))).toEqual([neighbourPid]);
  // Its own notebook can be used again, with a new kernel if need be.
  await hostile.until(() => hostile.lock?.holder === null);
  expect(texts(await hostile.eval("40 + 2"))).toEqual(["42"]);
}

describe("a cell that writes to its control socket", () => {
  test.each([
    "null",
    "1",
    '"progress"',
    "[]",
    "{}",
    '{"type":"__proto__"}',
    '{"type":"constructor"}',
    '{"__proto__":{"type":"heartbeat"}}',
    '{"type":"progress"}',
    '{"type":"progress","execution":1,"bars":null}',
    '{"type":"progress","execution":1,"bars":[null]}',
    '{"type":"progress","execution":1,"bars":[{"id":1}]}',
    '{"type":"progress","execution":-1,"bars":{"length":1e9}}',
    '{"type":"heartbeat"}',
    '{"type":"heartbeat","cpuMs":"much","rssBytes":{}}',
    '{"type":"heartbeat","cpuMs":1e999,"rssBytes":-1}',
    '{"type":"interrupted","execution":"x","result":"stopped"}',
    '{"type":"interrupted","execution":1,"result":"toString"}',
    '{"type":"hello","socket":"control","kernelId":"x","secret":"y","pid":1}',
    "not JSON",
    "",
  ])("or its data socket, a frame of %s, ends at most its own kernel", (payload) =>
    expectHarmless(`writeAll(frame(${JSON.stringify(payload)}));`),
  );

  test.each([
    ["a frame of an unknown kind", "frame('{}', { kind: 7 })"],
    ["a chunk that is shorter than its hash", "frame('short', { kind: 2 })"],
    ["an empty chunk", "frame('', { kind: 2 })"],
    ["a chunk that is too long", "frame(Buffer.alloc(1e6), { kind: 2 })"],
    ["a length of 4 GB", "frame('x', { length: 0xffffffff })"],
    ["a length of nothing", "frame('x', { length: 0 })"],
    ["random bytes", "require('node:crypto').randomBytes(5000)"],
    ["a deep JSON", "frame('['.repeat(5000) + ']'.repeat(5000))"],
    ["a text that is no UTF-8", "frame(Buffer.from([0xff, 0xfe, 0x80]))"],
  ])("%s", (_, bytes) => expectHarmless(`writeAll(${bytes});`));
});

describe("a message that only looks like one", () => {
  const contents = `[{}, { name: "stdout" }, { name: null, text: 5 }, { data: null, metadata: [] }, { data: { __proto__: 1 } },
    { execution_state: "__proto__" }, { traceback: "x", ename: 1, evalue: {} }, { declares: 5, mentions: [1] }, { count: "x", missing: null },
    { id: null, method: "toString", params: null }, { prompt: {}, password: "x" }, { wait: "yes" }, { status: [], execution_count: -1 },
    { signal: 9 }, { signal: "SIGKILL" }, { code: 1, execution_count: 1.5 }]`;
  test.each([
    "status",
    "stream",
    "display_data",
    "update_display_data",
    "execute_result",
    "execute_input",
    "execute_reply",
    "error",
    "clear_output",
    "input_request",
    "comm_open",
    "holdfast_cell",
    "holdfast_restored",
    "holdfast_ending",
    "holdfast_open",
    "__proto__",
    "constructor",
  ])("%s with whatever content, for whichever execution", async (type) => {
    for (const execution of ["0", "1", "0x80000000", "4294967295"])
      await expectHarmless(
        `for (const content of ${contents}) writeAll(frame(message(${JSON.stringify(type)}, content), { execution: ${execution} }));`,
      );
  });
});

test("questions to the server with params of every wrong kind are answered or refused", async () => {
  const odd = `[undefined, null, 0, -1, 1e300, "", "__proto__", "x".repeat(1e5), [], [null], {}, { __proto__: null }, true,
    { runId: null, hash: 5, key: {}, name: [], timeoutMs: "x", outcome: "toString", result: [1], pace: -1, state: [null], parts: { a: null }, step: "x", groups: [null],
      declarations: 5, missing: [null], n: "x", at: null, v: 1, mark: [], codec: {}, seed: {}, total: "x", resumeKey: 1, key: 1 },
    { v: 1, n: 1, at: 1, declarations: [], missing: [], groups: [{ variables: [null], chunks: ["../x"], print: 1 }] },
    { name: "a", runId: "b", step: 1, state: ["../../x"], parts: {} }]`;
  for (const method of [
    "lock.acquire",
    "lock.release",
    "run.begin",
    "run.gives-way",
    "run.checkpoint",
    "run.chunk",
    "run.end",
    "effect.get",
    "effect.put",
    "snapshot.save",
    "snapshot.chunk",
    "constructor",
  ])
    await expectHarmless(`
      let n = 0;
      const execution = Number(process.env.NO_SUCH ?? ${hostile.state.lastExecution + 1});
      for (const params of ${odd})
        writeAll(frame(message("holdfast_request", { id: "odd" + n++, method: ${JSON.stringify(method)}, params }, "control"), { execution }));
      await later(); await later();`);
});

describe("what a process inherits", () => {
  test.each([
    ["nothing", "null"],
    ["a pool's own message", "{ __tinypool_worker_message__: true, source: 'port', taskId: 0 }"],
    ["a pool's ready", "{ __tinypool_worker_message__: true, source: 'pool', ready: true }"],
    [
      "a pool's lie",
      "{ __tinypool_worker_message__: true, source: 'port', taskId: 1e9, error: 5 }",
    ],
    ["an internal message", "{ cmd: 'NODE_HANDLE', type: 'net.Socket' }"],
    ["another internal one", "{ cmd: 'NODE_CLUSTER', act: 'x' }"],
    ["a long text", "'x'.repeat(1e7)"],
  ])("process.send of %s", (_, value) =>
    expectHarmless(`try { process.send?.(${value}); } catch {}`),
  );

  test("a line that is no JSON on each of its descriptors", () =>
    expectHarmless(`
      for (let fd = 0; fd < 64; fd++) {
        try { if (fs.fstatSync(fd).isSocket()) fs.writeSync(fd, "no JSON\\n{}\\nnull\\n\\u0000\\n"); } catch {}
      }`));

  test("many connections to the socket of the server that say nothing, or say hello as somebody", () =>
    expectHarmless(`
      const net = require("node:net"), path = require("node:path"), os = require("node:os");
      const folders = [os.tmpdir(), "/tmp"].flatMap((t) => fs.readdirSync(t).filter((n) => n.startsWith("hf-")).map((n) => path.join(t, n, "k")));
      const open = [];
      for (const file of new Set(folders)) if (fs.existsSync(file)) for (let i = 0; i < 300; i++) {
        const s = net.connect(file); s.on("error", () => {}); open.push(s);
        if (i % 2) s.write(frame(JSON.stringify({ type: "hello", socket: "data", kernelId: "x" + i, secret: "no", pid: 1 })));
        else if (i % 5 === 0) s.write(frame("x", { length: 60e6 }));
      }
      await later(); await later();
      for (const s of open) s.destroy();`));
});

test("keys that objects inherit are data of an output like any other, and reach the page and the file unchanged", async () => {
  const keys = ["__proto__", "constructor", "toString", "__defineGetter__", "valueOf"];
  for (const key of keys) {
    const value = `JSON.parse(${JSON.stringify(`{"${key}": {"a": [1]}, "b": {"${key}": "x"}}`)})`;
    const cell = await hostile.eval(
      `display({ "application/json": ${value}, "text/plain": "x" }, { raw: true })`,
    );
    const [output] = cell.outputs as unknown as { data: Record<string, unknown> }[];
    const shown = JSON.stringify(output?.data["application/json"]);
    expect(shown).toBe(`{"${key}":{"a":[1]},"b":{"${key}":"x"}}`);
    const table = await hostile.eval(`[${value}]`);
    const [rows] = table.outputs as unknown as { data: Record<string, { data: unknown[] }> }[];
    const [row] = rows!.data["application/vnd.dataresource+json"]!.data;
    expect(Object.keys(row as object)).toEqual([key, "b"]);
  }
});

test("an output that is nested too deep for a file is refused in words, and the kernel lives", async () => {
  const before = texts(await hostile.eval(PID));
  const cell = await hostile.eval(
    `let deep: unknown = 1; for (let i = 0; i < 600; i++) deep = [deep];
display({ "application/json": deep, "text/plain": "deep" }, { raw: true }); "goes on"`,
  );
  expect(texts(cell).join()).toContain("is nested deeper than 400 levels");
  expect(texts(cell).at(-1)).toBe("'goes on'");
  expect(texts(await hostile.eval(PID))).toEqual(before);
});
