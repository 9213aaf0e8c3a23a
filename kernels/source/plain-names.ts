/**
 * Takes the rewriter's names out of a message or a stack of V8: "(0 , $hf$f.v) is not a function" becomes
 * "f is not a function".
 */
export function plainNames(text: string): string {
  if (!text.includes("hf")) return text;
  return text
    .replace(/\(0 ?, \$+hf(?:\$|_late_)([\p{ID_Continue}$]+)\.v\)/gu, "$1")
    .replace(/\$+hf(?:\$|_late_)([\p{ID_Continue}$]+)\.v\b/gu, "$1");
}
