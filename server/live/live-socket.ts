import type { WebSocket } from "ws";
import {
  type ClientMessage,
  checkClientMessage,
  type LockView,
  type Problem,
  parseJson,
  problem,
  readAnswer,
  toProblem,
} from "../../kernels/protocol/index.ts";
import type { Query } from "../session/questions/ask.ts";
import type { Session } from "../session/session.ts";
import { Inbox } from "./inbox.ts";
import { Outbox } from "./outbox.ts";
import { RateLimit } from "./rate-limit.ts";
import { prepareSnapshot, snapshotBytes } from "./snapshot-bytes.ts";

const ATTACH_MS = 10_000;
const MAX_PER_SECOND = 200;
/** So many questions of one tab may wait for their answers. */
const MAX_QUESTIONS = 16;

/** Close codes of the notebook's WebSocket. */
export const CLOSE = {
  tokenReplaced: 4401,
  unreadable: 4400,
  notFound: 4404,
  conflict: 4409,
  /** The window runs a long cell in another notebook. */
  blocked: 4423,
  tooMany: 4429,
  going: 1001,
} as const;

/** One tab of one notebook: validates what it says, tells it what happens. */
export class LiveSocket {
  readonly #socket: WebSocket;
  readonly #session: Session;
  readonly #heldBy: (windowId: string) => LockView | undefined;
  readonly #outbox: Outbox;
  readonly #limit = new RateLimit(MAX_PER_SECOND);
  #attached: Extract<ClientMessage, { type: "attach" }> | undefined;
  #questions = 0;
  #attaching: Promise<unknown> | undefined;
  #detach: () => void = () => {};

  /** @param heldBy the lock of another notebook that a window may not leave */
  constructor(
    socket: WebSocket,
    session: Session,
    heldBy: (windowId: string) => LockView | undefined,
  ) {
    this.#socket = socket;
    this.#session = session;
    this.#heldBy = heldBy;
    this.#outbox = new Outbox(
      socket,
      () => snapshotBytes(session),
      () => session.volatile.all(),
    );
    const timer = setTimeout(() => socket.close(CLOSE.unreadable, "no attach"), ATTACH_MS);
    const inbox = new Inbox(socket, (text) => this.#take(text));
    socket.on("message", (data, isBinary) => {
      clearTimeout(timer);
      inbox.take(data, isBinary);
    });
    // Nothing that comes after that would be kept.
    const forget = session.onClosing(() => socket.close(CLOSE.notFound, "HF_FILE_NOT_FOUND"));
    socket.on("close", () => {
      forget();
      clearTimeout(timer);
      this.#detach();
      this.#outbox.close();
    });
  }

  async #take(text: string | undefined): Promise<void> {
    if (!this.#limit.allows()) {
      this.#socket.close(CLOSE.tooMany, `more than ${MAX_PER_SECOND} messages a second`);
      return;
    }
    const parsed = parse(text);
    if ("fault" in parsed) {
      const { id, version, what, got, expected } = parsed.fault;
      const fault = problem(
        version ? "HF_PROTOCOL_VERSION" : "HF_MESSAGE_INVALID",
        `${what} is wrong`,
        { got, expected },
      );
      this.#outbox.send({ type: "refused", id: id ?? "", problem: fault });
      if (!this.#attached) this.#socket.close(CLOSE.unreadable, fault.code);
      return;
    }
    try {
      await this.#perform(parsed.message);
    } catch (error) {
      this.#refuse("id" in parsed.message ? parsed.message.id : "", toProblem(error));
    }
  }

  async #perform(message: ClientMessage): Promise<void> {
    if (message.type === "attach") return this.#attach(message);
    const attached = this.#attached;
    if (!attached)
      return this.#refuse(
        "id" in message ? message.id : "",
        problem("HF_MESSAGE_INVALID", "The first message must be attach"),
      );
    switch (message.type) {
      case "operation": {
        const author = { id: message.id, name: attached.user.name, windowId: attached.windowId };
        const result = await this.#session.operate(message.op, author);
        if ("problem" in result) this.#refuse(message.id, result.problem);
        else this.#outbox.send({ type: "accepted", id: message.id, seq: result.seq });
        return;
      }
      case "request":
        return this.#answer(message);
      default:
        message satisfies never;
    }
  }

  async #answer({
    id,
    method,
    params,
  }: Extract<ClientMessage, { type: "request" }>): Promise<void> {
    if (method === "input") {
      this.#outbox.send({ type: "response", id, ...this.#answerCell(params) });
      return;
    }
    if (this.#questions >= MAX_QUESTIONS || this.#outbox.isFull) {
      const reason = problem("HF_TOO_MANY_REQUESTS", `${this.#questions} questions wait already`);
      this.#outbox.send({ type: "response", id, problem: reason });
      return;
    }
    this.#questions++;
    try {
      // Its params were validated with the message.
      const result = await this.#session.ask({ method, params } as Query);
      this.#outbox.send({ type: "response", id, result });
    } finally {
      this.#questions--;
    }
  }

  /** Answers what a cell asks a person. */
  #answerCell(params: unknown): { readonly result: true } | { readonly problem: Problem } {
    const answer = readAnswer(params);
    if (!answer) return { problem: problem("HF_MESSAGE_INVALID", "params is no answer") };
    try {
      this.#session.runner.answer(answer);
      return { result: true };
    } catch (error) {
      return { problem: toProblem(error) };
    }
  }

  async #attach(message: Extract<ClientMessage, { type: "attach" }>): Promise<void> {
    const lock = this.#heldBy(message.windowId);
    if (lock) {
      const detail = `This window runs cell ${lock.holder?.cellId} of another notebook`;
      this.#refuse("", { ...problem("HF_LOCK_BUSY", detail), lock } as Problem);
      this.#socket.close(CLOSE.blocked, "HF_LOCK_BUSY");
      return;
    }
    this.#detach();
    this.#attached = message;
    // A tab that attaches again and again has the file looked at once at a time, and the last one counts.
    this.#attaching ??= this.#prepare(message).finally(() => {
      this.#attaching = undefined;
    });
    await this.#attaching;
    if (this.#socket.readyState !== this.#socket.OPEN || this.#attached !== message) return;
    const session = this.#session;
    this.#outbox.begin(message.since, message.since && session.order.since(message.since));
    const end = session.listen({
      events: (events) => this.#outbox.events(events),
      volatile: (values) => this.#outbox.send(values),
    });
    session.volatile.arrive(this, { windowId: message.windowId, user: message.user });
    this.#outbox.send(session.volatile.all());
    this.#detach = () => {
      this.#detach = () => {};
      end();
      session.volatile.leave(this);
    };
  }

  /** Looks at the file, and makes what a tab begins with: in pieces, for it may be long. */
  async #prepare({ since }: Extract<ClientMessage, { type: "attach" }>): Promise<unknown> {
    await this.#session.file.look();
    return since === undefined ? prepareSnapshot(this.#session) : undefined;
  }

  #refuse(id: string, reason: Problem): void {
    this.#outbox.send({ type: "refused", id, problem: reason });
  }
}

function parse(text: string | undefined): ReturnType<typeof checkClientMessage> {
  if (text === undefined)
    return {
      fault: { what: "the message", got: "a binary frame", expected: "a text frame with JSON" },
    };
  try {
    return checkClientMessage(parseJson(text));
  } catch (error) {
    return { fault: { what: "the message", got: (error as Error).message, expected: "JSON" } };
  }
}
