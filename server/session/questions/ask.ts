import {
  type CodeQuestion,
  isCount,
  isObject,
  isVariables,
  type MapEstimate,
  type NotebookState,
  type VariableFacts,
} from "../../../kernels/protocol/index.ts";
import { staticCompletion, staticInspection } from "./static-answers.ts";

/** What may be asked about an open notebook, with the content of Jupyter's requests. */
export type Query =
  | { readonly method: "complete" | "inspect"; readonly params: CodeQuestion }
  | { readonly method: "variables" }
  /** How long the map of a cell takes. */
  | { readonly method: "estimate"; readonly params: { readonly cellId: string } }
  | { readonly method: "is_complete"; readonly params: { readonly code: string } }
  | { readonly method: "history"; readonly params: object }
  /** How much of what cells started has not ended: its answer comes after every error of what has. */
  | { readonly method: "pending" };

/** How long an idle kernel may take, and one that runs a cell: after that the texts of the cells answer. */
const IDLE_MS = 1_000;
const BUSY_MS = 40;

type Content = Record<string, unknown>;

/** Answers questions about a notebook: the kernel knows values, and while it is busy or gone the text knows names. */
export class Asking {
  readonly #state: () => NotebookState;
  readonly #askKernel: (type: string, content: object, ms: number) => Promise<Content | undefined>;
  readonly #estimate: (cellId: string) => Promise<MapEstimate | null>;
  #variables: readonly VariableFacts[] = [];

  /** @param askKernel gives the content of the kernel's reply, or undefined when none came in time */
  constructor(
    state: () => NotebookState,
    askKernel: (type: string, content: object, ms: number) => Promise<Content | undefined>,
    estimate: (cellId: string) => Promise<MapEstimate | null>,
  ) {
    this.#estimate = estimate;
    this.#state = state;
    this.#askKernel = askKernel;
  }

  async answer(question: Query): Promise<object> {
    switch (question.method) {
      case "complete": {
        const reply = await this.#ask("complete_request", question.params);
        return isCompletion(reply) ? reply : staticCompletion(this.#state(), question.params);
      }
      case "inspect": {
        const reply = await this.#ask("inspect_request", question.params);
        return isInspection(reply) ? reply : staticInspection(this.#state(), question.params);
      }
      case "variables": {
        const reply = await this.#ask("holdfast_variables_request", {});
        const isStale = !reply || !isVariables(reply.variables);
        if (!isStale) this.#variables = reply.variables as readonly VariableFacts[];
        return { variables: this.#variables, isStale };
      }
      case "estimate":
        return { estimate: await this.#estimate(question.params.cellId) };
      case "is_complete":
        return (await this.#ask("is_complete_request", question.params)) ?? { status: "unknown" };
      case "history":
        return (
          (await this.#ask("history_request", question.params)) ?? { status: "ok", history: [] }
        );
      case "pending":
        return (await this.#ask("holdfast_pending_request", {})) ?? {};
      default:
        return question satisfies never;
    }
  }

  #ask(type: string, content: object): Promise<Content | undefined> {
    const isRunning = this.#state().executions.some(({ state }) => state === "running");
    return this.#askKernel(type, content, isRunning ? BUSY_MS : IDLE_MS);
  }
}

function isCompletion(reply: Content | undefined): reply is Content {
  return (
    reply?.status === "ok" &&
    Array.isArray(reply.matches) &&
    reply.matches.every((match) => typeof match === "string") &&
    isCount(reply.cursor_start) &&
    isCount(reply.cursor_end) &&
    isObject(reply.metadata)
  );
}

function isInspection(reply: Content | undefined): reply is Content {
  return reply?.status === "ok" && typeof reply.found === "boolean" && isObject(reply.data);
}
