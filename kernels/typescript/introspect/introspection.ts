import type { Json, JupyterMessage } from "../../protocol/index.ts";
import { codePointsBefore, offsetOfCodePoint } from "../../protocol/index.ts";
import type { Variables } from "../runtime/variables.ts";
import { BuiltinDocs } from "./builtin-docs.ts";
import { complete } from "./complete.ts";
import { History } from "./history.ts";
import { inspectAt } from "./inspect.ts";
import { completeness } from "./is-complete.ts";
import { listVariables } from "./list-variables.ts";
import { Names } from "./names.ts";

type Content = Readonly<Record<string, unknown>>;
type Reply = Record<string, Json>;

/** Answers questions about the notebook's names and text. It runs no code of the notebook's. */
export class Introspection {
  readonly history = new History();
  readonly #variables: Variables;
  readonly #names: Names;
  readonly #docs = new BuiltinDocs();
  readonly #folder: string;
  readonly #loadBuiltins: () => Promise<void>;

  /** @param parts `loadBuiltins` gives all of `builtins` their values: members and signatures are read from them */
  constructor(parts: {
    variables: Variables;
    builtins: Readonly<Record<string, unknown>>;
    folder: string;
    loadBuiltins: () => Promise<void>;
  }) {
    this.#variables = parts.variables;
    this.#names = new Names(parts.variables, parts.builtins);
    this.#folder = parts.folder;
    this.#loadBuiltins = parts.loadBuiltins;
    void this.#docs.load().catch(() => {}); // a kernel without them says less, and works
  }

  /** The type and content of the reply, or undefined for a message that asks for something else. */
  async answer({
    header,
    content,
  }: JupyterMessage): Promise<{ type: string; content: Reply } | undefined> {
    const asked = content as Content;
    switch (header.msg_type) {
      case "complete_request":
        await this.#loadBuiltins();
        return { type: "complete_reply", content: this.#complete(asked) };
      case "inspect_request":
        await this.#loadBuiltins();
        return { type: "inspect_reply", content: this.#inspect(asked) };
      case "is_complete_request":
        return { type: "is_complete_reply", content: { ...completeness(codeOf(asked)) } };
      case "history_request":
        return {
          type: "history_reply",
          content: { status: "ok", history: this.history.answer(asked) },
        };
      case "holdfast_variables_request":
        return {
          type: "holdfast_variables_reply",
          content: { status: "ok", variables: listVariables(this.#variables) as unknown as Json },
        };
      default:
        return undefined;
    }
  }

  #complete(content: Content): Reply {
    const code = codeOf(content);
    const { matches, from, to } = complete(
      code,
      offsetIn(code, content),
      this.#names,
      this.#folder,
    );
    const [cursor_start, cursor_end] = [codePointsBefore(code, from), codePointsBefore(code, to)];
    const typed = matches.map(({ text, type }) => ({
      text,
      type,
      start: cursor_start,
      end: cursor_end,
    }));
    return {
      status: "ok",
      matches: matches.map(({ text }) => text),
      cursor_start,
      cursor_end,
      metadata: { _jupyter_types_experimental: typed },
    };
  }

  #inspect(content: Content): Reply {
    const code = codeOf(content);
    const sources = {
      names: this.#names,
      docs: this.#docs,
      sourceOf: (name: string) => this.#variables.originOf(name)?.source,
    };
    const data = inspectAt(code, offsetIn(code, content), sources);
    return { status: "ok", found: data !== undefined, data: (data ?? {}) as Reply, metadata: {} };
  }
}

function codeOf({ code }: Content): string {
  return typeof code === "string" ? code : "";
}

function offsetIn(code: string, { cursor_pos }: Content): number {
  return typeof cursor_pos === "number" ? offsetOfCodePoint(code, cursor_pos) : code.length;
}
