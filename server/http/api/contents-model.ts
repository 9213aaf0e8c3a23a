import { HoldfastError, notebookInFile } from "../../../kernels/protocol/index.ts";
import { readError } from "../../contents/file-errors.ts";
import { fileHash } from "../../contents/file-hash.ts";
import { type Entry, entryOf, listFolder } from "../../contents/folder.ts";
import { readNotebookFile } from "../../contents/notebook-file.ts";
import { openRegular } from "../../contents/open-regular.ts";
import type { ResolvedPath } from "../../contents/resolve-path.ts";
import { mediaType } from "../static/media-types.ts";

/** A file, notebook or folder in the form of Jupyter's contents API. */
export interface ContentsModel {
  readonly name: string;
  readonly path: string;
  readonly type: "directory" | "file" | "notebook";
  readonly writable: boolean;
  /** ISO 8601. */
  readonly created: string;
  readonly last_modified: string;
  readonly size: number | null;
  readonly mimetype: string | null;
  readonly format: "json" | "text" | "base64" | null;
  readonly content: unknown;
  readonly hash?: string | null;
  readonly hash_algorithm?: "sha256";
}

export interface ModelOptions {
  /** `content=0` leaves the content out. */
  readonly content: boolean;
  readonly hash: boolean;
  readonly type?: string | undefined;
  readonly format?: string | undefined;
}

/** The most bytes of a file that is sent as one JSON text; larger ones go through `/files/`. */
const MAX_CONTENT = 64 * 1024 * 1024;

/**
 * Makes the contents model of a path.
 *
 * @throws HoldfastError HF_FILE_NOT_FOUND, HF_FILE_UNREADABLE, HF_REQUEST_INVALID (another type than asked
 *   for), HF_NOTEBOOK_INVALID, HF_NOTEBOOK_VERSION
 */
export async function contentsModel(
  root: string,
  resolved: ResolvedPath,
  options: ModelOptions,
): Promise<ContentsModel> {
  const entry = await entryOf(resolved);
  const { type = entry.type } = options;
  const isFolder = entry.type === "directory";
  if ((type === "directory") !== isFolder || !["directory", "file", "notebook"].includes(type)) {
    throw new HoldfastError("HF_REQUEST_INVALID", `${entry.path || "/"} has another type`, {
      got: `type=${type}`,
      expected: isFolder ? "directory" : "file or notebook",
    });
  }
  const model = { ...bareModel(entry), type: type as ContentsModel["type"] };
  const isHashed = options.hash && !isFolder;
  const hashed = isHashed
    ? { hash: await fileHash(resolved.file), hash_algorithm: "sha256" as const }
    : {};
  if (!options.content) return { ...model, ...hashed };
  return { ...model, ...hashed, ...(await contentOf(root, resolved, model, options.format)) };
}

async function contentOf(
  root: string,
  { file, path }: ResolvedPath,
  model: ContentsModel,
  format: string | undefined,
): Promise<Partial<ContentsModel>> {
  switch (model.type) {
    case "directory":
      return { format: "json", content: (await listFolder(root, path)).map(bareModel) };
    case "notebook":
      return { format: "json", content: notebookInFile((await readNotebookFile(file)).notebook) };
    case "file":
      return fileContent(file, path, format);
    default:
      return model.type satisfies never;
  }
}

async function fileContent(
  file: string,
  path: string,
  format: string | undefined,
): Promise<Partial<ContentsModel>> {
  const { handle, size } = await openRegular(file, path);
  if (size > MAX_CONTENT) {
    await handle.close();
    throw new HoldfastError("HF_REQUEST_TOO_LARGE", `${path} has ${size} bytes`, {
      expected: `at most ${MAX_CONTENT} bytes`,
      action: `Load it from /files/${path}.`,
    });
  }
  const bytes = await handle
    .readFile()
    .catch((error: unknown) => {
      throw readError(error, path);
    })
    .finally(() => handle.close());
  const text = format === "base64" ? undefined : textOf(bytes);
  if (text !== undefined) return { format: "text", content: text };
  if (format === "text") {
    throw new HoldfastError("HF_REQUEST_INVALID", `${path} is not UTF-8 text`, {
      expected: "format=base64",
    });
  }
  return { format: "base64", content: bytes.toString("base64") };
}

function textOf(bytes: Buffer): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}

function bareModel(entry: Entry): ContentsModel {
  return {
    name: entry.name,
    path: entry.path,
    type: entry.type,
    writable: entry.writable,
    created: new Date(entry.createdAt).toISOString(),
    last_modified: new Date(entry.modifiedAt).toISOString(),
    size: entry.size,
    mimetype: entry.type === "file" ? mediaType(entry.name).type.replace(/;.*$/, "") : null,
    format: null,
    content: null,
  };
}
