export { ageText } from "./base/age.ts";
export { codePointsBefore, offsetOfCodePoint } from "./base/code-points.ts";
export { parseDuration } from "./base/duration.ts";
export { errorCodes } from "./base/error-codes.ts";
export {
  type ErrorFacts,
  HoldfastError,
  type HoldfastErrorCode,
  type Problem,
  problem,
  toProblem,
} from "./base/errors.ts";
export {
  type ExecutionId,
  executionId,
  executionNumber,
  fencingToken,
  isCellId,
  isExecutionId,
  parseOperationId,
} from "./base/ids.ts";
export {
  describeValue,
  isCount,
  isObject,
  isShallow,
  type Json,
  type JsonObject,
  MAX_FILE_DEPTH,
  MAX_OUTPUT_DEPTH,
  parseData,
  parseJson,
} from "./base/json.ts";
export { problemText } from "./base/problem-text.ts";
export { applyTextChange, isTextChange, type TextChange, textChangeBetween } from "./base/text.ts";
export type { Action } from "./fold/actions.ts";
export { applyMessage, applyOperation } from "./fold/fold.ts";

export { mayFail } from "./fold/fold-executions.ts";

export { type FoldResult, findCell } from "./fold/fold-result.ts";
export type {
  ClientOperation,
  KernelStatus,
  Operation,
  ServerOperation,
} from "./fold/operations.ts";
export { clientOperationFault } from "./fold/operations-validate.ts";
export {
  isOverflow,
  OVERFLOW_MIME,
  type Overflow,
  overflowPath,
  overflowSummary,
  overflowText,
  sizeText,
} from "./fold/overflow.ts";
export {
  type CellOutput,
  type CellState,
  type EarlierResult,
  type Execution,
  isUnsaved,
  type NotebookState,
  newCellState,
  type Outcome,
} from "./fold/state.ts";
export {
  openCellState,
  openNotebookState,
  toNotebook,
  toNotebookCell,
} from "./fold/state-notebook.ts";
export { type FoldedText, foldedText, foldTerminal } from "./fold/terminal-fold.ts";
export type {
  FromKernelControl,
  KernelBoot,
  KernelHandover,
  ToKernelControl,
} from "./kernel/control.ts";
export { controlFault } from "./kernel/control-validate.ts";
export { earlierRuns, estimateText, type MapEstimate } from "./kernel/estimate.ts";
export {
  chunkOf,
  chunkPayload,
  encodeFrame,
  FRAME_CHUNK,
  FRAME_JSON,
  type Frame,
  FrameReader,
  MAX_FRAME,
} from "./kernel/frames.ts";
export { type CodeQuestion, isVariables, type VariableFacts } from "./kernel/introspect.ts";
export {
  type DisplayContent,
  type DisplayDataMessage,
  type ErrorContent,
  type ExecuteRequest,
  type ExecutionMessage,
  type ExecutionMessageType,
  INTERRUPTED,
  type JupyterMessage,
  type MessageHeader,
  PREEMPTED,
  PROTOCOL_VERSION,
  type StreamMessage,
  type UpdateDisplayDataMessage,
} from "./kernel/jupyter.ts";
export { type MessageOrigin, makeMessage } from "./kernel/jupyter-make.ts";
export { isExecutionMessage, messageFault } from "./kernel/jupyter-validate.ts";
export {
  isLong,
  LONG_MS,
  type LockEvent,
  type LockHolder,
  type LockView,
  type LockWaiter,
  type Notification,
  type Priority,
} from "./kernel/lock.ts";
export {
  durationText,
  isProgress,
  PROGRESS_MIME,
  type Progress,
  percent,
  progressText,
} from "./kernel/progress.ts";
export {
  type Answer,
  MAX_PROMPT,
  type Question,
  type QuestionFacts,
  type QuestionKind,
  readAnswer,
  readQuestion,
} from "./kernel/question.ts";
export {
  isHash,
  PROVENANCE_MIME,
  type Provenance,
  percentOf,
  type ResumableRun,
  type ResumeKey,
  type RunBegin,
  type RunBegun,
  type RunManifest,
  type RunPart,
  type RunState,
} from "./kernel/runs.ts";
export { chunksOf, manifestFault, runBeginFault } from "./kernel/runs-validate.ts";
export {
  type MissingVariable,
  type RestorableVariables,
  restoredNames,
  type SavedDeclaration,
  type SavedGroup,
  snapshotFault,
  type VariableSnapshot,
} from "./kernel/snapshot.ts";
export {
  type ClientMessage,
  LIVE_PROTOCOL,
  type LiveEvent,
  type Place,
  type Presence,
  type ServerMessage,
  type User,
} from "./live/live.ts";
export { checkClientMessage } from "./live/live-validate.ts";
export {
  type CellType,
  type ErrorOutput,
  type MimeBundle,
  type Notebook,
  type NotebookCell,
  type NotebookOutput,
  newNotebookMetadata,
} from "./nbformat/nbformat.ts";
export { normalLines, type ReadNotebook, readNotebook } from "./nbformat/read.ts";
export { isJsonMime, isLines, readText } from "./nbformat/read-values.ts";
export { cellInFile, notebookInFile, outputInFile } from "./nbformat/unknown.ts";
