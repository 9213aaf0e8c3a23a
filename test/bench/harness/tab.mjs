import { WebSocket } from "ws";

const LIMIT_MS = 60_000;
let clients = 0;

/** One tab of a notebook over the real WebSocket; it keeps what it is told and does not draw. */
export class Tab {
  #socket;
  #client = `bench${process.pid}-${++clients}`;
  #n = 0;
  #place;
  #revisions = new Map();
  #run;
  #waiting = new Map();
  #questions = new Map();
  state;

  static async open(url) {
    const tab = new Tab();
    const socket = new WebSocket(url, { perMessageDeflate: false });
    tab.#socket = socket;
    await new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("no snapshot came")), LIMIT_MS);
      socket.on("open", () =>
        tab.#send({
          type: "attach",
          protocol: 1,
          windowId: tab.#client,
          user: { name: "bench", color: "#336699" },
        }),
      );
      socket.on("error", reject);
      socket.on("close", () => tab.#run?.reject(new Error("the socket was closed")));
      socket.on("message", (data) => {
        const message = JSON.parse(String(data));
        tab.#take(message);
        if (message.type === "snapshot" || message.type === "refused") {
          clearTimeout(timer);
          resolve();
        }
      });
    });
    return tab;
  }

  /**
   * Runs a cell and waits for its reply and its idle.
   *
   * @returns the kernel's messages in order, with the milliseconds from the request to the end
   */
  async run(cellId) {
    const began = performance.now();
    const ended = this.#untilEnded(cellId);
    this.operate({
      type: "run",
      cellIds: [cellId],
      sourceRevisions: [this.#revisions.get(cellId) ?? 0],
    });
    const messages = await ended;
    return { messages, ms: performance.now() - began };
  }

  /** Adds a cell at the front and gives its id. */
  insert(source) {
    const cellId = `b${++this.#n}`;
    this.operate({ type: "insert", cellId, after: null, cellType: "code", source });
    return cellId;
  }

  /** Runs text as a new cell. */
  async evaluate(source) {
    const { messages } = await this.run(this.insert(source));
    return resultOf(messages);
  }

  /** Asks for completions, an inspection or the variables. */
  async ask(method, params = {}) {
    const id = `q${++this.#n}`;
    const answer = new Promise((resolve) => this.#questions.set(id, resolve));
    this.#send({ type: "request", id, method, params });
    return answer;
  }

  operate(op) {
    const id = `${this.#client}:${++this.#n}`;
    this.#send({ type: "operation", id, base: this.#place, op });
  }

  /** Resolves when a message of the running cell fulfils the condition. */
  untilMessage(test) {
    return new Promise((resolve) => this.#waiting.set(test, resolve));
  }

  close() {
    this.#run = undefined;
    this.#socket.terminate();
  }

  #untilEnded(cellId) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`cell ${cellId} did not end in ${LIMIT_MS / 1000} s`)),
        LIMIT_MS,
      );
      const end = (settle) => (value) => {
        clearTimeout(timer);
        this.#run = undefined;
        settle(value);
      };
      this.#run = { cellId, messages: [], resolve: end(resolve), reject: end(reject) };
    });
  }

  #take(message) {
    switch (message.type) {
      case "snapshot":
        this.state = message.state;
        this.#place = { epoch: message.epoch, seq: message.seq };
        for (const { id, revision } of message.state.cells) this.#revisions.set(id, revision);
        break;
      case "event":
        this.#place = { ...this.#place, seq: message.seq };
        if (message.event.kind === "message") this.#message(message.event);
        else if (message.event.op.type === "ended")
          this.#run?.reject(new Error(`the execution ended as ${message.event.op.outcome}`));
        break;
      case "refused":
        this.#run?.reject(new Error(`${message.problem.code}: ${message.problem.detail}`));
        break;
      case "response":
        this.#questions.get(message.id)?.(message.result);
        this.#questions.delete(message.id);
        break;
      default:
    }
  }

  #message({ cellId, message }) {
    const run = this.#run;
    if (run?.cellId !== cellId) return;
    run.messages.push(message);
    for (const [test, resolve] of this.#waiting) {
      if (!test(message)) continue;
      this.#waiting.delete(test);
      resolve();
    }
    const has = (test) => run.messages.some(test);
    if (
      (message.header.msg_type === "status" || message.header.msg_type === "execute_reply") &&
      has(({ header }) => header.msg_type === "execute_reply") &&
      has(
        ({ header, content }) => header.msg_type === "status" && content.execution_state === "idle",
      )
    )
      run.resolve(run.messages);
  }

  #send(message) {
    this.#socket.send(JSON.stringify(message));
  }
}

/** The text of a cell's result; an error of the cell is thrown. */
export function resultOf(messages) {
  const error = messages.find(({ header }) => header.msg_type === "error");
  if (error) throw new Error(`${error.content.ename}: ${error.content.evalue}`);
  return messages.find(({ header }) => header.msg_type === "execute_result")?.content.data[
    "text/plain"
  ];
}

/** The text of a cell's streams. */
export function streamOf(messages) {
  return messages
    .filter(({ header }) => header.msg_type === "stream")
    .map(({ content }) => content.text)
    .join("");
}
