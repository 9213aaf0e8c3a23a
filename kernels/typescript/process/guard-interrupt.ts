import { graceOf, type Handshake, move, PHASE, waitWhile } from "./handshake.ts";
import { terminateCell } from "./terminate.ts";

/** So long may the main thread take to stop a cell that waits; after that it is computing and is terminated. */
const ASK_MS = 4;

/** After so many tries that found only the kernel's own code the server is told; it asks again, and kills after 5 s. */
const MAX_TRIES = 20;

export type InterruptResult = "stopped" | "too-late";

/**
 * The guard's side of stopping an execution. The answer goes to the server, which sends nothing to run before
 * it has it.
 *
 * @param main.ask tells the main thread that it is asked
 * @param main.terminated tells the main thread that what it ran has been terminated
 * @param main.answers tells whether the main thread answers within a short time
 */
export async function interrupt(
  handshake: Handshake,
  execution: number,
  main: { ask(): void; terminated(): void; answers(): Promise<boolean> },
): Promise<InterruptResult> {
  if (!move(handshake, execution, PHASE.busy, PHASE.asked)) return interruptStray(handshake, main);
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    main.ask();
    // A run is asked first: at the end of its step it saves and stops by itself.
    const ms = tries === 0 ? Math.max(ASK_MS, graceOf(handshake)) : ASK_MS;
    waitWhile(handshake, execution, PHASE.asked, ms);
    if (!move(handshake, execution, PHASE.asked, PHASE.terminating)) {
      // Taken by the main thread, or the cell ended by itself meanwhile.
      return Atomics.load(handshake, 0) >> 3 === execution ? "stopped" : "too-late";
    }
    if (await terminateCell(main.ask)) {
      move(handshake, execution, PHASE.terminating, PHASE.terminated);
      main.terminated();
      return "stopped";
    }
    // It was in the kernel's own code: let it go on, the cell may be ending. One that has ended is idle by now.
    if (!move(handshake, execution, PHASE.terminating, PHASE.asked)) return "too-late";
  }
  move(handshake, execution, PHASE.asked, PHASE.busy);
  return "too-late";
}

/** The execution does not run (yet): what an earlier cell left behind, a timer say, may block the main thread. */
async function interruptStray(
  handshake: Handshake,
  main: { ask(): void; answers(): Promise<boolean> },
): Promise<InterruptResult> {
  const isIdle = Atomics.load(handshake, 0) === PHASE.idle;
  if (isIdle && !(await main.answers())) await terminateCell(main.ask);
  return "too-late";
}
