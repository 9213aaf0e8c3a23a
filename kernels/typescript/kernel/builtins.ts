import type { DisplayFunctions } from "../display/display.ts";
import type { Maps } from "../map/maps.ts";
import type { Modules } from "../modules/modules.ts";
import type { Runs } from "../run/runs.ts";
import type { AskFunctions } from "../runtime/ask.ts";
import type { Interrupts } from "../runtime/interrupts.ts";
import type { HeldLock, LockOptions } from "../runtime/lock.ts";
import type { ProgressBars } from "../runtime/progress.ts";

/** The names that every cell sees without an import; a cell's own declaration shadows them. */
export function cellBuiltins(parts: {
  display: DisplayFunctions;
  bars: ProgressBars;
  modules: Modules;
  interrupts: Interrupts;
  lock: (name: string, options?: LockOptions) => Promise<HeldLock>;
  runs: Runs;
  maps: Maps;
  ask: AskFunctions;
}): Record<string, unknown> {
  const { display, bars, modules, interrupts, lock, runs, maps, ask } = parts;
  return {
    ...display,
    ...ask,
    progress: bars.progress,
    track: bars.track,
    lock,
    run: runs.run,
    resumable: runs.resumable,
    runMap: maps.runMap,
    require: modules.require,
    get signal() {
      return interrupts.signal;
    },
  };
}
