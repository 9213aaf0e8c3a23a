export const PHASE = {
  idle: 0,
  /** The cell runs; set inside of the boundary. */
  busy: 1,
  /** The guard asked the main thread to stop it cooperatively. */
  asked: 2,
  /** The main thread does so: the cell was waiting. */
  taken: 3,
  /** The main thread did not answer: the guard terminates what it runs. */
  terminating: 4,
  /** The termination has happened. */
  terminated: 5,
};
export function createHandshake() {
  return new Int32Array(new SharedArrayBuffer(16));
}
export function wordOf(execution, phase) {
  return (execution << 3) | phase;
}
export function readPhase(handshake) {
  return Atomics.load(handshake, 0) & 7;
}
/** Moves an execution from one phase to another; false when it is not in the first any more. */
export function move(handshake, execution, from, to) {
  const expected = wordOf(execution, from);
  const next = to === PHASE.idle ? 0 : wordOf(execution, to);
  const isMoved = Atomics.compareExchange(handshake, 0, expected, next) === expected;
  if (isMoved) Atomics.notify(handshake, 0);
  return isMoved;
}
/** Waits until an execution has left a phase, at most so many milliseconds; false when it has not. */
export function waitWhile(handshake, execution, phase, ms) {
  const word = wordOf(execution, phase);
  const end = performance.now() + ms;
  while (Atomics.load(handshake, 0) === word) {
    const left = end - performance.now();
    if (left <= 0) return false;
    Atomics.wait(handshake, 0, word, left);
  }
  return true;
}
const GRACE = 2;
/** How long, in ms, an execution that was asked to stop may take to reach the end of a step; 0 = it has none. */
export function graceOf(handshake) {
  return Atomics.load(handshake, GRACE);
}
export function setGrace(handshake, ms) {
  Atomics.store(handshake, GRACE, ms);
}
const GIVES_WAY = 3;
/** Asks an execution to give way to something urgent at the end of its step. */
export function askToGiveWay(handshake, execution) {
  Atomics.store(handshake, GIVES_WAY, execution);
}
/** Tells whether an execution was asked to give way; asks only once. */
export function takeGiveWay(handshake, execution) {
  const asked = execution | 0;
  return Atomics.compareExchange(handshake, GIVES_WAY, asked, 0) === asked;
}
const PACE = 1;
/** Tells whether the guard looks after the cell often, or sleeps because nothing ran for a while. */
export function isGuardAwake(handshake) {
  return Atomics.load(handshake, PACE) === 1;
}
export function setGuardAwake(handshake, isAwake) {
  Atomics.store(handshake, PACE, isAwake ? 1 : 0);
}
//# sourceMappingURL=handshake.js.map
