import { createInterface } from "node:readline/promises";
import type { Question, ServerMessage } from "../../kernels/protocol/index.ts";
import { printable } from "../base/printable.ts";
import type { Session } from "../session/session.ts";

/** A person at a terminal. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

const WINDOW = "terminal";

/** Asks in the terminal what cells ask; gives the function that ends it. The end of the input cancels a question. */
export function answerInTerminal(session: Session, terminal: Terminal): () => void {
  let asking: AbortController | undefined;
  const tab = {};
  session.volatile.arrive(tab, { windowId: WINDOW, user: { name: "terminal", color: "#59616e" } });
  const take = (message: ServerMessage): void => {
    if (message.type !== "volatile" || message.question === undefined) return;
    asking?.abort(); // answered, or its cell has ended
    asking = undefined;
    if (message.question === null) return;
    const { question } = message;
    asking = new AbortController();
    const { signal } = asking;
    ask(question, terminal, signal)
      .then((value) => {
        if (!signal.aborted) session.runner.answer({ id: question.id, value });
      })
      .catch(() => {}); // its cell has ended meanwhile
  };
  const end = session.listen({ events: () => {}, volatile: take });
  return () => {
    end();
    asking?.abort();
    session.volatile.leave(tab);
  };
}

async function ask(
  question: Question,
  { input, output }: Terminal,
  signal: AbortSignal,
): Promise<string | null> {
  const lines = createInterface({ input, output, terminal: false });
  const ended = new Promise<null>((resolve) => lines.once("close", () => resolve(null)));
  try {
    const typed = await Promise.race([lines.question(textOf(question), { signal }), ended]);
    return typed === null ? null : answerOf(question, typed);
  } catch {
    return null; // aborted
  } finally {
    lines.close();
  }
}

function textOf({ kind, prompt, default: value }: Question): string {
  const hint = {
    prompt: value === "" ? "" : `[${printable(value)}] `,
    confirm: "[y/N] ",
    alert: "[Enter] ",
  }[kind];
  return `\n${printable(prompt)} ${hint}`;
}

/** An empty line takes the default; only y or yes is a yes. */
function answerOf({ kind, default: value }: Question, typed: string): string | null {
  if (kind === "prompt") return typed === "" ? value : typed;
  if (kind === "confirm") return /^y(es)?$/i.test(typed.trim()) ? "yes" : null;
  return "";
}
