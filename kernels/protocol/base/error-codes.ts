import type { ErrorCode } from "./error-code.ts";
import { lockAndRunCodes } from "./error-codes-runs.ts";

/**
 * Every error code of holdfast outside of the analysis functions. docs/errors.md lists the same codes;
 * a test compares both. A code never changes its meaning; its text may.
 */
export const errorCodes = {
  HF_AUTH_REQUIRED: {
    status: 401,
    title: "A token is needed",
    action: "Open a new link: holdfast status prints one. Programs send the token.",
  },
  HF_AUTH_LINK_USED: {
    status: 401,
    title: "This one-time link was used, or is too old",
    action: "Open a new link: holdfast status, in the served folder, prints one.",
  },
  HF_AUTH_TOKEN_WRONG: {
    status: 401,
    title: "The token is wrong",
    action:
      "Read the token file of the state folder, or open a new link: holdfast status prints one.",
  },
  HF_AUTH_TOO_MANY: {
    status: 429,
    title: "Too many wrong tokens",
    action: "Wait a minute, then try again.",
  },
  HF_TOKEN_REQUIRED: {
    status: 400,
    title: "Refusing to serve the network without a token",
    action: "Give --token-file, or leave --host at 127.0.0.1.",
  },
  HF_TOKEN_WEAK: {
    status: 400,
    title: "Refusing to serve the network with a token that can be guessed",
    action: "Make one with openssl rand -hex 32, and give it with --token-file.",
  },
  HF_HOST_FOREIGN: {
    status: 403,
    title: "Unknown host name",
    action: "Open the address that the server printed, or start it with --allow-host <name>.",
  },
  HF_ORIGIN_FOREIGN: {
    status: 403,
    title: "The request came from another site",
    action: "Use the page that this server serves.",
  },
  HF_REQUEST_INVALID: {
    status: 400,
    title: "The request cannot be understood",
    action: "Compare the request with docs/architecture.md.",
  },
  HF_REQUEST_TOO_LARGE: {
    status: 413,
    title: "The request is too large",
    action: "Send less at once.",
  },
  HF_IDEMPOTENCY_KEY: {
    status: 422,
    title: "The Idempotency-Key stands for another request",
    action: "Use a new key for each request; the same one only to send the same request again.",
  },
  HF_TOO_MANY_REQUESTS: { status: 429, title: "Too many requests", action: "Slow down." },
  HF_NOT_FOUND: { status: 404, title: "Nothing is there", action: "Check the address." },
  HF_METHOD_NOT_ALLOWED: {
    status: 405,
    title: "This method is not allowed here",
    action: "Check the method.",
  },
  HF_INTERNAL: {
    status: 500,
    title: "holdfast made a mistake",
    action: "Read the server's log; the notebook and its journal are kept.",
  },
  HF_PATH_INVALID: {
    status: 400,
    title: "The path is not allowed",
    action: "Give a path inside of the served folder, without '..', backslashes or a leading '/'.",
  },
  HF_PATH_HIDDEN: {
    status: 403,
    title: "Hidden files are not served",
    action: "Choose a name that does not start with a dot.",
  },
  HF_FILE_NOT_FOUND: {
    status: 404,
    title: "The file does not exist",
    action: "Check the name; it may have been moved or deleted.",
  },
  HF_FILE_EXISTS: {
    status: 409,
    title: "A file of that name exists",
    action: "Choose another name.",
  },
  HF_FILE_UNREADABLE: {
    status: 403,
    title: "The file or folder cannot be read",
    action: "Check its permissions.",
  },
  HF_FILE_UNWRITABLE: {
    status: 507,
    title: "The file cannot be written",
    action: "Check free space and permissions; the journal still holds your work.",
  },
  HF_FILE_CHANGED: {
    status: 409,
    title: "The file was changed outside",
    action: "Choose: keep mine, take theirs, or save a copy.",
  },
  HF_NOTEBOOK_INVALID: {
    status: 422,
    title: "The file is not a notebook",
    action: "Mend the file or restore an older version; holdfast does not touch it.",
  },
  HF_NOTEBOOK_LANGUAGE: {
    status: 422,
    title: "The notebook is of another language",
    action: "Cells run as TypeScript here; --language typescript runs it all the same.",
  },
  HF_NOTEBOOK_VERSION: {
    status: 422,
    title: "This version of the notebook format is unknown",
    action: "Open it with a newer holdfast.",
  },
  HF_MESSAGE_INVALID: {
    status: 400,
    title: "The message cannot be understood",
    action: "Reload the page; it may be older than the server.",
  },
  HF_PROTOCOL_VERSION: {
    status: 400,
    title: "Client and server speak different versions",
    action: "Reload the page.",
  },
  HF_CELL_NOT_FOUND: {
    status: 409,
    title: "The cell does not exist",
    action: "It may have been deleted in another tab.",
  },
  HF_CELL_EXISTS: { status: 409, title: "A cell with that id exists", action: "Use a new id." },
  HF_CELL_UNKNOWN: {
    status: 409,
    title: "This kind of cell is unknown",
    action: "It is kept as the file has it; it can be moved and deleted, not edited.",
  },
  HF_CELL_TYPE: {
    status: 409,
    title: "The cell is not a code cell",
    action: "Change its type to code first.",
  },
  HF_REVISION_STALE: {
    status: 409,
    title: "The text changed meanwhile",
    action: "The page sends the change again by itself.",
  },
  HF_CHANGE_INVALID: {
    status: 400,
    title: "The text change does not fit the text",
    action: "Reload the page.",
  },
  HF_NOTHING_DELETED: {
    status: 409,
    title: "There is nothing to bring back",
    action: "The cell was restored already, or deleted too long ago.",
  },
  ...lockAndRunCodes,
  HF_KERNEL_START: {
    status: 500,
    title: "The kernel did not start",
    action: "Read the detail; then restart the kernel.",
  },
  HF_KERNEL_LIMIT: {
    status: 503,
    title: "Too many kernels",
    action:
      "Close the tabs of a notebook whose kernel is not needed, or start holdfast with a larger --max-kernels.",
  },
  HF_KERNEL_DIED: {
    status: 500,
    title: "The kernel died",
    action: "Variables are gone; run the cells again.",
  },
  HF_KERNEL_KILLED: {
    status: 500,
    title: "The kernel was killed",
    action: "Variables are gone; run the cells again.",
  },
  HF_KERNEL_GARBAGE: {
    status: 500,
    title: "The kernel sent something that is no message",
    action: "The kernel was ended; run the cells again.",
  },
  HF_KERNEL_RESTARTED: {
    status: 409,
    title: "The kernel was restarted",
    action: "Run the cells again.",
  },
  HF_INPUT_UNAVAILABLE: {
    status: 409,
    title: "There is nobody to ask",
    action:
      "Run the notebook in the browser or in a terminal, or take the value from a cell, a file or an environment variable.",
  },
  HF_INPUT_CLOSED: {
    status: 409,
    title: "The question was answered already",
    action: "Nothing: somebody else answered it, or its cell has ended.",
  },
  HF_OUTPUT_GONE: {
    status: 410,
    title: "The full output is not there any more",
    action: "Run the cell again; full outputs are kept for 7 days or until the next run.",
  },
  HF_SOURCE_DECORATOR: {
    status: 400,
    title: "Decorators are not supported in cells",
    action: "Call the decorator as a function, or move the class to a local file that is built.",
  },
  HF_PACKAGE_MISSING: {
    status: 404,
    title: "A package is not installed",
    action: "Install it beside the notebook with the command that is shown.",
  },
  HF_IMPORT_FOREIGN: {
    status: 422,
    title: "This cannot be imported here",
    action: "Install the package beside the notebook, or import a file.",
  },
  HF_MODULE_UNKNOWN: {
    status: 404,
    title: "Node has no such module",
    action: "Check the name of the node: module.",
  },
  HF_PACKAGE_INSTALL: {
    status: 502,
    title: "A package could not be installed",
    action: "Read what npm printed; check the name, the network and the rights on the folder.",
  },
  HF_SERVER_NOT_RUNNING: {
    status: 503,
    title: "No server runs",
    action: "Start one with holdfast serve, or name its folder.",
  },
  HF_SERVER_ANSWER: {
    status: 502,
    title: "The server did not answer as asked",
    action: "Look at the server's log; it may be of another version, or something stands between.",
  },
  HF_STATE_UNWRITABLE: {
    status: 507,
    title: "The state folder cannot be written",
    action: "Mend its rights, or choose another with $HOLDFAST_STATE.",
  },
  HF_SYSTEM: {
    status: 500,
    title: "The system refused something",
    action: "Mend what is named, then start again; ulimit -n should be 1024 or more.",
  },
  HF_STORE_LOCKED: {
    status: 409,
    title: "Another holdfast owns this folder",
    action: "Use that server, or stop it first. Never delete its LOCK file.",
  },
  HF_STORE_CORRUPT: {
    status: 500,
    title: "The store is damaged",
    action: "Keep a copy of the store folder; the notebooks on disk are untouched.",
  },
  HF_STORE_CLOSED: {
    status: 503,
    title: "The server is stopping",
    action: "Start the server again; what was acknowledged is kept.",
  },
  HF_STORE_VERSION: {
    status: 500,
    title: "The store was written by a newer holdfast",
    action: "Start that version, or another state folder ($HOLDFAST_STATE).",
  },
  HF_JOURNAL_GAP: {
    status: 500,
    title: "A part of the journal is missing",
    action: "What came before the gap was restored, the rest is set aside in the state folder.",
  },
  HF_PORT_IN_USE: {
    status: 409,
    title: "The port is in use",
    action: "Choose another with --port, or leave it out.",
  },
  HF_FOLDER_INVALID: {
    status: 404,
    title: "The folder cannot be served",
    action: "Give a folder that exists and can be read.",
  },
  HF_USAGE: { status: 400, title: "Wrong usage", action: "See holdfast --help." },
} as const satisfies Record<`HF_${string}`, ErrorCode>;
