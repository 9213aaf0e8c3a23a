const HEAD_WORDS = 4;
/** An answer of 10,000 characters has at most 30,000 bytes in UTF-8. */
const ANSWER_BYTES = 32 * 1024;
const STATE = 0;
const QUESTION = 1;
const LENGTH = 2;
const FREE = 0;
const WAITING = 1;
const ANSWERED = 2;
const CANCELLED = 3;
/** The main thread sleeps so long at a time, in ms: in between an interrupt can save its variables. */
const SLEEP_MS = 20;
/**
 * Where the guard thread leaves the answer for which the main thread sleeps, in memory that both share. Each question has
 * a number, so that a late answer to an earlier one is none.
 */
export class InputSlot {
  shared;
  #head;
  #bytes;
  constructor(shared = new SharedArrayBuffer(4 * HEAD_WORDS + ANSWER_BYTES)) {
    this.shared = shared;
    this.#head = new Int32Array(shared, 0, HEAD_WORDS);
    this.#bytes = Buffer.from(shared, 4 * HEAD_WORDS, ANSWER_BYTES);
  }
  /** Main thread: opens the next question and gives its number. */
  open() {
    const question = Atomics.load(this.#head, QUESTION) + 1;
    Atomics.store(this.#head, QUESTION, question);
    Atomics.store(this.#head, STATE, WAITING);
    return question;
  }
  /** Main thread: sleeps until the answer is there; null = the person cancelled. A termination ends it. */
  wait() {
    while (Atomics.load(this.#head, STATE) === WAITING)
      Atomics.wait(this.#head, STATE, WAITING, SLEEP_MS);
    const isCancelled = Atomics.load(this.#head, STATE) === CANCELLED;
    const length = Atomics.load(this.#head, LENGTH);
    Atomics.store(this.#head, STATE, FREE);
    return isCancelled ? null : this.#bytes.toString("utf8", 0, length);
  }
  /** Guard thread: leaves an answer; false when that question does not wait. */
  answer(question, value) {
    if (Atomics.load(this.#head, STATE) !== WAITING) return false;
    if (Atomics.load(this.#head, QUESTION) !== question) return false;
    Atomics.store(this.#head, LENGTH, value === null ? 0 : this.#bytes.write(value));
    Atomics.store(this.#head, STATE, value === null ? CANCELLED : ANSWERED);
    Atomics.notify(this.#head, STATE);
    return true;
  }
}
//# sourceMappingURL=input-slot.js.map
