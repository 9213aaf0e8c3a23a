import type { ExecutionId, JsonObject, MessageOrigin } from "../../../kernels/protocol/index.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import { silentRequest } from "./execute-request.ts";
import { type Answerers, type Heard, replyToKernel } from "./kernel-requests.ts";

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

/** Runs code in a kernel without showing what it says: what a cell needs before it goes on. */
export class SilentExecutions {
  readonly #origin: MessageOrigin;
  readonly #hearers: Map<number, (heard: Heard) => void>;
  readonly #onFault: (error: unknown) => void;
  #next = FIRST;
  #running: number | undefined;

  /** @param hearers who takes what the kernel says about an execution, by its number */
  constructor(
    origin: MessageOrigin,
    hearers: Map<number, (heard: Heard) => void>,
    onFault: (error: unknown) => void,
  ) {
    this.#origin = origin;
    this.#hearers = hearers;
    this.#onFault = onFault;
  }

  /** The number of what runs now, for a stop. */
  get running(): number | undefined {
    return this.#running;
  }

  /** Runs it; one at a time. When the kernel dies first, the reply is `{ status: "died" }`. */
  async run(kernel: Kernel, asked: SilentExecution): Promise<SilentEnd> {
    const n = this.#next++;
    const told: Record<string, JsonObject> = {};
    const ended = new Promise<SilentEnd>((done) => {
      this.#hearers.set(n, (heard) => {
        const { msg_type } = heard.message.header;
        const content = heard.message.content as unknown as JsonObject;
        if (msg_type === "holdfast_request")
          replyToKernel(kernel, heard, { ...asked, origin: this.#origin }).catch(this.#onFault);
        else if (msg_type === "execute_reply") done({ reply: content, told });
        else if (msg_type.startsWith("holdfast_")) told[msg_type] = content;
      });
    });
    this.#running = n;
    kernel.send(silentRequest(this.#origin, asked.code, asked.metadata), n);
    const died = kernel.died.then((): SilentEnd => ({ reply: { status: "died" }, told }));
    const end = await Promise.race([ended, died]);
    this.#hearers.delete(n);
    this.#running = undefined;
    return end;
  }
}
