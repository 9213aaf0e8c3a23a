export {
  analyzeCell,
  type CellAnalysis,
  type Declaration,
  type DeclarationKind,
  type FreeName,
} from "./analyze.ts";
export {
  type ChainStep,
  type CursorContext,
  chainBefore,
  cursorContext,
  scanTo,
} from "./cursor.ts";
export { type DeclarationText, declarationText } from "./declaration-text.ts";
export { importedModules } from "./imports.ts";
export { KEYWORDS } from "./keywords.ts";
export { parseCell, SourceError } from "./parse.ts";
export { plainNames } from "./plain-names.ts";
export type { CellEnvironment } from "./plan.ts";
export { type RepeatableDeclaration, repeatableDeclarations } from "./repeatable.ts";
export { type RewrittenCell, rewriteCell } from "./rewrite.ts";
export { rewriteEval } from "./rewrite-eval.ts";
export type { Declared } from "./rewriting.ts";
export { type OutsideNames, outsideNames } from "./self-contained.ts";
export { withoutSamples } from "./without-samples.ts";
