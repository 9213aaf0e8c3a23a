import { writeSync } from "node:fs";

const WAIT_MS = 2;
const sleeper = new Int32Array(new SharedArrayBuffer(4));
/**
 * Writes to a non-blocking socket until the operating system has taken something; when its buffer is full the
 * caller sleeps, so that a slow reader makes the writer wait. The process ends when nobody reads any more.
 *
 * @returns how many bytes were taken
 */
export function writeSome(fd, buffer, offset) {
  for (;;) {
    try {
      return writeSync(fd, buffer, offset);
    } catch (error) {
      if (error.code !== "EAGAIN") process.exit(0); // the server is gone
      Atomics.wait(sleeper, 0, 0, WAIT_MS);
    }
  }
}
//# sourceMappingURL=write-all.js.map
