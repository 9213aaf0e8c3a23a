import {
  type Answer,
  type ExecutionId,
  HoldfastError,
  type JupyterMessage,
  type Question,
  readQuestion,
} from "../../../kernels/protocol/index.ts";
import { type OnFault, owned } from "../../base/faults.ts";

/** How often a question that somebody can see counts as a sign of life, in ms. */
const SIGN_MS = 10_000;

export interface QuestionParts {
  /** Tells every tab: the question that is open, or that there is none. */
  readonly tell: (question: Question | null) => void;
  /** Whether somebody has the notebook open. */
  readonly isAttended: () => boolean;
  /** The cell is alive. */
  readonly sign: () => void;
  /** Gives an answer to the kernel. */
  readonly reply: (execId: ExecutionId, n: number, value: string | null) => void;
  readonly onFault: OnFault;
}

/**
 * The question that a notebook's cell asks a person. Every tab sees it, whoever answers first has answered. A cell that
 * waits for a person does not stall while somebody has the notebook open; with nobody there the time counts.
 */
export class Questions {
  readonly #parts: QuestionParts;
  #open: { readonly question: Question; readonly n: number } | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: QuestionParts) {
    this.#parts = parts;
  }

  /** Takes an `input_request`; false when it is none that can be shown. */
  ask(owner: { execId: ExecutionId; cellId: string }, message: JupyterMessage): boolean {
    const asked = readQuestion(message, owner, Date.now());
    if (!asked) return false;
    this.#open = asked;
    clearInterval(this.#timer);
    const sign = owned(this.#parts.onFault, () => {
      if (this.#parts.isAttended()) this.#parts.sign();
    });
    this.#timer = setInterval(sign, SIGN_MS);
    this.#timer.unref();
    this.#parts.tell(asked.question);
    return true;
  }

  /**
   * Answers the open question.
   *
   * @throws HoldfastError HF_INPUT_CLOSED when it is not open any more
   */
  answer({ id, value }: Answer): void {
    const open = this.#open;
    if (open?.question.id !== id)
      throw new HoldfastError("HF_INPUT_CLOSED", "That question is not open any more");
    this.close(open.question.execId);
    this.#parts.reply(open.question.execId, open.n, value);
  }

  /** An execution has ended, and with it what it asked. */
  close(execId: ExecutionId): void {
    if (this.#open?.question.execId !== execId) return;
    this.#open = undefined;
    clearInterval(this.#timer);
    this.#parts.tell(null);
  }
}
