import { MAX_PROMPT, type QuestionFacts, type QuestionKind } from "../../protocol/index.ts";
import { type Handshake, PHASE } from "../process/handshake.ts";
import type { InputSlot } from "../process/input-slot.ts";
import type { Output } from "../process/output.ts";
import { KernelError } from "./kernel-error.ts";

/** Questions to a person, as in browsers and in Deno: the cell waits, also in the middle of a loop. */
export interface AskFunctions {
  /**
   * Asks for a text; gives it, or null when the person cancels.
   *
   * @param message at most 10,000 characters are shown
   * @param defaultValue what the field holds at first
   * @throws HF_INPUT_UNAVAILABLE when there is nobody to ask
   */
  prompt(message?: unknown, defaultValue?: unknown): string | null;
  /** Asks for yes or no. */
  confirm(message?: unknown): boolean;
  /** Shows a message and waits until it was seen. */
  alert(message?: unknown): void;
}

export interface AskParts {
  readonly output: Output;
  readonly slot: InputSlot;
  readonly handshake: Handshake;
  /** Whether whoever runs the cell can ask a person: `allow_stdin` of its request. */
  readonly canAsk: () => boolean;
}

export function askFunctions(parts: AskParts): AskFunctions {
  return {
    prompt(message = "", defaultValue = "") {
      const answer = ask(parts, "prompt", message, defaultValue);
      parts.output.write("stdout", line(message, answer ?? ""));
      return answer;
    },
    confirm(message = "") {
      const isYes = ask(parts, "confirm", message) !== null;
      parts.output.write("stdout", line(message, isYes ? "yes" : "no"));
      return isYes;
    },
    alert(message = "") {
      ask(parts, "alert", message);
      parts.output.write("stdout", line(message, ""));
    },
  };
}

function ask(
  { output, slot, handshake, canAsk }: AskParts,
  kind: QuestionKind,
  message: unknown,
  defaultValue: unknown = "",
): string | null {
  const parent = output.parent;
  const word = Atomics.load(handshake, 0);
  const isRunning = (word & 7) !== PHASE.idle && word >> 3 === parent?.execution;
  if (!parent || !isRunning)
    throw new KernelError("HF_INPUT_UNAVAILABLE", `${kind}() was called when its cell had ended`);
  if (!canAsk())
    throw new KernelError("HF_INPUT_UNAVAILABLE", `${kind}() needs a person, and nobody is there`);
  const facts: QuestionFacts = { question: slot.open(), kind, default: cut(defaultValue) };
  output.askPerson(cut(message), { ...facts }, parent);
  return slot.wait();
}

function cut(value: unknown): string {
  return String(value).slice(0, MAX_PROMPT);
}

/** What stays in the cell's output: the question with its answer. */
function line(message: unknown, answer: string): string {
  const text = cut(message);
  return `${text}${text === "" || answer === "" || /\s$/.test(text) ? "" : " "}${answer}\n`;
}
