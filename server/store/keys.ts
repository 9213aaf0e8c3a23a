/** The keys of the one LevelDB (STORE section 3, decision 0003). Numbers are padded so that key order is number order. */

export const SCHEMA_KEY = "meta/schema";
/** Written by the synced write of each dirty second: its value is the time. */
export const SYNCED_KEY = "meta/synced";
export const PATH_PREFIX = "n/";

export function pathKey(path: string): string {
  return `n/${path}`;
}

export function notebookKey(notebookId: string): string {
  return `d/${notebookId}`;
}

export function snapshotHeadKey(notebookId: string): string {
  return `s/${notebookId}/head`;
}

export function snapshotCellPrefix(notebookId: string): string {
  return `s/${notebookId}/c/`;
}

export function snapshotCellKey(notebookId: string, cellId: string): string {
  return `s/${notebookId}/c/${cellId}`;
}

export function journalPrefix(notebookId: string): string {
  return `j/${notebookId}/`;
}

export function journalKey(notebookId: string, epoch: number, seq: number): string {
  return `j/${notebookId}/${padded(epoch, 8)}/${padded(seq, 16)}`;
}

/** The place of an event in the order, read from its key. */
export function journalPlace(key: string): { epoch: number; seq: number } {
  const [, , epoch, seq] = key.split("/");
  return { epoch: Number(epoch), seq: Number(seq) };
}

export function asidePrefix(notebookId: string): string {
  return `a/${notebookId}/`;
}

/** Where an event goes that lies behind a gap of the journal. */
export function asideKey(notebookId: string, epoch: number, seq: number): string {
  return `a/${notebookId}/${padded(epoch, 8)}/${padded(seq, 16)}`;
}

export const tokenPrefix = "t/";

export function tokenKey(key: string): string {
  return `t/${key}`;
}

function padded(n: number, digits: number): string {
  return String(n).padStart(digits, "0");
}

export const leasePrefix = "l/";

/** A lease that is held: the token makes it one record for each holder of a counted key. */
export function leaseKey(key: string, token: string): string {
  return `l/${key}/${token}`;
}

export const notificationPrefix = "u/";

export function notificationKey(user: string, n: number): string {
  return `u/${user}/${padded(n, 16)}`;
}

export const kernelRecordPrefix = "p/";

export function kernelRecordKey(kernelId: string): string {
  return `p/${kernelId}`;
}

export const runPrefix = "r/";
export const allManifestsPrefix = "k/";
export const allChunksPrefix = "b/";

/** `r/<runId>`: what is known of a run. */
export function runKey(runId: string): string {
  return `r/${runId}`;
}

/** The current run of an identity: notebook, cell, name. */
export function runIdentityKey(notebookId: string, cellId: string, name: string): string {
  return `i/${notebookId}/${cellId}/${encodeURIComponent(name)}`;
}

export function runIdentityPrefix(notebookId: string): string {
  return `i/${notebookId}/`;
}

export function manifestPrefix(runId: string): string {
  return `k/${runId}/`;
}

export function manifestKey(runId: string, seq: number): string {
  return `k/${runId}/${padded(seq, 12)}`;
}

export function chunkPrefix(runId: string): string {
  return `b/${runId}/`;
}

/** A chunk of a run's checkpoints or result: it goes when the run goes, so nothing has to be counted. */
export function chunkKey(runId: string, hash: string): string {
  return `b/${runId}/${hash}`;
}

export function effectPrefix(runId: string): string {
  return `f/${runId}/`;
}

/** What an effect of a run gave. */
export function effectKey(runId: string, key: string): string {
  return `f/${runId}/${encodeURIComponent(key)}`;
}

export function executedPrefix(notebookId: string): string {
  return `x/${notebookId}/`;
}

/** `x/<nbId>/<n>`: what an execution executed. */
export function executedKey(notebookId: string, n: number): string {
  return `x/${notebookId}/${padded(n, 12)}`;
}

/** What kernels of a notebook saved of their variables. */
export function variablesPrefix(notebookId: string): string {
  return `v/${notebookId}/m/`;
}

/** `v/<nbId>/m/<generation>`: the newest snapshot of one kernel. */
export function variablesKey(notebookId: string, generation: number): string {
  return `v/${notebookId}/m/${padded(generation, 12)}`;
}

export function variableChunkPrefix(notebookId: string): string {
  return `v/${notebookId}/c/`;
}

export function variableChunkKey(notebookId: string, hash: string): string {
  return `v/${notebookId}/c/${hash}`;
}
