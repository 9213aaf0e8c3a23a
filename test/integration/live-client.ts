import { WebSocket } from "ws";
import {
  applyMessage,
  applyOperation,
  type CellState,
  type ClientOperation,
  type LockView,
  type NotebookState,
  type Place,
  type Problem,
  type Progress,
  type ServerMessage,
} from "../../kernels/protocol/index.ts";
import type { ServerProcess } from "./server-process.ts";

type EventMessage = Extract<ServerMessage, { type: "event" }>;

/** How long a test waits for something that a server has to tell, in ms. */
const WAIT_MS = 30_000;

let clients = 0;

export interface LiveClientOptions {
  readonly since?: Place;
  readonly windowId?: string;
  readonly protocol?: number;
  /** The state at `since`: what the client knew when it left. */
  readonly state?: NotebookState;
}

/** A tab without a page: it folds what the server tells, as the browser does. */
export class LiveClient {
  readonly closed: Promise<{ code: number; reason: string }>;
  /** All that was told, in order. */
  readonly messages: ServerMessage[] = [];
  readonly #id = `test${process.pid}x${++clients}`;
  readonly #socket: WebSocket;
  readonly #listeners = new Set<() => void>();
  #n = 0;
  #state: NotebookState | undefined;
  #place: Place | undefined;
  #lock: LockView | undefined;
  #closedWith: { code: number; reason: string } | undefined;

  private constructor(socket: WebSocket, options: LiveClientOptions) {
    this.#socket = socket;
    this.#state = options.state;
    this.#place = options.since;
    this.closed = new Promise((resolve) => {
      socket.on("close", (code, reason) => {
        this.#closedWith = { code, reason: String(reason) };
        resolve(this.#closedWith);
        this.#tell();
      });
    });
    socket.on("error", () => {}); // told by close
    socket.on("message", (data) => this.#take(JSON.parse(String(data)) as ServerMessage));
  }

  /** Connects and attaches; resolves when the server has brought it to the newest state. */
  static async attach(
    server: ServerProcess,
    path: string,
    options: LiveClientOptions = {},
  ): Promise<LiveClient> {
    const client = await LiveClient.connect(server, path, options);
    client.send({
      type: "attach",
      protocol: options.protocol ?? 1,
      windowId: options.windowId ?? client.#id,
      user: { name: "Ana", color: "#336699" },
      ...(options.since && { since: options.since }),
    });
    await client.told((message) => message.type === "volatile");
    return client;
  }

  /** Connects without saying anything. */
  static async connect(
    server: ServerProcess,
    path: string,
    options: LiveClientOptions = {},
  ): Promise<LiveClient> {
    const url = `${server.url.replace("http", "ws")}/api/live/notebooks/${encodeURIComponent(path)}`;
    const socket = new WebSocket(url, { headers: { Authorization: `token ${server.token}` } });
    const client = new LiveClient(socket, options);
    await new Promise<void>((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    });
    return client;
  }

  get state(): NotebookState {
    if (!this.#state) throw new Error("no snapshot yet");
    return this.#state;
  }

  get place(): Place {
    if (!this.#place) throw new Error("no snapshot yet");
    return this.#place;
  }

  get lock(): LockView | undefined {
    return this.#lock;
  }

  get events(): EventMessage[] {
    return this.messages.filter((message) => message.type === "event");
  }

  /** Every value of a bar that was told. */
  get progress(): Progress[] {
    return this.messages.flatMap((m) => (m.type === "volatile" ? (m.progress ?? []) : []));
  }

  cell(id: string): CellState {
    const cell = this.state.cells.find((c) => c.id === id);
    if (!cell) throw new Error(`no cell ${id}`);
    return cell;
  }

  send(message: unknown): void {
    this.sendRaw(JSON.stringify(message));
  }

  sendRaw(data: string | Buffer): void {
    this.#socket.send(data);
  }

  /** Sends an operation and waits for its acknowledgement. */
  async operate(op: ClientOperation): Promise<{ id: string; seq: number }> {
    const id = `${this.#id}:${++this.#n}`;
    const answer = await this.sendOperation(id, op);
    if ("code" in answer) throw new Error(`${answer.code}: ${answer.detail} (${op.type})`);
    return { id, seq: answer.seq };
  }

  /** Sends an operation under an id of the caller's choice; a refusal is an answer. */
  async sendOperation(id: string, op: unknown): Promise<{ seq: number } | Problem> {
    const after = this.messages.length;
    this.send({ type: "operation", id, op });
    const answer = await this.told(
      (m) => (m.type === "accepted" || m.type === "refused") && m.id === id,
      after,
    );
    if (answer.type === "refused") return answer.problem;
    return { seq: (answer as { seq: number }).seq };
  }

  /** Asks something about the notebook; a refusal is thrown. */
  async ask(method: string, params: unknown = {}): Promise<Record<string, unknown>> {
    const id = `q${++this.#n}`;
    const after = this.messages.length;
    this.send({ type: "request", id, method, params });
    const answer = await this.told(
      (m) => (m.type === "response" || m.type === "refused") && m.id === id,
      after,
    );
    const { result, problem } = answer as { result?: Record<string, unknown>; problem?: Problem };
    if (problem || !result) throw new Error(`${problem?.code}: ${problem?.detail}`);
    return result;
  }

  /** Asks for runs; resolves when they are in the order. */
  async start(...cellIds: string[]): Promise<void> {
    const sourceRevisions = cellIds.map((id) => this.cell(id).revision);
    const { seq } = await this.operate({ type: "run", cellIds, sourceRevisions });
    await this.until(() => this.place.seq >= seq);
  }

  /** Runs cells and waits until nothing of them waits or runs. */
  async run(...cellIds: string[]): Promise<CellState> {
    await this.start(...cellIds);
    await this.until((state) => !state.executions.some((e) => cellIds.includes(e.cellId)));
    return this.cell(cellIds.at(-1)!);
  }

  /** Adds a code cell at the end and gives its id. */
  async add(source: string): Promise<string> {
    const cellId = `${this.#id}-${this.#n}`;
    const after = this.state.cells.at(-1)?.id ?? null;
    const { seq } = await this.operate({ type: "insert", cellId, after, cellType: "code", source });
    await this.until(() => this.place.seq >= seq);
    return cellId;
  }

  /** Gives a cell another text. */
  async replace(cellId: string, source: string): Promise<void> {
    const { revision, source: before } = this.cell(cellId);
    const change = [[before.length, ...source.split("\n")]] as const;
    const { seq } = await this.operate({ type: "setSource", cellId, revision, change });
    await this.until(() => this.place.seq >= seq);
  }

  /** Adds a code cell at the end, runs it and gives it as it is when it has ended. */
  async eval(source: string): Promise<CellState> {
    return this.run(await this.add(source));
  }

  /** Waits until the folded state is as asked. */
  async until(condition: (state: NotebookState) => boolean): Promise<void> {
    await this.#wait(() => (condition(this.state) ? true : undefined), String(condition));
  }

  /** Waits for a message; only those from index `after` on count. */
  told(is: (message: ServerMessage) => boolean, after = 0): Promise<ServerMessage> {
    return this.#wait(() => this.messages.slice(after).find(is), String(is));
  }

  /** Leaves; what it knew is what a tab that comes back begins with. */
  async leave(): Promise<{ since: Place; state: NotebookState }> {
    const known = { since: this.place, state: this.state };
    this.#socket.close();
    await this.closed;
    return known;
  }

  #take(message: ServerMessage): void {
    this.messages.push(message);
    if (message.type === "snapshot") {
      this.#state = message.state;
      this.#place = { epoch: message.epoch, seq: message.seq };
    }
    if (message.type === "volatile" && message.lock) this.#lock = message.lock;
    if (message.type === "event") this.#fold(message);
    this.#tell();
  }

  #fold({ seq, at, event }: EventMessage): void {
    if (seq !== this.place.seq + 1) throw new Error(`event ${seq} after ${this.place.seq}`);
    const result =
      event.kind === "message"
        ? applyMessage(this.state, event.execId, event.cellId, event.message, { seq, at })
        : applyOperation(this.state, event.op, { seq, at, id: event.id, by: event.by });
    if (!result.ok) throw new Error(`event ${seq} does not fit: ${result.problem.detail}`);
    this.#state = result.state;
    this.#place = { ...this.place, seq };
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  #wait<T>(find: () => T | undefined, what: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const end = (finish: () => void): void => {
        clearTimeout(timer);
        this.#listeners.delete(look);
        finish();
      };
      const look = (): void => {
        try {
          const found = find();
          if (found !== undefined) end(() => resolve(found));
          else if (this.#closedWith)
            end(() => reject(new Error(`closed (${this.#closedWith?.code}) before ${what}`)));
        } catch (error) {
          end(() => reject(error as Error));
        }
      };
      const timer = setTimeout(
        () => end(() => reject(new Error(`not within ${WAIT_MS} ms: ${what}`))),
        WAIT_MS,
      );
      this.#listeners.add(look);
      look();
    });
  }
}
