const MAX_MESSAGE = 10_000;
const MAX_TRACEBACK = 100_000;
/** An error as it may travel: a message of a gigabyte must not keep its execution from ending. */
export function shortenError(error) {
  const { ename, evalue, traceback } = error;
  if (evalue.length + traceback.reduce((sum, line) => sum + line.length, 0) <= MAX_MESSAGE)
    return error;
  const lines = [];
  let room = MAX_TRACEBACK;
  for (const [i, line] of traceback.entries()) {
    if (room <= 0) {
      lines.push(`… ${traceback.length - i} more lines`);
      break;
    }
    lines.push(cut(line, Math.min(room, MAX_MESSAGE)));
    room -= line.length + 1;
  }
  return { ...error, ename: cut(ename, 1_000), evalue: cut(evalue, MAX_MESSAGE), traceback: lines };
}
function cut(text, max) {
  if (text.length <= max) return text;
  return `${text.slice(0, max)}… [shortened]`; // it may have been shortened before, so what is left is not counted
}
//# sourceMappingURL=shorten-error.js.map
