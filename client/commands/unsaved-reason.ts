import type { Problem } from "../../kernels/protocol/index.ts";

/** Why a notebook cannot be saved, in the words of a person, and what helps. */
export interface UnsavedReason {
  readonly title: string;
  readonly help: string;
}

const READ_ONLY = ["EACCES", "EPERM", "EROFS"];
const FULL = ["ENOSPC", "EDQUOT"];
const LARGE = ["EFBIG"];
const MANY = ["EMFILE", "ENFILE"];

const AGAIN = "It is tried again by itself.";

/** Reads what the server said of a notebook that it cannot save; the code decides, never the sentence. */
export function unsavedReason({ code, got = "", action = "" }: Problem): UnsavedReason {
  if (code === "HF_FILE_NOT_FOUND")
    return {
      title: "The file was deleted or moved",
      help: "Save it again to make it anew; until then your work is kept by the server.",
    };
  if (code === "HF_FILE_UNREADABLE" || code === "HF_NOTEBOOK_INVALID")
    return {
      title: "The file cannot be read any more",
      help: "Something else may have its name now. Save under another name, or mend it.",
    };
  if (code === "HF_PATH_INVALID")
    return {
      title: "A link has taken the place of the file or its folder",
      help: `Remove the link, or save under another name. ${AGAIN}`,
    };
  if (code === "HF_STATE_UNWRITABLE")
    return {
      title: "The server cannot keep what you type",
      help: `${action} What you type is kept here and in its memory. ${AGAIN}`,
    };
  if (READ_ONLY.includes(got))
    return { title: "The file or its folder is read-only", help: `Allow writing there. ${AGAIN}` };
  if (FULL.includes(got)) return { title: "The disk is full", help: `Make room on it. ${AGAIN}` };
  if (LARGE.includes(got))
    return {
      title: "The file would be too large for its disk",
      help: "Clear outputs, or save elsewhere.",
    };
  if (MANY.includes(got)) return { title: "The server has too many files open", help: AGAIN };
  return { title: "It is not saved", help: action === "" ? AGAIN : `${action} ${AGAIN}` };
}
