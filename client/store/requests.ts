import type { ClientMessage, Problem, ServerMessage } from "../../kernels/protocol/index.ts";
import { randomId } from "./random-id.ts";

type RequestMessage = Extract<ClientMessage, { type: "request" }>;
type ResponseMessage = Extract<ServerMessage, { type: "response" }>;

/** A question to the server was not answered with a result. */
export class RequestError extends Error {
  override readonly name = "RequestError";
  readonly problem: Problem | undefined;

  constructor(detail: string, problem?: Problem) {
    super(detail);
    this.problem = problem;
  }
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: RequestError) => void;
}

/** Questions over the notebook's WebSocket; a lost connection fails those that wait. */
export class Requests {
  #send: (message: RequestMessage) => boolean;
  #waiting = new Map<string, Waiting>();

  constructor(send: (message: RequestMessage) => boolean) {
    this.#send = send;
  }

  /**
   * Asks the kernel or the language server.
   *
   * @throws RequestError when it is refused or the connection is lost
   */
  ask(method: RequestMessage["method"], params: unknown): Promise<unknown> {
    const id = randomId(12);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      if (this.#send({ type: "request", id, method, params })) return;
      this.#waiting.delete(id);
      reject(new RequestError("There is no connection to the server"));
    });
  }

  take(message: ResponseMessage): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    const { problem } = message;
    if (problem) waiting?.reject(new RequestError(problem.detail, problem));
    else waiting?.resolve(message.result);
  }

  failAll(): void {
    for (const waiting of this.#waiting.values())
      waiting.reject(new RequestError("The connection to the server was lost"));
    this.#waiting.clear();
  }
}
