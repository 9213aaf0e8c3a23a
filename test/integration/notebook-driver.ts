import { mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CellState, ClientOperation, NotebookState } from "../../kernels/protocol/index.ts";
import type { LeaseTimes } from "../../server/locks/lock-state.ts";
import { Services, type ServicesOptions } from "../../server/services.ts";
import type { Session } from "../../server/session/session.ts";
import type { Sessions } from "../../server/session/sessions.ts";
import { notebookOf } from "../server/notebook-of.ts";

/** A folder with a store and real kernels, without the HTTP part of a server. */
export class Workbench {
  readonly root: string;
  readonly state: string;
  readonly faults: unknown[] = [];
  readonly warnings: string[] = [];
  readonly #options: Partial<ServicesOptions>;
  #services: Services | undefined;

  private constructor(root: string, state: string, options: Partial<ServicesOptions>) {
    this.root = root;
    this.state = state;
    this.#options = options;
  }

  /** @param leaseTimes spans of leases that differ from the usual ones */
  static async open(
    leaseTimes?: Partial<LeaseTimes>,
    options: Partial<ServicesOptions> = {},
  ): Promise<Workbench> {
    const root = await realpath(await mkdtemp(join(tmpdir(), "hf-root-")));
    const state = await mkdtemp(join(tmpdir(), "hf-state-"));
    const bench = new Workbench(root, state, { ...options, ...(leaseTimes && { leaseTimes }) });
    await bench.start();
    return bench;
  }

  get sessions(): Sessions {
    if (!this.#services) throw new Error("not started");
    return this.#services.sessions;
  }

  async start(): Promise<void> {
    this.#services = await Services.open({
      root: this.root,
      stateFolder: this.state,
      maxKernels: 4,
      heapMb: 512,
      ...this.#options,
      warn: (text) => this.warnings.push(text),
      onFault: (error) => this.faults.push(error),
    });
  }

  async stop(): Promise<void> {
    await this.#services?.close();
    this.#services = undefined;
  }

  async close(): Promise<void> {
    await this.stop();
    await rm(this.root, { recursive: true, force: true });
    await rm(this.state, { recursive: true, force: true });
  }

  /** Writes a notebook with these code cells, ids `c1`, `c2`, …, and opens it. */
  async notebook(name: string, sources: readonly string[]): Promise<NotebookDriver> {
    await writeFile(join(this.root, name), notebookOf(sources));
    return this.reopen(name);
  }

  async reopen(name: string): Promise<NotebookDriver> {
    return new NotebookDriver(await this.sessions.open(name), join(this.root, name));
  }
}

let clients = 0;

/** Drives one session as a tab would. */
export class NotebookDriver {
  readonly session: Session;
  readonly file: string;
  readonly #client = `driver${++clients}`;
  #n = 0;

  constructor(session: Session, file: string) {
    this.session = session;
    this.file = file;
  }

  get state(): NotebookState {
    return this.session.state;
  }

  cell(id: string): CellState {
    const cell = this.state.cells.find((c) => c.id === id);
    if (!cell) throw new Error(`no cell ${id}`);
    return cell;
  }

  async operate(op: ClientOperation): Promise<void> {
    const result = await this.session.operate(op, {
      id: `${this.#client}:${++this.#n}`,
      name: "Ana",
      windowId: this.#client,
    });
    if ("problem" in result) throw new Error(`${result.problem.code}: ${result.problem.detail}`);
  }

  start(...cellIds: string[]): Promise<void> {
    return this.operate({
      type: "run",
      cellIds,
      sourceRevisions: cellIds.map((id) => this.cell(id).revision),
    });
  }

  /** Runs cells and waits until nothing of them waits or runs. */
  async run(...cellIds: string[]): Promise<CellState> {
    await this.start(...cellIds);
    await this.until((state) => !state.executions.some(({ cellId }) => cellIds.includes(cellId)));
    return this.cell(cellIds.at(-1)!);
  }

  /** Sets a cell's whole text and runs it. */
  async runSource(cellId: string, source: string): Promise<CellState> {
    const cell = this.cell(cellId);
    const change =
      source === ""
        ? [[cell.source.length] as const]
        : [[cell.source.length, ...source.split("\n")] as const];
    await this.operate({ type: "setSource", cellId, revision: cell.revision, change });
    return this.run(cellId);
  }

  /** Adds a code cell at the end; gives its id. */
  async add(source: string): Promise<string> {
    const cellId = `e${++this.#n}-${this.#client}`;
    const after = this.state.cells.at(-1)?.id ?? null;
    await this.operate({ type: "insert", cellId, after, cellType: "code", source });
    return cellId;
  }

  /** Adds a code cell at the end, runs it, gives it. */
  async eval(source: string): Promise<CellState> {
    return this.run(await this.add(source));
  }

  /** Runs each of these as a cell of its own; gives what the last one says. */
  async last(...sources: string[]): Promise<string[]> {
    let said: string[] = [];
    for (const source of sources) said = texts(await this.eval(source));
    return said;
  }

  async until(condition: (state: NotebookState) => boolean): Promise<void> {
    if (condition(this.state)) return;
    await new Promise<void>((resolve) => {
      const end = this.session.listen({
        events: () => {
          if (!condition(this.state)) return;
          end();
          resolve();
        },
        volatile: () => {},
      });
    });
  }

  async readFile(): Promise<{ cells: { id: string; source: string[]; outputs: unknown[] }[] }> {
    return JSON.parse(await readFile(this.file, "utf8"));
  }
}

/** The texts of a cell's outputs: streams, plain texts, error names. */
export function texts(cell: CellState): string[] {
  return cell.outputs.map((output) => {
    if (output.output_type === "stream") return `${output.name}: ${output.text}`;
    if (output.output_type === "error") return `${output.ename}: ${output.evalue}`;
    return String(output.data["text/plain"]);
  });
}
