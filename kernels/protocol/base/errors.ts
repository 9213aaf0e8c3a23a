import { errorCodes } from "./error-codes.ts";

export type HoldfastErrorCode = keyof typeof errorCodes;

/** An error as it travels: RFC 9457 with a stable code (WIRE: HTTP, WebSocket, terminal, cells). */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: `HF_${string}`;
  readonly detail: string;
  readonly got?: string;
  readonly expected?: string;
  readonly action?: string;
}

/** What an error says beside its code. */
export interface ErrorFacts {
  readonly got?: string;
  readonly expected?: string;
  /** Replaces the code's general advice. */
  readonly action?: string;
  readonly cause?: unknown;
}

/**
 * A failed operation with a stable code. Wrong use by a programmer is a `TypeError` instead.
 *
 * @example throw new HoldfastError("HF_FILE_NOT_FOUND", "a.ipynb does not exist")
 */
export class HoldfastError extends Error {
  override readonly name = "HoldfastError";
  readonly code: HoldfastErrorCode;
  readonly facts: ErrorFacts;

  /** @param detail one sentence with the actual values: what failed, which thing */
  constructor(code: HoldfastErrorCode, detail: string, facts: ErrorFacts = {}) {
    super(detail, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = code;
    this.facts = facts;
  }

  get problem(): Problem {
    return problem(this.code, this.message, this.facts);
  }
}

/** Makes the travelling form of an error. */
export function problem(code: HoldfastErrorCode, detail: string, facts: ErrorFacts = {}): Problem {
  const { status, title, action } = errorCodes[code];
  return {
    type: `https://holdfast.invalid/errors/${code}`,
    title,
    status,
    code,
    detail,
    ...(facts.got !== undefined && { got: facts.got }),
    ...(facts.expected !== undefined && { expected: facts.expected }),
    action: facts.action ?? action,
  };
}

/** Turns anything thrown into a problem; what has no code becomes HF_INTERNAL with its message. */
export function toProblem(error: unknown): Problem {
  if (error instanceof HoldfastError) return error.problem;
  return problem("HF_INTERNAL", error instanceof Error ? error.message : String(error));
}
