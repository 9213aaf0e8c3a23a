import { MAX_PROMPT } from "../../protocol/index.ts";
import { PHASE } from "../process/handshake.ts";
import { KernelError } from "./kernel-error.ts";
export function askFunctions(parts) {
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
function ask({ output, slot, handshake, canAsk }, kind, message, defaultValue = "") {
  const parent = output.parent;
  const word = Atomics.load(handshake, 0);
  const isRunning = (word & 7) !== PHASE.idle && word >> 3 === parent?.execution;
  if (!parent || !isRunning)
    throw new KernelError("HF_INPUT_UNAVAILABLE", `${kind}() was called when its cell had ended`);
  if (!canAsk())
    throw new KernelError("HF_INPUT_UNAVAILABLE", `${kind}() needs a person, and nobody is there`);
  const facts = { question: slot.open(), kind, default: cut(defaultValue) };
  output.askPerson(cut(message), { ...facts }, parent);
  return slot.wait();
}
function cut(value) {
  return String(value).slice(0, MAX_PROMPT);
}
/** What stays in the cell's output: the question with its answer. */
function line(message, answer) {
  const text = cut(message);
  return `${text}${text === "" || answer === "" || /\s$/.test(text) ? "" : " "}${answer}\n`;
}
//# sourceMappingURL=ask.js.map
