import * as vega from "vega";

/** More rows or bins than this make no chart, px and memory being what they are. */
const MAX_MADE = 1_000_000;
const MAX_TICKS = 10_000;
const MAX_TEXT = 100_000;

type Parameters_ = Readonly<Record<string, unknown>>;
type Transform = new (
  ...args: never[]
) => { transform(parameters: Parameters_, pulse: unknown): unknown };

/** What can make much out of a few words is counted before it is made; time is the watchdog's. */
const COUNTS: Readonly<Record<string, (parameters: Parameters_) => number>> = {
  sequence: ({ start, stop, step }) => made(start, stop, step),
  bin: ({ maxbins, step, extent }) =>
    Math.max(
      amount(maxbins),
      Array.isArray(extent) && step !== undefined ? made(extent[0], extent[1], step) : 0,
    ),
  density: ({ steps, minsteps, maxsteps }) =>
    Math.max(amount(steps), amount(minsteps), amount(maxsteps)),
  kde: ({ steps, minsteps, maxsteps }) =>
    Math.max(amount(steps), amount(minsteps), amount(maxsteps)),
  dotbin: () => 0,
  axisticks: ({ count, values }) => scaled(count, values),
  legendentries: ({ count, values, limit }) =>
    Math.max(scaled(count, values), scaled(limit, undefined)),
  graticule: ({ step, stepMinor }) => Math.max(degrees(step), degrees(stepMinor)),
};

/** Puts the counts before Vega's transforms and functions; once for a worker. */
export function boundVega(): void {
  const transforms = vega.transforms as unknown as Record<string, Transform>;
  for (const [name, count] of Object.entries(COUNTS)) {
    const Original = transforms[name];
    if (!Original) continue;
    const { transform } = Original.prototype as InstanceType<Transform>;
    Original.prototype.transform = function (parameters: Parameters_, pulse: unknown) {
      refuseMoreThan(MAX_MADE, count(parameters), name);
      return transform.call(this, parameters, pulse);
    };
  }
  const { range, pad } = vega as unknown as Record<string, (...args: never[]) => unknown>;
  vega.expressionFunction("sequence", (...args: unknown[]) => {
    const [start, stop, step] = args.length < 2 ? [0, args[0], 1] : args;
    refuseMoreThan(MAX_MADE, made(start, stop, step), "sequence");
    return range!(...(args as never[]));
  });
  vega.expressionFunction("pad", (...args: unknown[]) => {
    refuseMoreThan(MAX_TEXT, amount(args[1]), "pad");
    return pad!(...(args as never[]));
  });
}

/** @throws Error when a chart wants to make more than it may */
function refuseMoreThan(most: number, count: number, what: string): void {
  if (count > most)
    throw new Error(
      `its "${what}" would make ${count.toLocaleString("en")}; at most ${most.toLocaleString("en")} are drawn`,
    );
}

function made(start: unknown, stop: unknown, step: unknown): number {
  const count = Math.ceil((Number(stop) - Number(start ?? 0)) / Number(step ?? 1));
  return Number.isNaN(count) ? 0 : count;
}

function amount(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

/** Ticks are few: their bound is lower, said in the same unit. */
function scaled(count: unknown, values: unknown): number {
  const ticks = Math.max(amount(count), Array.isArray(values) ? values.length : 0);
  return ticks > MAX_TICKS ? Math.max(ticks, MAX_MADE + 1) : ticks;
}

function degrees(step: unknown): number {
  if (!Array.isArray(step)) return 0;
  return (360 / Math.max(1e-9, Number(step[0]))) * (180 / Math.max(1e-9, Number(step[1])));
}
