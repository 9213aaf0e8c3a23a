/** So much stays free above and below the caret, px: two lines. */
const MARGIN = 40;

/**
 * Scrolls the page as little as is needed for a line to be seen between what lies over the page above (header, bars) and
 * its lower edge.
 *
 * @param top of the line, px from the top of the window
 */
export function keepInSight(top: number, height: number): void {
  const upper = coveredAbove() + MARGIN;
  const lower = innerHeight - MARGIN;
  const missing = top < upper ? top - upper : Math.max(0, top + height - lower);
  if (missing !== 0) scrollBy({ top: missing, behavior: "instant" });
}

/** How much of the window's top is covered by what does not scroll away. */
function coveredAbove(): number {
  let covered = 0;
  for (const element of document.querySelectorAll<HTMLElement>(".header, hf-lock")) {
    if (!/^(sticky|fixed)$/.test(getComputedStyle(element).position)) continue;
    const { top, bottom } = element.getBoundingClientRect();
    if (top <= covered + 1) covered = Math.max(covered, bottom);
  }
  return covered;
}
