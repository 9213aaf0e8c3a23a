import { HoldfastError } from "../../kernels/protocol/index.ts";

/**
 * The JSON of an answer, or undefined when it is empty: never more of it than a command can use.
 *
 * @throws HoldfastError HF_SERVER_ANSWER
 */
export async function readAnswer(answer: Response, maxBytes: number): Promise<unknown> {
  const text = await textOf(answer, maxBytes);
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new HoldfastError("HF_SERVER_ANSWER", `${answer.url} answered with no JSON`, {
      got: `status ${answer.status}, ${answer.headers.get("content-type") ?? "no type"}`,
      cause,
    });
  }
}

async function textOf(answer: Response, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const piece of answer.body ?? []) {
      text += decoder.decode(piece as Uint8Array, { stream: true });
      if (text.length > maxBytes) break;
    }
  } catch (cause) {
    throw new HoldfastError("HF_SERVER_ANSWER", `${answer.url} broke off its answer`, { cause });
  }
  if (text.length <= maxBytes) return text;
  throw new HoldfastError("HF_SERVER_ANSWER", `${answer.url} answers without an end`, {
    expected: `at most ${maxBytes} bytes`,
  });
}
