import { describeValue, isCount, isObject } from "../base/json.ts";
import { isHash } from "./runs.ts";

/** What a kernel saved of its variables between two cells (docs/runs.md, "Variables after a restart"). */
export interface VariableSnapshot {
  readonly v: 1;
  /** The newest execution that had ended. */
  readonly n: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Values; variables that share an object are in one group, so that they share it again. */
  readonly groups: readonly SavedGroup[];
  /** Functions, classes and imports: they are evaluated again. */
  readonly declarations: readonly SavedDeclaration[];
  readonly missing: readonly MissingVariable[];
}

export interface SavedGroup {
  readonly variables: readonly SavedVariable[];
  /** Chunks of the values by name, in order. */
  readonly chunks: readonly string[];
  /** Fingerprint of the values, so that what did not change is not sent again. */
  readonly print: string;
}

export interface SavedVariable {
  readonly name: string;
  readonly kind: VariableKind;
  /** The execution that declared it. */
  readonly n: number;
}

export interface SavedDeclaration {
  readonly names: readonly string[];
  readonly code: string;
  readonly n: number;
}

/** A variable that could not be saved, and why. */
export interface MissingVariable {
  readonly name: string;
  /** "a Socket", "too large: 300 MB". */
  readonly why: string;
  readonly n: number;
}

const KINDS = ["const", "let", "var", "function", "class", "import"] as const;
export type VariableKind = (typeof KINDS)[number];

/** What a person sees of the variables of the kernel before. */
export interface RestorableVariables {
  /** "offered": they can be brought back; "restored": they were. */
  readonly state: "offered" | "restored";
  /** How many there are. */
  readonly count: number;
  /** When they were saved, milliseconds since the epoch. */
  readonly at: number;
  /** What cannot be brought back, with the cell that made it. */
  readonly missing: readonly {
    readonly name: string;
    readonly why: string;
    readonly cellId: string | null;
  }[];
}

/** Names that a snapshot brings back. */
export function restoredNames({
  groups,
  declarations,
}: Pick<VariableSnapshot, "groups" | "declarations">): string[] {
  return [
    ...groups.flatMap(({ variables }) => variables.map(({ name }) => name)),
    ...declarations.flatMap(({ names }) => names),
  ];
}

/** Says what is wrong with a snapshot that a kernel sent, or undefined. */
export function snapshotFault(value: unknown): string | undefined {
  if (!isObject(value)) return `it is ${describeValue(value)}`;
  const { v, n, at, groups, declarations, missing } = value as Partial<VariableSnapshot>;
  if (v !== 1) return `form ${describeValue(v)}`;
  if (!isCount(n)) return `n is ${describeValue(n)}`;
  if (typeof at !== "number") return `at is ${describeValue(at)}`;
  if (!Array.isArray(groups) || !groups.every(isGroup)) return "groups are not as expected";
  if (!Array.isArray(declarations) || !declarations.every(isDeclaration))
    return "declarations are not as expected";
  if (!Array.isArray(missing) || !missing.every(isMissing)) return "missing is not as expected";
  return undefined;
}

function isGroup(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { variables, chunks, print } = value as Partial<SavedGroup>;
  return (
    Array.isArray(variables) &&
    variables.every(isVariable) &&
    Array.isArray(chunks) &&
    chunks.every(isHash) &&
    typeof print === "string"
  );
}

function isVariable(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { name, kind, n } = value as Partial<SavedVariable>;
  return typeof name === "string" && KINDS.includes(kind as VariableKind) && isCount(n);
}

function isDeclaration(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { names, code, n } = value as Partial<SavedDeclaration>;
  return isTexts(names) && typeof code === "string" && isCount(n);
}

function isMissing(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { name, why, n } = value as Partial<MissingVariable>;
  return typeof name === "string" && typeof why === "string" && isCount(n);
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((text) => typeof text === "string");
}
