import { Worker } from "node:worker_threads";
import {
  type ErrorFacts,
  HoldfastError,
  type HoldfastErrorCode,
  type Notebook,
  type NotebookCell,
} from "../../kernels/protocol/index.ts";
import { owned } from "../base/faults.ts";
import type { JsonPiece } from "./json-pieces.ts";
import type { NotebookFile } from "./notebook-file.ts";
import type { CellOriginal, NotebookOriginal } from "./notebook-original.ts";
import type { ThreadCell, ThreadInput } from "./notebook-thread.ts";

/** What the thread says, one at a time. */
type Said =
  | { readonly ready: true }
  | { readonly cells: readonly ThreadCell[] }
  | {
      readonly problem: {
        readonly code: HoldfastErrorCode;
        readonly message: string;
        readonly facts: ErrorFacts;
      };
    }
  | {
      readonly facts: Omit<NotebookFile, "notebook" | "original">;
      readonly rest: Omit<NotebookOriginal, "notebook" | "cells" | "list">;
      readonly list: Omit<NonNullable<NotebookOriginal["list"]>, "pieces"> | undefined;
      readonly notebook: Notebook;
    };

/** Parses a large notebook in a thread of its own; what comes over is taken in pieces, between which the server goes on. */
export async function parseBeside(bytes: Uint8Array, name: string): Promise<NotebookFile> {
  const input: ThreadInput = { bytes, name };
  const isWhole = bytes.byteLength === bytes.buffer.byteLength;
  const worker = new Worker(new URL("./notebook-thread.js", import.meta.url), {
    workerData: input,
    // Else they are copied.
    transferList: isWhole ? [bytes.buffer as ArrayBuffer] : [],
    // What the server was started with need not fit a thread.
    execArgv: [],
  });
  try {
    return await taken(worker);
  } finally {
    await worker.terminate();
  }
}

function taken(worker: Worker): Promise<NotebookFile> {
  const cells: NotebookCell[] = [];
  const pieces: JsonPiece[] = [];
  const originals = new Map<string, CellOriginal>();
  return new Promise((resolve, reject) => {
    worker.once("error", reject);
    worker.once("exit", () => reject(new Error("The thread that reads notebooks ended")));
    const take = (said: Said): void => {
      if ("problem" in said) {
        const { code, message, facts } = said.problem;
        reject(new HoldfastError(code, message, facts));
      } else if ("rest" in said) {
        const notebook = { ...said.notebook, cells };
        const list = said.list && { ...said.list, pieces };
        resolve({
          ...said.facts,
          notebook,
          original: { ...said.rest, notebook, list, cells: originals },
        });
      } else {
        for (const { read, kept } of "cells" in said ? said.cells : []) {
          cells.push(read);
          if (kept === undefined) continue;
          pieces.push(kept.piece);
          originals.set(read.id, { read, ...kept });
        }
        // Others have their turn before the next.
        setImmediate(owned(reject, () => worker.postMessage("next")));
      }
    };
    worker.on("message", owned(reject, take));
  });
}
