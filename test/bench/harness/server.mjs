import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { command } from "./measure.mjs";
import { Tab } from "./tab.mjs";

const HOLDFAST = join(import.meta.dirname, "../../../server/cli/holdfast.mjs");
const TOKEN = "bench".repeat(8);

/** A temporary folder with notebooks and a state folder beside it. */
export function temporary() {
  const folder = mkdtempSync(join(tmpdir(), "hf-bench-"));
  mkdirSync(join(folder, "notebooks"));
  return {
    root: join(folder, "notebooks"),
    env: { ...process.env, HOLDFAST_STATE: join(folder, "state") },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
    end: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Writes a notebook whose code cells are `c1`, `c2`, …. */
export function writeNotebook(path, sources) {
  const cells = sources.map((source, i) => ({
    cell_type: "code",
    execution_count: null,
    id: `c${i + 1}`,
    metadata: {},
    outputs: [],
    source,
  }));
  writeFileSync(path, JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }));
}

/** The command `holdfast`, run to its end. */
export function holdfast(args, options) {
  return command(process.execPath, [HOLDFAST, ...args], options);
}

/** A real server process on a temporary folder; `ready` is the time from its start to HTTP 200. */
export class BenchServer {
  static async start() {
    const folder = temporary();
    const began = performance.now();
    const child = spawn(
      process.execPath,
      [HOLDFAST, "serve", folder.root, "--port", "0", "--no-open"],
      { env: { ...folder.env, HOLDFAST_TOKEN: TOKEN }, stdio: ["ignore", "pipe", "inherit"] },
    );
    const onExit = () => child.kill("SIGKILL");
    process.once("exit", onExit);
    const server = new BenchServer(folder, child, () => process.off("exit", onExit));
    try {
      server.url = await address(child);
      const { status } = await server.fetch("/");
      if (status !== 200) throw new Error(`the server answers ${status}`);
    } catch (error) {
      await server.close();
      throw error;
    }
    server.readyMs = performance.now() - began;
    return server;
  }

  constructor(folder, child, forget) {
    this.folder = folder;
    this.child = child;
    this.forget = forget;
  }

  get pid() {
    return this.child.pid;
  }

  fetch(path, options = {}) {
    const headers = { Authorization: `token ${TOKEN}`, "Content-Type": "application/json" };
    return fetch(this.url + path, { ...options, headers });
  }

  /** Writes a notebook and opens it as a tab does. */
  notebook(name, sources) {
    writeNotebook(join(this.folder.root, name), sources);
    return this.tab(name);
  }

  tab(name) {
    return Tab.open(
      `${this.url.replace("http", "ws")}/api/live/notebooks/${encodeURIComponent(name)}?token=${TOKEN}`,
    );
  }

  async close() {
    const exited = new Promise((resolve) => this.child.once("exit", resolve));
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill("SIGTERM");
      const timer = setTimeout(() => this.child.kill("SIGKILL"), 10_000);
      await exited;
      clearTimeout(timer);
    }
    this.forget();
    this.folder.end();
  }
}

/** What the server prints: its address without the token. */
function address(child) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("the server did not start in 30 s")), 30_000);
    let text = "";
    child.stdout.on("data", (piece) => {
      text += piece;
      const found = /(http:\/\/\S+)\/\?code=/.exec(text);
      if (!found) return;
      clearTimeout(timer);
      resolve(found[1]);
    });
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}`)));
  });
}

/** Does something with a server that is closed afterwards. */
export async function withServer(work) {
  const server = await BenchServer.start();
  try {
    return await work(server);
  } finally {
    await server.close();
  }
}
