import { createHmac } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { HoldfastError, problem } from "../../../kernels/protocol/index.ts";
import { readBody } from "../access/body.ts";
import type { Gate, PublicPath, Refusal } from "../access/gate.ts";
import type { Target } from "../access/target.ts";
import { problemResponse } from "../core/problems.ts";
import { refusalAnswer } from "../core/refuse.ts";
import { type Entered, enteredResponse } from "./static-files.ts";

const MAX_LOGIN = 4096;

/** What the two answers need that are given before anybody has shown who he is (S1). */
export interface PublicFacts {
  readonly gate: Gate;
  readonly port: number;
  /** Random, in the state folder: whoever can read it there knows by it that this is the server. */
  readonly proofKey: string;
  readonly enter: (request: IncomingMessage) => Entered;
}

export async function answerPublic(
  what: PublicPath,
  request: IncomingMessage,
  target: Target,
  facts: PublicFacts,
): Promise<Response> {
  return what === "proof" ? prove(target, facts) : login(request, facts);
}

/**
 * Shows a command that this is the server of its state folder, before that command sends the token (S33). The port is in
 * it: whoever has another port cannot pass the question on.
 */
export function proofOf(proofKey: string, nonce: string, port: number): string {
  return createHmac("sha256", proofKey).update(`holdfast-proof:${port}:${nonce}`).digest("hex");
}

function prove({ query }: Target, { proofKey, port }: PublicFacts): Response {
  const nonce = query.get("nonce") ?? "";
  if (/^[0-9a-f]{32,64}$/.test(nonce))
    return Response.json({ proof: proofOf(proofKey, nonce, port) });
  return problemResponse(
    problem("HF_REQUEST_INVALID", "nonce is wrong", { expected: "32 to 64 hex digits" }),
  );
}

/** The token that a person typed: in a body, as an address would stay in the history of the browser. */
async function login(request: IncomingMessage, { gate, enter }: PublicFacts): Promise<Response> {
  const { headers } = request;
  const isForm = /^application\/x-www-form-urlencoded\s*(;|$)/i.test(headers["content-type"] ?? "");
  if (headers.origin === undefined || !isForm) {
    const refusal: Refusal = headers.origin
      ? { code: "HF_REQUEST_INVALID", detail: "The body is no form" }
      : { code: "HF_ORIGIN_FOREIGN", detail: "A form is sent from the page of this server" };
    return refused(request, refusal);
  }
  const length = Number(headers["content-length"] ?? 0);
  if (length > MAX_LOGIN) throw new HoldfastError("HF_REQUEST_TOO_LARGE", "The form is too large");
  const form = new URLSearchParams((await readBody(request, MAX_LOGIN)).toString());
  if (gate.isToken(form.get("token") ?? "")) return enteredResponse(true, enter(request));
  return refused(request, gate.wrongToken(request));
}

function refused(request: IncomingMessage, refusal: Refusal): Response {
  const { status, headers, body } = refusalAnswer(request, refusal);
  return new Response(body, { status, headers });
}
