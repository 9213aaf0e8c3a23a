/** One thing that is measured: `prepare` is not timed, `run` is; the result is printed beside the time. */
export interface BenchCase {
  /** Name of the case; the peers' measurements use the same. */
  readonly name: string;
  /** Whether it has loops in WebAssembly: then it is measured without them as well. */
  readonly hasTwin?: boolean;
  /** Makes the data; called once, in the process that runs the case. */
  prepare?(): Promise<void> | void;
  /** Does the work once and tells what came out. */
  run(): Promise<Outcome> | Outcome;
  /** What a peer took for the same law of data on another day: it is no ratio of this run, but says how far there is to go. */
  readonly page?: Page;
}

/** What came out of a run: numbers, or how to get them, which is not timed. */
export type Outcome = Record<string, number> | (() => Record<string, number>);

/** A figure measured elsewhere. */
export interface Page {
  readonly peer: string;
  readonly seconds: number;
  /** Our wall over the peer's that is aimed at. */
  readonly target: number;
}

/** What one case took. */
export interface Measurement {
  readonly case: string;
  readonly secondsMedian: number;
  readonly secondsMin: number;
  /** User and system time of all threads. */
  readonly cpuSecondsMedian: number;
  readonly runs: number;
  /** Largest resident memory of the process, the data included. */
  readonly peakMb: number;
  /** Resident memory before the first run. */
  readonly dataMb: number;
  readonly result: Record<string, number>;
}

/** Runs a case several times in this process. */
export async function measure(bench: BenchCase, runs: number): Promise<Measurement> {
  await bench.prepare?.();
  const dataMb = process.memoryUsage.rss() / 1e6;
  const seconds: number[] = [];
  const cpu: number[] = [];
  let result: Record<string, number> = {};
  for (let i = 0; i < runs; i++) {
    const before = process.cpuUsage();
    const start = performance.now();
    const outcome = await bench.run();
    seconds.push((performance.now() - start) / 1000);
    const used = process.cpuUsage(before);
    cpu.push((used.user + used.system) / 1e6);
    result = typeof outcome === "function" ? outcome() : outcome;
  }
  return {
    case: bench.name,
    secondsMedian: middle(seconds),
    secondsMin: Math.min(...seconds),
    cpuSecondsMedian: middle(cpu),
    runs,
    peakMb: process.resourceUsage().maxRSS / 1000,
    dataMb,
    result,
  };
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
