/** Where a text is not JSON, and what stands there in words. */
export interface JsonFault {
  readonly line: number;
  readonly column: number;
  readonly what: string;
}

interface Token {
  readonly text: string;
  readonly start: number;
}

const TOKEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are the subject
  /[{}[\],:]|"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null|NaN|-?Infinity)(?!\w)/y;

/** Finds the first place at which a text is no JSON; undefined when it is some. Node's own messages do not always have it. */
export function jsonFault(json: string): JsonFault | undefined {
  const tokens = readTokens(json);
  const closers: string[] = [];
  let wants: "value" | "key" | "colon" | "end" = "value";
  let isFirst = false;
  for (let next = tokens(); ; next = tokens()) {
    if ("what" in next) return at(json, next.start, next.what);
    const { text, start } = next;
    const top = closers.at(-1);
    const isCloser = text === "}" || text === "]";
    if (text === "") {
      if (wants === "end" && top === undefined) return undefined;
      return at(
        json,
        start,
        `the text ends, though ${JSON.stringify(top ?? "a value")} is still to come`,
      );
    }
    if (isCloser && text === top && (wants === "end" || isFirst)) {
      closers.pop();
      wants = "end";
      isFirst = false;
      continue;
    }
    if (isCloser && text === top && wants !== "colon")
      return at(json, start, `a comma stands before this ${text}`);
    isFirst = false;
    if (wants === "end") {
      if (top === undefined) return at(json, start, "something follows the end of the JSON");
      if (text !== ",") return at(json, start, `a comma or ${top} is missing before this`);
      wants = top === "}" ? "key" : "value";
    } else if (wants === "colon") {
      if (text !== ":") return at(json, start, "a colon is missing after a key");
      wants = "value";
    } else if (wants === "key") {
      if (!text.startsWith('"'))
        return at(json, start, `a key in double quotes is missing before ${text.slice(0, 20)}`);
      wants = "colon";
    } else if (text === "{" || text === "[") {
      closers.push(text === "{" ? "}" : "]");
      wants = text === "{" ? "key" : "value";
      isFirst = true;
    } else if (/^[}\],:]$/.test(text))
      return at(json, start, `a value is missing before this ${text}`);
    else wants = "end";
  }
}

/** Gives one token after the other; at the end an empty one, and where there is none what stands there. */
function readTokens(json: string): () => Token | { readonly start: number; readonly what: string } {
  let i = 0;
  return () => {
    while (" \n\r\t".includes(json[i] ?? "x")) i++;
    const start = i;
    if (i >= json.length) return { text: "", start };
    TOKEN.lastIndex = i;
    const [text] = TOKEN.exec(json) ?? [];
    if (text === undefined) return { start, what: whatIs(json, start) };
    i += text.length;
    return { text, start };
  };
}

function whatIs(json: string, start: number): string {
  const rest = json.slice(start, start + 200);
  if (/^(?:\/\/|\/\*|#)/.test(rest)) return "a comment, which JSON does not have";
  if (/^(?:<{7}|={7}|>{7}|\|{7})/.test(rest)) return "a conflict marker of Git";
  if (rest.startsWith("'")) return "single quotes, where JSON has double ones";
  if (rest.startsWith('"'))
    return "a text that does not end on its line, or has a control character or a wrong escape";
  const word = /^[-+\w.$]+/.exec(rest)?.[0].slice(0, 20);
  if (word) return `${JSON.stringify(word)}, which is no value of JSON`;
  return `${JSON.stringify(String.fromCodePoint(rest.codePointAt(0)!))}, which cannot stand there`;
}

function at(json: string, index: number, what: string): JsonFault {
  const lines = json.slice(0, index).split(/\r\n|\r|\n/);
  return { line: lines.length, column: [...lines.at(-1)!].length + 1, what };
}
