import type {
  ExecutionId,
  JsonObject,
  JupyterMessage,
  MessageOrigin,
} from "../../../kernels/protocol/index.ts";
import type { Chunks } from "../../chunks/arriving-chunks.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import { silentRequest } from "./execute-request.ts";
import { type Answerers, replyToKernel } from "./kernel-requests.ts";

/** Numbers of silent executions: above all that people start. */
const FIRST = 0x8000_0000;

/** What runs silently. */
export interface SilentExecution {
  readonly code: string;
  readonly metadata?: JsonObject;
  /** Who answers what it asks of the server. */
  readonly answerers: Answerers;
  /** On behalf of which execution it asks. */
  readonly execId: ExecutionId;
}

/** How a silent execution ended: the content of its reply, and what it told besides. */
export interface SilentEnd {
  readonly reply: JsonObject;
  readonly told: Readonly<Record<string, JsonObject>>;
}

interface Running {
  readonly n: number;
  readonly kernel: Kernel;
  readonly asked: SilentExecution;
  readonly told: Record<string, JsonObject>;
  readonly done: (reply: SilentEnd) => void;
}

/** Runs code in a kernel without showing what it says: what a cell needs before it goes on. */
export class SilentExecutions {
  readonly #origin: MessageOrigin;
  readonly #onFault: (error: unknown) => void;
  #next = FIRST;
  #running: Running | undefined;

  constructor(origin: MessageOrigin, onFault: (error: unknown) => void) {
    this.#origin = origin;
    this.#onFault = onFault;
  }

  /** The number of what runs now, for a stop. */
  get running(): number | undefined {
    return this.#running?.n;
  }

  /** Runs it; one at a time. When the kernel dies first, the reply is `{ status: "died" }`. */
  async run(kernel: Kernel, asked: SilentExecution): Promise<SilentEnd> {
    const n = this.#next++;
    const told: Record<string, JsonObject> = {};
    const ended = new Promise<SilentEnd>((done) => {
      this.#running = { n, kernel, asked, told, done };
      kernel.send(silentRequest(this.#origin, asked.code, asked.metadata), n);
    });
    const died = kernel.died.then((): SilentEnd => ({ reply: { status: "died" }, told }));
    const end = await Promise.race([ended, died]);
    this.#running = undefined;
    return end;
  }

  /** Takes a message of a kernel; false when it is of an execution that people see. */
  take(message: JupyterMessage, n: number, chunks: Chunks): boolean {
    if (n < FIRST) return false;
    const running = this.#running;
    if (n !== running?.n) return true;
    const { msg_type } = message.header;
    const content = message.content as unknown as JsonObject;
    if (msg_type === "holdfast_request")
      this.#answer(running, message, chunks).catch(this.#onFault);
    else if (msg_type === "execute_reply") running.done({ reply: content, told: running.told });
    else if (msg_type.startsWith("holdfast_")) running.told[msg_type] = content;
    return true;
  }

  #answer({ n, kernel, asked }: Running, message: JupyterMessage, chunks: Chunks): Promise<void> {
    return replyToKernel(kernel, { message, n, chunks }, { ...asked, origin: this.#origin });
  }
}
