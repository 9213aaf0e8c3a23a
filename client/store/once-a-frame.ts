/** Hidden pages get no frames, yet their copy of the state should not pile up work. */
const HIDDEN_DELAY = 250;

/** Gives a function that calls `work` at most once a frame, however often it is called itself. */
export function onceAFrame(work: () => void): () => void {
  let isPlanned = false;
  const run = (): void => {
    isPlanned = false;
    work();
  };
  return () => {
    if (isPlanned) return;
    isPlanned = true;
    if (document.visibilityState === "hidden") setTimeout(run, HIDDEN_DELAY);
    else requestAnimationFrame(run);
  };
}
