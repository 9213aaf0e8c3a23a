import { HTTPException } from "hono/http-exception";
import {
  HoldfastError,
  type HoldfastErrorCode,
  type Problem,
  problem,
  toProblem,
} from "../../../kernels/protocol/index.ts";

const codeOfStatus: Readonly<Record<number, HoldfastErrorCode>> = {
  400: "HF_REQUEST_INVALID",
  404: "HF_NOT_FOUND",
  405: "HF_METHOD_NOT_ALLOWED",
  413: "HF_REQUEST_TOO_LARGE",
  429: "HF_TOO_MANY_REQUESTS",
};

/** The problem that a thrown thing is; a framework's exception keeps its status (S20). */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof HTTPException)) return toProblem(error);
  const code = codeOfStatus[error.status] ?? "HF_INTERNAL";
  return { ...problem(code, error.message || "The request was refused"), status: error.status };
}

/** Tells whether a thrown thing is a mistake of ours, to be logged with its stack. */
export function isOurMistake(error: unknown): boolean {
  return !(error instanceof HoldfastError) && !(error instanceof HTTPException);
}

/** The body of a problem; `message` is what Jupyter's clients show. */
export function problemBody(p: Problem, more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ ...p, message: p.detail, ...more });
}

/** An answer with a problem (RFC 9457). */
export function problemResponse(
  p: Problem,
  more: Readonly<Record<string, unknown>> = {},
): Response {
  return new Response(problemBody(p, more), {
    status: p.status,
    headers: { "Content-Type": "application/problem+json" },
  });
}
