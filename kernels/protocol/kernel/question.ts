import type { ExecutionId } from "../base/ids.ts";
import { isCount, isObject } from "../base/json.ts";
import type { JupyterMessage } from "./jupyter.ts";

/** What a cell may ask a person, as in browsers: a text, yes or no, or to take note. */
export type QuestionKind = "prompt" | "confirm" | "alert";

/** A question of a running cell that waits for a person; at most one of a notebook is open. */
export interface Question {
  /** The `msg_id` of the `input_request`. */
  readonly id: string;
  readonly execId: ExecutionId;
  readonly cellId: string;
  readonly kind: QuestionKind;
  readonly prompt: string;
  /** What is typed must not be seen. */
  readonly password: boolean;
  /** What the field holds at first. */
  readonly default: string;
  /** Milliseconds since the epoch. */
  readonly askedAt: number;
}

/** An answer: the text, or null when the person cancelled. For "confirm" and "alert" any text is yes. */
export interface Answer {
  readonly id: string;
  readonly value: string | null;
}

/** The longest question, default and answer, in characters. */
export const MAX_PROMPT = 10_000;

/** What an `input_request` holds beside Jupyter's own content, under `metadata.holdfast`. */
export interface QuestionFacts {
  /** Counts the questions of one kernel from 1: the answer names it. */
  readonly question: number;
  readonly kind: QuestionKind;
  readonly default: string;
}

const KINDS = ["prompt", "confirm", "alert"];
const isText = (value: unknown): value is string =>
  typeof value === "string" && value.length <= MAX_PROMPT;

/** Reads an `input_request` of a kernel; undefined when it is none. */
export function readQuestion(
  { header, content, metadata }: JupyterMessage,
  owner: { readonly execId: ExecutionId; readonly cellId: string },
  askedAt: number,
): { readonly question: Question; readonly n: number } | undefined {
  const { prompt, password } = content as { prompt?: unknown; password?: unknown };
  const facts: unknown = metadata.holdfast;
  if (header.msg_type !== "input_request" || !isText(prompt) || !isObject(facts)) return undefined;
  const { question: n, kind, default: value } = facts;
  if (!isCount(n) || !KINDS.includes(kind as string) || !isText(value)) return undefined;
  const question: Question = {
    id: header.msg_id,
    execId: owner.execId,
    cellId: owner.cellId,
    kind: kind as QuestionKind,
    prompt,
    password: password === true,
    default: value,
    askedAt,
  };
  return { question, n };
}

/** Reads what a client sent as an answer; undefined when it is none. */
export function readAnswer(value: unknown): Answer | undefined {
  if (!isObject(value) || typeof value.id !== "string" || value.id.length > 200) return undefined;
  if (value.value !== null && !isText(value.value)) return undefined;
  return { id: value.id, value: value.value };
}
