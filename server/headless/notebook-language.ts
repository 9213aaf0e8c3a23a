import { HoldfastError, isObject, type JsonObject } from "../../kernels/protocol/index.ts";

/** What cells here run, by the names that kernels of it have. */
const OURS =
  /^(?:typescript|javascript|ecmascript|ts|js|tsx|jsx|node|nodejs|node\.js|bun)$|holdfast|tslab|deno|ijavascript|typescript|javascript/i;

/** Languages as a person writes them, by what kernels of them are called. */
const OTHERS: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:i?python|ipykernel|pypy|py|xpython|sage|conda|pyspark|pysparkkernel)(?:[\d.\s_-]|$)|python/i,
    "Python",
  ],
  [/^(?:ir|r|irkernel|xr|ark)(?:[\d.\s_-]|$)/i, "R"],
  [/julia/i, "Julia"],
  [/^(?:bash|sh|shell|zsh|calysto_bash)$|bash/i, "shell"],
  [/scala|almond|spylon|spark/i, "Scala"],
  [/c\+\+|^cpp|xcpp|cling/i, "C++"],
  [/c#|csharp/i, "C#"],
  [/f#|fsharp/i, "F#"],
  [/pwsh|powershell/i, "PowerShell"],
  [/^go(?:[\d.\s_-]|$)|gophernotes|gonb/i, "Go"],
  [/rust|evcxr/i, "Rust"],
  [/ruby/i, "Ruby"],
  [/kotlin/i, "Kotlin"],
  [/haskell/i, "Haskell"],
  [/matlab/i, "MATLAB"],
  [/octave/i, "Octave"],
  [/sql|sqlite/i, "SQL"],
  [/^java(?:[\d.\s_-]|$)|ijava$|rapaio/i, "Java"],
];

/**
 * Refuses a notebook whose metadata name a language that does not run here. One that names none runs.
 *
 * @throws HoldfastError HF_NOTEBOOK_LANGUAGE
 */
export function checkLanguage(metadata: JsonObject, file: string): void {
  const language = languageOf(metadata);
  if (language === undefined) return;
  throw new HoldfastError("HF_NOTEBOOK_LANGUAGE", `${file}: this is a ${language} notebook`, {
    got: language,
    expected: "TypeScript or JavaScript",
  });
}

/** The language other than ours that a notebook names; what says it most clearly counts first. */
function languageOf(metadata: JsonObject): string | undefined {
  const spec = objectOf(metadata.kernelspec);
  const info = objectOf(metadata.language_info);
  // What the kernel is for, then what the notebook was last run with; names are any text and only hint at it.
  for (const stated of [spec.language, info.name]) {
    const text = textOf(stated);
    if (text !== undefined) return OURS.test(text) ? undefined : (nameOf(text) ?? text);
  }
  for (const named of [spec.name, spec.display_name]) {
    const text = textOf(named);
    if (text === undefined) continue;
    if (OURS.test(text)) return undefined;
    const name = nameOf(text);
    if (name !== undefined) return name;
  }
  return undefined;
}

function nameOf(text: string): string | undefined {
  return OTHERS.find(([pattern]) => pattern.test(text))?.[1];
}

function textOf(value: unknown): string | undefined {
  const text = typeof value === "string" ? value.trim().slice(0, 40) : "";
  return text === "" ? undefined : text;
}

function objectOf(value: unknown): Record<string, unknown> {
  return isObject(value) ? value : {};
}
