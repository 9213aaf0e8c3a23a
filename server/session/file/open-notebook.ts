import { access } from "node:fs/promises";
import { dirname, relative, sep } from "node:path";
import {
  applyMessage,
  applyOperation,
  type FoldResult,
  isUnsaved,
  type NotebookState,
  openNotebookState,
} from "../../../kernels/protocol/index.ts";
import { fileBeside, fileMark } from "../../contents/file-identity.ts";
import { type NotebookFile, readNotebookFile } from "../../contents/notebook-file.ts";
import { resolvePath } from "../../contents/resolve-path.ts";
import { finishCopyOver } from "../../contents/shared-file.ts";
import { removeLeftovers } from "../../contents/temp-names.ts";
import { Journal, type JournalEvent } from "../../store/journal.ts";
import { readJournal } from "../../store/journal-read.ts";
import { candidatesAt, type NotebookRecord, openNotebookRecord } from "../../store/notebooks.ts";
import { loadSnapshot } from "../../store/snapshot.ts";
import type { Store } from "../../store/store.ts";
import { ExecutedHistory } from "../../variables/executed-history.ts";
import { VariableStore } from "../../variables/variable-store.ts";
import { TextHistory } from "../order/text-history.ts";

/** A notebook as it is when it has been opened: its file, and what the journal knows beyond it. */
export interface OpenedNotebook {
  readonly file: NotebookFile;
  readonly filePath: string;
  /** Which file it is (`fileMark`). */
  readonly mark: string | undefined;
  readonly state: NotebookState;
  readonly epoch: number;
  readonly seq: number;
  readonly journal: Journal;
  readonly history: TextHistory;
  /** What its cells executed, in this server and before. */
  readonly executed: ExecutedHistory;
  /** What its kernels saved of their variables. */
  readonly variables: VariableStore;
  /**
   * How the file stands to the state: "new" = it was never open here, "same" = as we saved it, "changed" = by
   * somebody else since, "stranded" = the same while there is unsaved work of ours.
   */
  readonly relation: "new" | "same" | "changed" | "stranded";
  /** What of the journal could not be read. */
  readonly gap: { readonly after: number; readonly setAside: number } | undefined;
}

/**
 * Opens a notebook: the newest snapshot and the journal after it give the state; `relation` tells whether the
 * file still is what we saved (STORE section 4).
 *
 * @throws HoldfastError HF_FILE_NOT_FOUND, HF_FILE_UNREADABLE, HF_NOTEBOOK_INVALID, HF_NOTEBOOK_VERSION, HF_PATH_…
 */
export async function openNotebook(
  store: Store,
  root: string,
  path: string,
  facts: {
    /** Tells whether a notebook is open now. */
    readonly isOpen: (notebookId: string) => boolean;
    readonly onFault: (error: unknown) => void;
  },
): Promise<OpenedNotebook> {
  const { file: filePath } = await resolvePath(root, path);
  await tidy(store, path, filePath);
  const file = await readNotebookFile(filePath);
  const mark = await fileMark(filePath);
  const record = await openNotebookRecord(store, path, {
    fileHash: file.hash,
    mark,
    isOpen: facts.isOpen,
    hasUnsaved: async (id) => (await unsavedState(store, id)) !== undefined,
    beside: async (other) => {
      const found = await fileBeside(filePath, other);
      return found === undefined ? undefined : relative(root, found).split(sep).join("/");
    },
    exists: async (other) => {
      const resolved = await resolvePath(root, other).catch(() => undefined);
      return (
        resolved !== undefined &&
        (await access(resolved.file).then(
          () => true,
          () => false,
        ))
      );
    },
  });
  const { notebookId, epoch, seq, lastExecution } = record;
  const fresh = openNotebookState(file.notebook, { notebookId, path, lastExecution });
  const snapshot = await loadSnapshot(store, notebookId);
  const journal = new Journal(store, notebookId, epoch);
  const base = snapshot ?? { state: fresh, seq: record.saved?.seq ?? 0 };
  const { events, gap } = await journal.read({ s: base.seq });
  const history = new TextHistory();
  const replayed = replay(base.state, events, history);
  const state: NotebookState = {
    ...replayed,
    path,
    lastExecution: Math.max(lastExecution, replayed.lastExecution),
    executionCount: 0,
    kernel: { status: "none", generation: replayed.kernel.generation },
  };
  return {
    executed: await ExecutedHistory.open(store, notebookId, facts.onFault),
    variables: await VariableStore.open(store, notebookId),
    file,
    filePath,
    mark,
    state,
    epoch,
    seq,
    journal,
    history,
    relation: relationOf(record, file.hash, isUnsaved(replayed)),
    gap,
  };
}

/** What a server that was killed while it wrote left: a half-written file is finished, temporary files go. */
async function tidy(store: Store, path: string, file: string): Promise<void> {
  await finishCopyOver(file, await candidatesAt(store, path));
  await removeLeftovers(dirname(file));
}

/** The state of a notebook that is not open, when no file holds all of it. */
export async function unsavedState(
  store: Store,
  notebookId: string,
): Promise<NotebookState | undefined> {
  const snapshot = await loadSnapshot(store, notebookId);
  if (!snapshot) return undefined; // it never was opened to its end
  const { events } = await readJournal(store, notebookId, snapshot.seq);
  const state = replay(snapshot.state, events);
  return isUnsaved(state) ? state : undefined;
}

function relationOf(
  { saved }: NotebookRecord,
  hash: string,
  unsaved: boolean,
): OpenedNotebook["relation"] {
  if (saved === undefined) return "new";
  if (saved.hash === hash) return "same";
  return unsaved ? "stranded" : "changed";
}

/** Folds journalled events over a state; one that does not fit was refused when it came, so it changes nothing. */
export function replay(
  state: NotebookState,
  events: readonly JournalEvent[],
  history?: TextHistory,
): NotebookState {
  let next = state;
  for (const event of events) {
    const result = foldEvent(next, event);
    if (!result?.ok) continue;
    next = result.state;
    if (event.op) history?.follow(event.op);
  }
  return next;
}

function foldEvent(
  state: NotebookState,
  { s, t, x, c, id, by, op, m }: JournalEvent,
): FoldResult | undefined {
  const facts = { seq: s, at: t };
  if (op) return applyOperation(state, op, { ...facts, id: id ?? "server", by: by ?? "holdfast" });
  if (m && x !== undefined && c !== undefined)
    return applyMessage(state, x as `${string}.${number}`, c, m, facts);
  return undefined;
}
